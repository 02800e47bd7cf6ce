import pytest

from fakes.events import ETAG
from fakes.mediaconvert import probed
from pipeline.failures import Refusal
from pipeline.sources import Source, parse_probe, refuse_source
from pipeline.uploads import Limits

LIMITS = Limits(max_source_size_bytes=1, max_source_duration_seconds=60)


def source(*, rotation_reported=True, **facts):
    parsed = parse_probe(probed(**facts), rotation_reported=rotation_reported)
    assert isinstance(parsed, Source)
    return parsed


def size(**facts):
    parsed = source(**facts)
    return parsed.width_px, parsed.height_px


def test_what_a_file_holds():
    parsed = source(seconds=12.5)
    assert (parsed.width_px, parsed.height_px) == (1920, 1080)
    assert parsed.duration_seconds == 12.5
    assert (parsed.etag, parsed.content_type) == (ETAG, "video/mp4")
    assert parsed.has_audio
    assert not source(audio=False).has_audio


@pytest.mark.parametrize("rotation", [90, 270, -90])
def test_an_upright_video_is_seen_upright(rotation):
    assert size(Rotation=rotation) == (1080, 1920)


@pytest.mark.parametrize("rotation", [None, 0, 180])
def test_other_rotations_keep_the_shape(rotation):
    assert size(Rotation=rotation) == (1920, 1080)


def test_pixels_that_are_not_square_are_seen_square():
    ratio = {"Numerator": 64, "Denominator": 45}
    assert size(width=720, height=576, SampleAspectRatio=ratio) == (1024, 576)


def test_without_rotation_in_the_model_the_orientation_is_unknown():
    assert source().orientation_known
    assert not source(rotation_reported=False).orientation_known


@pytest.mark.parametrize(
    "answer", [{}, {"ProbeResults": [{}]}, {"ProbeResults": [{"Container": {"Tracks": None}}]}]
)
def test_no_tracks_is_unreadable(answer):
    refusal = parse_probe(answer, rotation_reported=True)
    assert isinstance(refusal, Refusal)
    assert refusal.code == "UNREADABLE_SOURCE"


def test_a_picture_without_a_size_is_refused():
    refusal = parse_probe(probed(width=0, height=0), rotation_reported=True)
    assert refusal.code == "PICTURE_TOO_SMALL"


@pytest.mark.parametrize(
    ("facts", "code"),
    [
        ({"seconds": 60}, None),
        ({"seconds": 60.1}, "DURATION_TOO_LONG"),
        ({"seconds": 0}, None),
        ({"etag": "other"}, "SUPERSEDED"),
    ],
)
def test_refusals(facts, code):
    refusal = refuse_source(source(**facts), ETAG, LIMITS)
    assert (refusal.code if refusal else None) == code
