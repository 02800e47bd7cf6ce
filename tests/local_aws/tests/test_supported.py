"""Whatever the local account does not carry out is refused; nothing is ignored."""

from typing import Any

import pytest
from botocore.model import StructureShape

from fakes.mediaconvert import service_model
from local_aws.mediaconvert import supported
from local_aws.mediaconvert.carried_out import CARRIED_OUT
from local_aws.mediaconvert.errors import ServiceError
from local_aws.tests import job_requests as make

FULL = (make.cmaf, make.hls, make.dash, make.mp4, make.thumbnails)
VIDEO = ("OutputGroups", 0, "Outputs", 0, "VideoDescription")
H264 = (*VIDEO, "CodecSettings", "H264Settings")
SOUND = ("OutputGroups", 0, "Outputs", 2, "AudioDescriptions", 0)
CMAF = ("OutputGroups", 0, "OutputGroupSettings", "CmafGroupSettings")

REFUSED: list[tuple[tuple[Any, ...], Any, str]] = [
    (("AvailBlanking",), {}, "AvailBlanking"),
    (("Inputs", 0, "InputClippings"), [{"EndTimecode": "00:00:01:00"}], "InputClippings"),
    (("Inputs", 0, "FilterStrength"), 3, "FilterStrength 3"),
    (("Inputs", 0, "FileInput"), "https://example.com/a.mp4", "inputs outside S3"),
    (("Inputs", 0, "VideoSelector", "ColorSpace"), "HDR10", "ColorSpace HDR10"),
    (("Inputs", 0, "AudioSelectors", "Audio Selector 1", "Offset"), 40, "Offset 40"),
    ((*CMAF, "SegmentControl"), "SINGLE_FILE", "SegmentControl SINGLE_FILE"),
    ((*CMAF, "Encryption"), {}, "Encryption"),
    ((*CMAF, "SegmentLengthControl"), "MATCH", "SegmentLengthControl MATCH"),
    ((*VIDEO, "Crop"), {"X": 0}, "Crop"),
    ((*VIDEO, "ScalingBehavior"), "SMART_CROP", "ScalingBehavior SMART_CROP"),
    ((*VIDEO, "CodecSettings", "Codec"), "AV1", "Codec AV1"),
    ((*VIDEO, "VideoPreprocessors"), {"NoiseReducer": {}}, "NoiseReducer"),
    (
        (*VIDEO, "VideoPreprocessors"),
        {"Deinterlacer": {"Mode": "INVERSE_TELECINE"}},
        "Mode INVERSE_TELECINE",
    ),
    (
        (*VIDEO, "VideoPreprocessors"),
        {"ColorCorrector": {"ColorSpaceConversion": "FORCE_HDR10"}},
        "ColorSpaceConversion FORCE_HDR10",
    ),
    ((*H264, "InterlaceMode"), "TOP_FIELD", "InterlaceMode TOP_FIELD"),
    ((*H264, "GopClosedCadence"), 4, "GopClosedCadence 4"),
    (
        (*H264, "FramerateConversionAlgorithm"),
        "FRAMEFORMER",
        "FramerateConversionAlgorithm FRAMEFORMER",
    ),
    ((*SOUND, "RemixSettings"), {}, "RemixSettings"),
    ((*SOUND, "CodecSettings", "AacSettings", "CodecProfile"), "HEV1", "CodecProfile HEV1"),
    ((*SOUND, "AudioNormalizationSettings"), {"TargetLkfs": -3.0}, "TargetLkfs -3.0"),
    (
        ("OutputGroups", 2, "Outputs", 0, "ContainerSettings", "Container"),
        "CMFC",
        "container CMFC in DASH_ISO_GROUP_SETTINGS",
    ),
    (("OutputGroups", 0, "AutomatedEncodingSettings"), {}, "AutomatedEncodingSettings"),
]


def test_a_job_of_every_group_is_carried_out() -> None:
    supported.check(make.job(*(one() for one in FULL))["Settings"])


@pytest.mark.parametrize(("path", "value", "what"), REFUSED, ids=[row[2] for row in REFUSED])
def test_other_settings_are_refused_by_name(path: tuple[Any, ...], value: Any, what: str) -> None:
    settings = make.job(*(one() for one in FULL))["Settings"]
    place: Any = settings
    for step in path[:-1]:
        place = place[step]
    place[path[-1]] = value
    with pytest.raises(ServiceError) as raised:
        supported.check(settings)
    assert str(raised.value) == f"the local account does not transcode {what}"


def test_the_list_has_the_models_names() -> None:
    for structure, members in CARRIED_OUT.items():
        shape = service_model().shape_for(structure)
        assert isinstance(shape, StructureShape)
        for name, values in members.items():
            known = set(shape.members[name].metadata.get("enum", values))
            assert values <= known, f"{structure}.{name}"
