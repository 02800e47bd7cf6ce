"""Uploads of which Probe only says that it may not read them: S3 tells what is archived or gone."""

import pytest

from fakes import events
from fakes.mediaconvert import client_error
from fakes.recorder import once

KEY = "uploads/u1/clip.mp4"
DENIALS = [
    client_error("Probe", "ForbiddenException", 403, f"Access denied to {KEY}"),
    client_error("Probe", "AccessDeniedException", 400, "Access Denied"),
    client_error("Probe", "403", 403, "Forbidden"),
]
every_denial = pytest.mark.parametrize("denial", DENIALS, ids=["forbidden", "denied", "bare"])


@pytest.fixture
def put(pipeline):
    """Puts the object into a storage class."""
    s3 = pipeline.clients["s3"]
    s3.create_bucket(Bucket=events.UPLOADS_BUCKET)
    return lambda storage_class: s3.put_object(
        Bucket=events.UPLOADS_BUCKET, Key=KEY, Body=b"video", StorageClass=storage_class
    )


@every_denial
@pytest.mark.parametrize("storage_class", ["GLACIER", "DEEP_ARCHIVE"])
def test_an_archived_upload_is_refused(pipeline, put, denial, storage_class):
    put(storage_class)
    pipeline.mediaconvert.answer = denial
    assert pipeline.ingest(events.object_created(KEY)) == []
    asset = pipeline.asset()
    assert asset["status"] == "FAILED"
    assert [error["code"] for error in asset["errors"]] == ["SOURCE_ARCHIVED"]
    assert pipeline.dead_letters() == []
    assert pipeline.recorder.calls[-3:] == ["probe", "head_object", "put_item"]


@every_denial
@pytest.mark.parametrize("storage_class", ["GLACIER_IR", "INTELLIGENT_TIERING"])
def test_any_other_denial_is_a_fault_of_ours(pipeline, put, denial, storage_class):
    put(storage_class)
    pipeline.mediaconvert.answer = denial
    assert pipeline.ingest(events.object_created(KEY)) == []
    assert pipeline.asset()["status"] == "PENDING"
    ((reason, _),) = pipeline.dead_letters()
    assert reason.startswith("PIPELINE_FAULT: Probe: ")


@pytest.mark.usefixtures("put")
@every_denial
@pytest.mark.parametrize(
    "head", [client_error("HeadObject", str(code), code) for code in (403, 404)]
)
@pytest.mark.parametrize("beside", [None, f"{KEY}.old", "uploads/u1/clip.mp3"])
def test_a_deleted_upload_is_missing(pipeline, denial, head, beside):
    """Whether or not S3 denies what is not there."""
    s3 = pipeline.clients["s3"]
    if beside:
        s3.put_object(Bucket=events.UPLOADS_BUCKET, Key=beside, Body=b"another")
    pipeline.mediaconvert.answer = denial
    pipeline.recorder.before = once("head_object", head)
    assert pipeline.ingest(events.object_created(KEY)) == []
    assert [error["code"] for error in pipeline.asset()["errors"]] == ["SOURCE_MISSING"]
    assert pipeline.dead_letters() == []


@pytest.mark.parametrize(
    ("error", "dead_letters"),
    [
        (client_error("HeadObject", "SlowDown", 503), 0),
        (client_error("HeadObject", "403", 403, "Forbidden"), 1),
    ],
)
def test_s3_may_not_tell(pipeline, put, error, dead_letters):
    """Later, it may; where it never does, Probe's words stand."""
    put("DEEP_ARCHIVE")
    pipeline.mediaconvert.answer = DENIALS[0]
    pipeline.recorder.before = once("head_object", error)
    came_back = pipeline.ingest(events.object_created(KEY))
    assert pipeline.asset()["status"] == "PENDING"
    letters = pipeline.dead_letters()
    assert (len(came_back), len(letters)) == (1 - dead_letters, dead_letters)
    assert all("Probe: ForbiddenException" in reason for reason, _ in letters)
    pipeline.finish()
    assert pipeline.asset()["errors"][-1]["code"] == "SOURCE_ARCHIVED"
