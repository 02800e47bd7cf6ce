"""What the record tells of the source, of what was made of it, and of what is odd."""

from decimal import Decimal

import pytest

from fakes import events, profiles
from fakes.job_files import in_get_job
from fakes.mediaconvert import probed

PLAIN = {
    "format": "mp4",
    "widthPx": 1920,
    "heightPx": 1080,
    "durationSeconds": 10,
    "frameRate": 30,
    "scanType": "progressive",
    "sounds": [{"channels": 2}],
    "captionCount": 0,
}
NTSC = {"Numerator": 30000, "Denominator": 1001}
HLG = {"Width": 1920, "Height": 1080, "TransferCharacteristics": "ARIB_B67"}


@pytest.mark.parametrize(
    ("answer", "source"),
    [
        (probed(), PLAIN),
        (probed(seconds=10.00049, audio=False), PLAIN | {"sounds": []}),
        (
            probed(FrameRate=NTSC, Rotation=90, CodecMetadata=HLG),
            PLAIN
            | {"widthPx": 1080, "heightPx": 1920, "frameRate": Decimal("29.970")}
            | {"hdrFormat": "HLG", "scanType": None},
        ),
        (probed(seconds=0, FrameRate=None), PLAIN | {"durationSeconds": None, "frameRate": None}),
    ],
    ids=["plain", "silent", "turned_hlg_ntsc", "untold"],
)
def test_a_record_tells_its_source(pipeline, answer, source):
    pipeline.mediaconvert.answer = answer
    pipeline.ingest(events.object_created())
    told = {name: value for name, value in source.items() if value is not None}
    assert pipeline.asset()["source"] == told


def many_sounds(count):
    answer = probed(seconds=10)
    tracks = answer["ProbeResults"][0]["Container"]["Tracks"]
    tracks += tracks[1:] * (count - 1)
    return answer


def stored(answer, size_bytes):
    answer["ProbeResults"][0]["Metadata"]["FileSize"] = size_bytes
    return answer


@pytest.mark.parametrize(
    ("answer", "code", "source"),
    [
        (probed(seconds=1e6), "DURATION_TOO_LONG", {"durationSeconds": 10**6}),
        (probed(seconds=1e300), "DURATION_TOO_LONG", {"durationSeconds": None}),
        (probed(seconds=float("inf")), "DURATION_TOO_LONG", {"durationSeconds": None}),
        (probed(width=16, height=9), "PICTURE_TOO_SMALL", {"widthPx": 16, "heightPx": 9}),
        (probed(width=0, height=0), "PICTURE_TOO_SMALL", {"widthPx": None, "heightPx": None}),
        (probed(width=9000), "PICTURE_TOO_LARGE", {"widthPx": 9000}),
        (stored(probed(), 10**15), "FILE_TOO_LARGE", {}),
        (probed(CodecMetadata=HLG), "HDR_NOT_ACCEPTED", {"hdrFormat": "HLG", "scanType": None}),
        (many_sounds(10_000), "TOO_MANY_TRACKS", {"sounds": [{"channels": 2}] * 100}),
    ],
)
def test_a_refused_upload_tells_its_source(pipeline, answer, code, source):
    pipeline.put_profile(profiles.text(profiles.DEFAULT | {"hdr": "refuse"}))
    pipeline.mediaconvert.answer = answer
    assert pipeline.ingest(events.object_created()) == []
    asset = pipeline.asset()
    assert (asset["status"], asset["errors"][0]["code"]) == ("FAILED", code)
    told = {name: value for name, value in (PLAIN | source).items() if value is not None}
    assert asset["source"] == told


def test_nothing_is_told_of_the_file_that_took_the_place(pipeline):
    pipeline.mediaconvert.answer = probed(etag="of-another-version")
    pipeline.ingest(events.object_created())
    asset = pipeline.asset()
    assert (asset["errors"][0]["code"], asset.get("source")) == ("SUPERSEDED", None)


@pytest.mark.parametrize("words", ["", "x" * 100_000, "http://example.org/", "mp4\n", "a b"])
def test_what_is_no_name_of_a_container_is_left_out(pipeline, words):
    answer = probed()
    answer["ProbeResults"][0]["Container"]["Format"] = words
    pipeline.mediaconvert.answer = answer
    pipeline.ingest(events.object_created())
    assert "format" not in pipeline.asset()["source"]


def told(*outputs):
    """What COMPLETE tells of one group, and of the thumbnails behind it, which name no file."""
    frames = {"durationInMs": 10_000, "videoDetails": {"widthInPx": 320, "heightInPx": 180}}
    groups = ([], outputs, [frames])
    return {"outputGroupDetails": [{"outputDetails": list(group)} for group in groups]}


VIDEO = {"durationInMs": 10_033, "videoDetails": {"widthInPx": 640, "heightInPx": 360}}
SOUND = {"durationInMs": 9_990}
MADE = [
    {"durationSeconds": Decimal("10.033"), "widthPx": 640, "heightPx": 360},
    {"durationSeconds": Decimal("9.99")},
]


def test_a_record_tells_what_was_made(submitted):
    path = f"s3://b/{submitted.asset()['assetId']}/1/mp4/index.mp4"
    detail = told(VIDEO | {"outputFilePaths": [path]}, SOUND)
    submitted.track(submitted.job_event("COMPLETE", **detail))
    video, sound = MADE
    job = submitted.asset()["jobs"]["main"]
    assert job["renditions"] == [video | {"path": "mp4/index.mp4"}, sound]


def test_the_reconciler_tells_what_was_made(unmoved):
    facts = in_get_job(told(VIDEO, SOUND))
    unmoved.mediaconvert.jobs[0].update(Status="COMPLETE", JobPercentComplete=100, **facts)
    unmoved.reconcile()
    assert unmoved.asset()["jobs"]["main"]["renditions"] == MADE


@pytest.mark.parametrize(
    "lie",
    [
        {"durationInMs": "10"},
        {"durationInMs": True},
        {"durationInMs": 10**30},
        {"durationInMs": 1.5},
        {"durationInMs": -1},
        {"videoDetails": [640]},
        {"videoDetails": {"widthInPx": "640", "heightInPx": 10**9}},
        {"outputFilePaths": ["s3://b/elsewhere/index.mp4"]},
    ],
    ids=str,
)
def test_what_mediaconvert_would_not_tell_is_left_out(submitted, lie):
    submitted.track(submitted.job_event("COMPLETE", **told(lie, SOUND)))
    asset = submitted.asset()
    assert (asset["status"], asset["jobs"]["main"]["renditions"]) == ("SUCCEEDED", MADE[1:])


def test_a_record_stays_small_whatever_is_told(submitted):
    path = f"/{submitted.asset()['assetId']}/1/" + "x" * 5_000
    submitted.track(
        submitted.job_event("COMPLETE", **told(*[VIDEO | {"outputFilePaths": [path]}] * 60))
    )
    assert submitted.asset()["jobs"]["main"]["renditions"] == MADE[:1] * 40


def test_a_cut_file_succeeds_with_a_warning(pipeline):
    """A source that breaks off: 5.1 s of the 12 s that it declares."""
    pipeline.mediaconvert.answer = probed(seconds=12)
    pipeline.ingest(events.object_created())
    cut = told({"durationInMs": 5_100})
    pipeline.track(*[pipeline.job_event("COMPLETE", **cut)] * 2)
    asset = pipeline.asset()
    message = "The file declares 12.0 s; the outputs last 5.1 s."
    assert asset["status"] == "SUCCEEDED"
    warning = {"code": "OUTPUT_SHORTER", "message": message, "job": "main"}
    assert warning in asset["warnings"]


def test_a_new_attempt_begins_without_warnings(pipeline):
    pipeline.put_profile(profiles.text(profiles.PER_FORMAT))
    pipeline.ingest(events.object_created())
    cut = {"outputGroupDetails": [{"outputDetails": [{"durationInMs": 5_100}]}]}
    pipeline.track(pipeline.job_event("COMPLETE", 0, **cut))
    codes = [one["code"] for one in pipeline.asset()["warnings"]]
    assert codes == ["OUTPUT_SHORTER", "STORYBOARD_FAILED"]
    pipeline.track(pipeline.job_event("ERROR", 1, errorCode=1550))
    asset = pipeline.asset()
    assert (asset["attempt"], asset.get("warnings")) == (2, None)
    assert not any("renditions" in job for job in asset["jobs"].values())


def test_a_new_attempt_keeps_the_source(pipeline):
    pipeline.ingest(events.object_created())
    pipeline.track(pipeline.job_event("ERROR", errorCode=1550))
    asset = pipeline.asset()
    assert (asset["attempt"], asset["source"]) == (2, PLAIN)
