"""λ uploads-api when calls fail, answers are lost and writes of one owner meet."""

from typing import Any

import pytest
from botocore.exceptions import ClientError

from fakes.api_faults import FAULTS, LOST, SECRETS
from fakes.events import UPLOADS_BUCKET
from fakes.mediaconvert import client_error
from fakes.recorder import once
from fakes.uploads_door import ANN, LARGE, LARGE_VIDEO, MIB
from pipeline.uploads.upload import asset_id

REQUESTS = {
    "create_multipart_upload": lambda _: ("POST", "/v1/uploads", LARGE_VIDEO),
    "transact_write_items": lambda _: ("POST", "/v1/uploads", LARGE_VIDEO),
    "get_item": lambda made: ("GET", made["path"], None),
    "abort_multipart_upload": lambda made: ("DELETE", made["path"], None),
    "put_item": lambda made: ("DELETE", made["path"], None),
    "list_parts": lambda made: ("POST", f"{made['path']}/complete", made["target"]),
    "complete_multipart_upload": lambda made: ("POST", f"{made['path']}/complete", made["target"]),
    "list_object_versions": lambda made: ("POST", f"{made['path']}/complete", {}),
}


@pytest.fixture
def sent(door):
    """A file in parts that are all sent."""
    made = door.ask("POST", "/uploads/presign", {"filename": "a.mp4"}).document
    target = {"key": made["key"], "multipartId": made["uploadId"]}
    door.send_parts(*target.values(), 1)
    return {"path": f"/v1/uploads/{made['key'].split('/')[2]}", "target": target}


def canceled(*codes: str) -> ClientError:
    reasons: Any = [{"Code": code} for code in codes]
    error = client_error("TransactWriteItems", "TransactionCanceledException", 400)
    error.response["CancellationReasons"] = reasons
    return error


@pytest.mark.parametrize("call", REQUESTS)
@pytest.mark.parametrize(("error", "status", "code"), FAULTS.values(), ids=FAULTS)
def test_a_fault_is_told_without_its_details(door, log_lines, sent, call, error, status, code):
    left = [error] * 4

    def fail(name: str) -> None:
        if name == call and left:
            raise left.pop()

    door.recorder.before = fail
    log_lines()
    answer = door.ask(*REQUESTS[call](sent))
    assert (answer.status, answer.code) == (status, code)
    assert answer.headers.get("Retry-After") == ("2" if status == 503 else None)
    assert not [secret for secret in SECRETS if secret in answer.text]
    lines = log_lines()
    assert any(line["level"] in ("WARNING", "ERROR") for line in lines)
    unforeseen = isinstance(error, ValueError)
    assert any("exception" in line for line in lines) == unforeseen
    left.clear()
    assert door.ask(*REQUESTS[call](sent)).status in (200, 201, 204, 409)


def completed(door, sent) -> str:
    """What a completion answers in the end; whatever happened, there is one object."""
    answer = door.ask("POST", f"{sent['path']}/complete", sent["target"])
    assert answer.status == 200, answer.text
    key = sent["target"]["key"]
    (version,) = door.clients["s3"].list_object_versions(Bucket=UPLOADS_BUCKET)["Versions"]
    assert answer.document["assetId"] == asset_id(UPLOADS_BUCKET, key, version["VersionId"])
    return answer.document["assetId"]


@pytest.mark.parametrize(
    "call", ["list_parts", "transact_write_items", "complete_multipart_upload"]
)
def test_a_completion_whose_answer_was_lost_is_asked_for_again(door, sent, call):
    door.recorder.after = once(call, LOST)
    assert door.ask("POST", f"{sent['path']}/complete", sent["target"]).code == "UNAVAILABLE"
    assert completed(door, sent) == completed(door, sent)


def test_a_completion_whose_answer_the_sdk_lost(door, sent):
    """Its second try finds no such upload."""
    gone = client_error("CompleteMultipartUpload", "NoSuchUpload", 404)
    door.recorder.after = once("complete_multipart_upload", gone)
    completed(door, sent)
    assert door.calls[-3:] == ["complete_multipart_upload", "get_item", "list_object_versions"]


def test_a_part_that_is_sent_anew_meanwhile(door, sent):
    def replace(name: str) -> None:
        if name == "complete_multipart_upload":
            door.recorder.before = lambda _: None
            target = sent["target"]
            door.clients["s3"].upload_part(
                Bucket=UPLOADS_BUCKET,
                Key=target["key"],
                UploadId=target["multipartId"],
                PartNumber=1,
                Body=b"1",
            )

    door.recorder.before = replace
    assert door.ask("POST", f"{sent['path']}/complete", sent["target"]).code == "UNAVAILABLE"
    completed(door, sent)


def test_bytes_count_once_however_often_a_completion_is_tried(door):
    made = door.ask("POST", "/s3/multipart", {"filename": "a.mp4"}).document
    etag = door.send_parts(made["key"], made["uploadId"], MIB)[0]["etag"]
    body = {"parts": [{"PartNumber": 1, "ETag": etag}]}
    path, query = f"/s3/multipart/{made['uploadId']}/complete", {"key": made["key"]}
    for call in ("transact_write_items", "complete_multipart_upload"):
        door.recorder.after = once(call, LOST)
        assert door.ask("POST", path, body, query=query).status == 503
    assert door.ask("POST", path, body, query=query).status == 200
    assert door.items()[f"quota#{ANN.owner}#2026-01-01"]["bytes"] == MIB


@pytest.mark.parametrize(("conflicts", "status"), [(1, 201), (3, 201), (4, 503)])
def test_writes_of_one_owner_that_meet(door, conflicts, status):
    left = [canceled("None", "TransactionConflict")] * conflicts

    def meet(name: str) -> None:
        if name == "transact_write_items" and left:
            raise left.pop()

    door.recorder.before = meet
    assert door.ask("POST", "/v1/uploads", LARGE_VIDEO).status == status
    assert len(door.clock.slept) == min(conflicts, 3)
    assert sum(door.clock.slept) < 1


def test_a_session_that_was_written_after_all_counts_once(door):
    """A conflict is told of a try that took effect: the next one finds its own session."""
    door.recorder.after = once("transact_write_items", canceled("None", "TransactionConflict"))
    door.begin()
    assert door.items()[f"quota#{ANN.owner}#2026-01-01"]["uploads"] == 1


def test_over_the_quota_is_said_even_if_nothing_can_be_taken_back(door, monkeypatch):
    monkeypatch.setenv("UPLOAD_BYTES_PER_DAY", str(LARGE))
    door.begin(size=LARGE)
    door.recorder.before = once("abort_multipart_upload", client_error("A", "SlowDown", 503))
    assert door.ask("POST", "/v1/uploads", LARGE_VIDEO).code == "QUOTA_EXCEEDED"
