"""An upload's event in, one record and one set of jobs out."""

import pytest

from fakes import events, profiles
from fakes.mediaconvert import client_error, probed

NESTED = "uploads/u1/" + "/".join(["folder name"] * 70)
KEYS = [
    "uploads/u1/a file.mp4",
    "uploads/u1/a+b.mp4",
    "uploads/u1/a&b=c%d.mp4",
    "uploads/u1/100%20percent.mp4",
    "uploads/u1/Grüße 世界.MP4",
    "uploads/u1/🎬 take (1).mov",
    "uploads/u1/a/b/c/d.mp4",
    NESTED + "/" + "n" * (900 - len(NESTED) - 5) + ".mp4",
]

# S3's message of InvalidObjectState.
ARCHIVED = "The operation is not valid for the object's storage class"


@pytest.mark.parametrize("key", KEYS, ids=range(len(KEYS)))
def test_an_upload_becomes_a_job(pipeline, key):
    assert pipeline.ingest(events.object_created(key)) == []

    (job,) = pipeline.mediaconvert.jobs
    (job_input,) = job["Settings"]["Inputs"]
    assert job_input["FileInput"] == f"s3://{events.UPLOADS_BUCKET}/{key}"
    asset = pipeline.asset()
    assert asset["status"] == "PROCESSING"
    assert asset["s3Key"] == key
    assert asset["uploaderId"] == "u1"
    assert asset["filename"] == key.rsplit("/", 1)[1]
    assert asset["jobIds"] == [job["Id"]]
    assert asset["contentType"] == "video/mp4"
    assert job["UserMetadata"] == {
        "assetId": asset["assetId"],
        "job": "main",
        "attempt": "1",
        "outputGroups": "cmaf mp4 thumbnails storyboard",
        "captures": "_thumbnail 320x180 2000",
        "storyboard": "256x144 2",
    }
    assert "leaseUntil" not in asset


def test_a_key_of_900_bytes_is_among_them():
    assert len(KEYS[-1].encode()) == 900


def test_calls_of_an_upload(pipeline):
    pipeline.ingest(events.object_created("uploads/u1/warm.mp4"))
    pipeline.recorder.calls.clear()
    pipeline.ingest(events.object_created())
    assert pipeline.recorder.calls == ["put_item", "probe", "create_job", "put_item"]


def test_one_event_five_times_is_one_asset(pipeline):
    for _ in range(5):
        assert pipeline.ingest(events.object_created()) == []
    assert len(pipeline.mediaconvert.jobs) == 1
    assert len(pipeline.assets()) == 1


def test_a_duplicate_costs_one_call(pipeline):
    pipeline.ingest(events.object_created())
    pipeline.recorder.calls.clear()
    pipeline.ingest(events.object_created())
    assert pipeline.recorder.calls == ["put_item"]


def test_versions_of_a_key_are_assets_of_their_own(pipeline):
    pipeline.ingest(events.object_created(version_id="v1"))
    pipeline.ingest(events.object_created(version_id="v2"))
    assert len(pipeline.assets()) == 2


def test_of_two_versions_at_once_the_older_is_superseded(pipeline):
    """A job reads the newest bytes, and Probe tells whose they are."""
    pipeline.mediaconvert.answer = probed(etag="newer")
    older = events.object_created(version_id="v1", etag="older")
    newer = events.object_created(version_id="v2", etag="newer")
    assert pipeline.ingest(older, newer) == []
    assets = {asset["versionId"]: asset for asset in pipeline.assets()}
    assert assets["v1"]["errors"][0]["code"] == "SUPERSEDED"
    assert assets["v2"]["status"] == "PROCESSING"
    (job,) = pipeline.mediaconvert.jobs
    assert job["UserMetadata"]["assetId"] == assets["v2"]["assetId"]


@pytest.mark.parametrize(
    ("upload", "code"),
    [
        ({"key": "uploads/u1/empty.mp4", "size": 0}, "EMPTY_FILE"),
        ({"key": "uploads/u1/notes.txt"}, "UNSUPPORTED_SUFFIX"),
        ({"key": "uploads/u1/no-suffix"}, "UNSUPPORTED_SUFFIX"),
        ({"key": "uploads/u1/big.mp4", "size": 11 * 1024**3}, "FILE_TOO_LARGE"),
        ({"key": "uploads/clip.mp4"}, "NO_UPLOADER"),
        ({"key": "uploads//clip.mp4"}, "NO_UPLOADER"),
    ],
)
def test_an_upload_is_refused_by_its_event(pipeline, log_lines, upload, code):
    for _ in range(2):
        assert pipeline.ingest(events.object_created(**upload)) == []
    asset = pipeline.asset()
    assert asset["status"] == "FAILED"
    assert [error["code"] for error in asset["errors"]] == [code]
    assert asset["errors"][0]["message"].endswith(".")
    assert asset["completedAt"] == asset["createdAt"]
    assert pipeline.recorder.calls == ["put_item", "put_item"]
    assert not any("exception" in line for line in log_lines())


@pytest.mark.parametrize(
    ("answer", "code"),
    [
        (client_error("Probe", "UnprocessableEntityException", 422), "UNREADABLE_SOURCE"),
        (client_error("Probe", "BadRequestException", 400), "UNREADABLE_SOURCE"),
        ({"ProbeResults": []}, "UNREADABLE_SOURCE"),
        (client_error("Probe", "NotFoundException", 404), "SOURCE_MISSING"),
        (client_error("Probe", "ForbiddenException", 403, f"S3: {ARCHIVED}"), "SOURCE_ARCHIVED"),
        (client_error("Probe", "ForbiddenException", 403, "InvalidObjectState"), "SOURCE_ARCHIVED"),
        (client_error("Probe", "BadRequestException", 400, ARCHIVED), "SOURCE_ARCHIVED"),
        (client_error("Probe", "UnprocessableEntityException", 422, ARCHIVED), "SOURCE_ARCHIVED"),
        (client_error("Probe", "InvalidObjectState", 403), "SOURCE_ARCHIVED"),
        (probed(etag="of-another-version"), "SUPERSEDED"),
    ],
)
def test_an_upload_is_refused_by_its_bytes(pipeline, log_lines, answer, code):
    pipeline.mediaconvert.answer = answer
    for _ in range(2):
        assert pipeline.ingest(events.object_created()) == []
    asset = pipeline.asset()
    assert asset["status"] == "FAILED"
    assert [error["code"] for error in asset["errors"]] == [code]
    assert "leaseUntil" not in asset
    assert pipeline.mediaconvert.jobs == []
    assert pipeline.dead_letters() == []
    assert not any("exception" in line for line in log_lines())


def test_a_folder_marker_is_counted_and_leaves_no_record(pipeline, log_lines):
    assert pipeline.ingest(events.object_created("uploads/u1/folder/", size=0)) == []
    assert pipeline.assets() == []
    assert pipeline.recorder.calls == []
    (metric,) = [line for line in log_lines() if "_aws" in line]
    assert metric["FolderMarkersIgnored"] == [1.0]


def test_every_log_line_is_json_with_the_asset(pipeline, log_lines):
    pipeline.ingest(events.object_created())
    lines = log_lines()
    assert [line.get("message", "metrics").split(":")[0] for line in lines] == [
        *["metrics"] * 4,
        "submitted",
    ]
    assert {line["assetId"] for line in lines} == {pipeline.asset()["assetId"]}


def test_per_format_makes_a_job_per_format(pipeline):
    pipeline.put_profile(profiles.text(profiles.PER_FORMAT))
    pipeline.ingest(events.object_created())
    jobs = {job["UserMetadata"]["job"]: job for job in pipeline.mediaconvert.jobs}
    assert set(jobs) == {"hls", "dash", "mp4"}
    asset = pipeline.asset()
    assert asset["status"] == "PROCESSING"
    assert {name: job["id"] for name, job in asset["jobs"].items()} == {
        name: job["Id"] for name, job in jobs.items()
    }
    assert len({job["ClientRequestToken"] for job in jobs.values()}) == 3


def test_a_changed_profile_works_after_a_minute(pipeline):
    pipeline.ingest(events.object_created(version_id="v1"))
    pipeline.put_profile(profiles.text(profiles.PER_FORMAT))
    pipeline.clock.forward(59)
    pipeline.ingest(events.object_created(version_id="v2"))
    assert len(pipeline.mediaconvert.jobs) == 2
    pipeline.clock.forward(2)
    pipeline.ingest(events.object_created(version_id="v3"))
    assert len(pipeline.mediaconvert.jobs) == 5
