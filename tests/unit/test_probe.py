"""Reading Probe's answer: a fixture for each family of files, and answers that tell nonsense."""

import json
from copy import deepcopy
from dataclasses import asdict
from fractions import Fraction

import pytest
from botocore.validate import validate_parameters

from fakes.mediaconvert import breaches, probed, service_model
from fakes.sources import FAMILIES, family
from pipeline.aws.transcoder import knows
from pipeline.failures import Failure
from pipeline.transcoding.probe import SHAPE_MEMBERS, parse_probe
from pipeline.transcoding.source import Source
from pipeline.transcoding.tracks import VideoTrack

DERIVED = ("frame_rate", "display_size_px", "display_size_known", "hdr_format")
# What every family's answer says the same of.
ALIKE = ("etag", "size_bytes")


def told(value):
    """As the fixtures write it: fractions as text, and nothing that is unknown, empty or false."""
    if isinstance(value, dict):
        return {key: told(one) for key, one in value.items() if one not in (None, False)}
    if isinstance(value, tuple | list):
        return [told(one) for one in value]
    return str(value) if isinstance(value, Fraction) else value


def as_data(source):
    video = source.video and asdict(source.video) | {
        name: getattr(source.video, name) for name in DERIVED
    }
    if video and not video["rotation_degrees"]:
        del video["rotation_degrees"]
    facts = asdict(source) | {"duration_seconds": source.duration_seconds}
    facts = {name: value for name, value in facts.items() if name not in ALIKE}
    return told(facts) | {"video": told(video)}


def parse(answer, *, shape_reported=True):
    return parse_probe(answer, shape_reported=shape_reported)


def video(answer, **more) -> VideoTrack:
    source = parse(answer, **more)
    assert isinstance(source, Source)
    assert source.video
    return source.video


@pytest.mark.parametrize("name", FAMILIES)
def test_the_source_of_a_family_of_files(name):
    source, expected = parse(family(name)["answer"]), family(name)["source"]
    if isinstance(source, Failure):
        assert source.code == expected
    else:
        assert json.loads(json.dumps(as_data(source))) == expected
        assert source.etag == "9b2cf535f27731c974343645a3985328"


@pytest.mark.parametrize("name", FAMILIES)
def test_the_answers_have_the_services_shape(name):
    """Members, types and enums of botocore's model: what it does not know, it refuses."""
    shape = service_model().operation_model("Probe").output_shape
    answer = deepcopy(family(name)["answer"])
    validate_parameters(answer, shape)
    assert breaches(answer, shape, "Probe") == []


def test_the_model_knows_what_the_shape_depends_on():
    assert knows(service_model(), SHAPE_MEMBERS)
    assert not knows(service_model(), {"VideoProperties": ["Rotation", "Nonsense"]})
    assert not knows(service_model(), {"Nonsense": []})


@pytest.mark.parametrize("name", [name for name in FAMILIES if family(name)["source"]])
def test_a_model_that_drops_members_leaves_the_shape_unknown(name):
    """What an older SDK makes of the same answer is never taken for a fact."""
    answer = deepcopy(family(name)["answer"])
    for track in answer["ProbeResults"][0]["Container"]["Tracks"]:
        for dropped in ("Rotation", "SampleAspectRatio", "DisplayAspectRatio", "CodecMetadata"):
            track.get("VideoProperties", {}).pop(dropped, None)
    source = parse(answer, shape_reported=False)
    if isinstance(source, Source) and source.video:
        assert source.video.rotation_degrees is None
        assert not source.video.display_size_known


@pytest.mark.parametrize(
    "answer", [{}, {"ProbeResults": [{}]}, {"ProbeResults": [{"Container": {"Tracks": None}}]}]
)
def test_no_tracks_is_unreadable(answer):
    refusal = parse(answer)
    assert isinstance(refusal, Failure)
    assert refusal.code == "UNREADABLE_SOURCE"


@pytest.mark.parametrize("name", ["mp3", "flac", "ogg"])
def test_a_picture_in_a_container_of_sound_is_a_cover(name):
    answer = probed()
    answer["ProbeResults"][0]["Container"]["Format"] = name
    source = parse(answer)
    assert isinstance(source, Source)
    assert (source.video, len(source.audio)) == (None, 1)


@pytest.mark.parametrize(
    ("told_degrees", "size"),
    [(90, (1080, 1920)), (-90, (1080, 1920)), (450, (1080, 1920)), (180, (1920, 1080))]
    + [(degrees, (1920, 1080)) for degrees in (None, 0, 45, 89)],
)
def test_rotation(told_degrees, size):
    assert video(probed(Rotation=told_degrees)).display_size_px == size


@pytest.mark.parametrize(
    ("facts", "rate"),
    [
        ({"FrameRate": {"Numerator": 60000, "Denominator": 1001}}, Fraction(60000, 1001)),
        ({"FrameRate": {"Numerator": 480, "Denominator": 1}}, 480),
        ({"FrameRate": {"Numerator": 481, "Denominator": 1}}, None),
        ({"FrameRate": {"Numerator": 90000, "Denominator": 1}}, None),
        ({"FrameRate": {"Numerator": 2**31 - 1, "Denominator": 0}}, None),
        ({"FrameRate": {"Numerator": -25, "Denominator": 1}}, None),
        ({"FrameRate": {}}, None),
        ({"FrameRate": None}, None),
    ],
)
def test_a_rate_that_no_camera_makes_is_unknown(facts, rate):
    assert video(probed(**facts)).frame_rate == rate


@pytest.mark.parametrize("ratio", [(-1, 1), (0, 1), (1, 0), (64, -45)])
def test_an_impossible_aspect_ratio_is_none(ratio):
    facts = {"SampleAspectRatio": dict(zip(("Numerator", "Denominator"), ratio, strict=True))}
    assert video(probed(**facts)).container_sample_aspect_ratio is None
    assert video(probed(**facts)).display_size_px == (1920, 1080)
