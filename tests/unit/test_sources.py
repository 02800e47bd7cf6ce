import pytest

from fakes.events import ETAG
from fakes.mediaconvert import probed
from pipeline.failures import Failure
from pipeline.transcoding.source import Source, parse_probe, refuse_source
from pipeline.uploads.upload import Limits

LIMITS = Limits(max_source_size_bytes=1_000_000, max_source_duration_seconds=60)


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
    assert isinstance(refusal, Failure)
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


def refused(**facts):
    parsed = parse_probe(probed(**facts), rotation_reported=True)
    refusal = parsed if isinstance(parsed, Failure) else refuse_source(parsed, ETAG, LIMITS)
    return refusal and refusal.code


@pytest.mark.parametrize(
    ("facts", "code"),
    [
        ({"width": 8192, "height": 4320}, None),
        ({"width": 65535, "height": 65535}, "PICTURE_TOO_LARGE"),
        ({"width": 32, "height": 2**31 - 1}, "PICTURE_TOO_LARGE"),
        ({"width": 8194, "height": 4320, "Rotation": 90}, "PICTURE_TOO_LARGE"),
        ({"SampleAspectRatio": {"Numerator": 65535, "Denominator": 1}}, "PICTURE_TOO_LARGE"),
        ({"SampleAspectRatio": {"Numerator": 1, "Denominator": 65535}}, "PICTURE_TOO_SMALL"),
        ({"SampleAspectRatio": {"Numerator": -1, "Denominator": 1}}, "PICTURE_TOO_SMALL"),
        ({"FrameRate": {"Numerator": 480, "Denominator": 1}}, None),
        ({"FrameRate": {"Numerator": 60000, "Denominator": 1001}}, None),
        ({"FrameRate": {"Numerator": 90000, "Denominator": 1}}, "FRAME_RATE_TOO_HIGH"),
        ({"FrameRate": {"Numerator": 2**31 - 1, "Denominator": 0}}, "FRAME_RATE_TOO_HIGH"),
        ({"FrameRate": {}}, None),
        ({"seconds": 2.0**63}, "DURATION_TOO_LONG"),
        ({"seconds": float("inf")}, "DURATION_TOO_LONG"),
    ],
)
def test_a_file_that_wants_to_be_expensive_is_refused(facts, code):
    assert refused(**facts) == code


def test_of_the_durations_that_a_file_declares_the_longest_counts():
    answer = probed(seconds=1)
    tracks = answer["ProbeResults"][0]["Container"]["Tracks"]
    tracks[1]["Duration"] = 61.0
    assert parse_probe(answer, rotation_reported=True).duration_seconds == 61
    tracks[1]["TrackType"] = "data"
    assert parse_probe(answer, rotation_reported=True).duration_seconds == 1


def test_a_file_of_a_thousand_tracks_is_refused():
    answer = probed()
    container = answer["ProbeResults"][0]["Container"]
    container["Tracks"] *= 50
    assert isinstance(parse_probe(answer, rotation_reported=True), Source), "100 are taken"
    container["Tracks"] *= 10
    assert parse_probe(answer, rotation_reported=True).code == "TOO_MANY_TRACKS"


def test_the_files_own_size_counts_whatever_its_event_said():
    answer = probed()
    metadata = answer["ProbeResults"][0]["Metadata"]
    metadata["FileSize"] = LIMITS.max_source_size_bytes + 1
    parsed = parse_probe(answer, rotation_reported=True)
    assert refuse_source(parsed, ETAG, LIMITS).code == "FILE_TOO_LARGE"
