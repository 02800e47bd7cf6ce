"""λ uploads-api, its own protocol: what comes out, and which calls it takes."""

import base64
import json

import pytest

from fakes.events import UPLOADS_BUCKET
from fakes.http_requests import request
from fakes.uploads_door import (
    ANN,
    BOB,
    LARGE,
    LARGE_VIDEO,
    MIB,
    SERVER,
    STRANGE_ID,
    VIDEO,
    signed,
)
from handlers import uploads_api
from pipeline.uploads.upload import asset_id

WORDS = {
    "passthrough": '<script>alert("\u202e")</script>\n{"level": "ERROR"}',
    "projectId": "proj_456",
    "mediaId": "media_123",
}


def policy(form: dict) -> list:
    """The conditions of a form, without those of the signature."""
    told = json.loads(base64.b64decode(form["fields"]["policy"]))["conditions"]
    return [one for one in told if isinstance(one, list) or not str(*one).startswith("x-amz-")]


def test_a_small_file_is_sent_by_a_form_for_it_alone(door):
    made = door.begin(**WORDS)
    assert door.calls == ["transact_write_items"]
    key = f"uploads/{ANN.owner}/{made['uploadId']}/beach day.mp4"
    form = made.pop("sending")
    assert made == {
        **VIDEO,
        **WORDS,
        "uploadId": made["uploadId"],
        "uploaderId": ANN.owner,
        "key": key,
        "state": "waiting",
        "createdAt": "2026-01-01T12:00:00.000Z",
        "expiresAt": "2026-01-08T12:00:00.000Z",
    }
    assert (form["method"], form["expiresAt"]) == ("form", "2026-01-01T13:00:00.000Z")
    assert form["url"] == f"https://{UPLOADS_BUCKET}.s3.us-east-1.amazonaws.com/"
    assert form["fields"]["x-amz-algorithm"] == "AWS4-HMAC-SHA256"
    assert {"key": key}.items() <= form["fields"].items()
    assert policy(form) == [
        ["content-length-range", VIDEO["size"], VIDEO["size"]],
        {"success_action_status": "201"},
        {"Content-Type": "video/mp4"},
        {"bucket": UPLOADS_BUCKET},
        {"key": key},
    ]
    # What is beside the form's fields lies in the session, and with S3 nothing yet.
    session = door.items()[made["uploadId"]]
    assert {**WORDS, "owner": ANN.owner, "sizeBytes": VIDEO["size"]}.items() <= session.items()
    assert session["expiresAt"] == 1767268800 + 15 * 86400


def test_a_form_that_was_sent_is_complete_when_s3_has_it(door):
    made = door.begin()
    path = f"/v1/uploads/{made['uploadId']}/complete"
    door.put(f"{made['key']}.mp4")
    assert door.ask("POST", path, {}).code == "NOT_SENT"
    version = door.put(made["key"])
    answer = door.ask("POST", path, {})
    assert answer.document["assetId"] == asset_id(UPLOADS_BUCKET, made["key"], version)
    assert len(door.calls) <= 3


def test_a_large_file_is_sent_in_parts(door):
    made = door.begin(size=LARGE)
    assert door.calls == ["create_multipart_upload", "transact_write_items"]
    sending = made["sending"]
    assert sending == {
        "method": "multipart",
        "multipartId": sending["multipartId"],
        "partSize": 16 * MIB,
        "partCount": 5,
    }
    target = {"key": made["key"], "multipartId": sending["multipartId"]}
    path = f"/v1/uploads/{made['uploadId']}"
    answer = door.ask("POST", f"{path}/parts", {**target, "partNumbers": [1, 5, 10_000]})
    assert door.calls == []
    assert answer.document["expiresAt"] == "2026-01-01T13:00:00.000Z"
    for one, number in zip(answer.document["parts"], (1, 5, 10_000), strict=True):
        query = signed(one["url"])
        assert one["partNumber"] == number == int(query["partNumber"])
        assert query["uploadId"] == sending["multipartId"]
    parts = door.send_parts(made["key"], sending["multipartId"], *[16 * MIB] * 4, MIB)
    listed = door.ask("GET", f"{path}/parts", query=target).document["parts"]
    assert door.calls == ["list_parts"]
    assert [one["size"] for one in listed] == [16 * MIB] * 4 + [MIB]
    # A page that was loaded again learns how to go on.
    assert door.ask("GET", path).document == made
    assert door.calls == ["get_item"]
    answer = door.ask("POST", f"{path}/complete", {**target, "parts": parts})
    assert door.calls == ["list_parts", "transact_write_items", "complete_multipart_upload"]
    head = door.clients["s3"].head_object(Bucket=UPLOADS_BUCKET, Key=made["key"])
    expected = asset_id(UPLOADS_BUCKET, made["key"], head["VersionId"])
    assert answer.document == {"uploadId": made["uploadId"], "assetId": expected}
    assert (head["ContentLength"], head["ContentType"]) == (LARGE, "video/mp4")
    assert head["Metadata"] == {}
    # Again, and again once the orchestrator has seen it.
    for _ in range(2):
        assert door.ask("POST", f"{path}/complete", target).document == answer.document
        assert len(door.calls) <= 3
        door.change(made["uploadId"], state="uploaded", assetId=expected)
    assert door.ask("GET", path).document["assetId"] == expected
    assert "sending" not in door.ask("GET", path).document


@pytest.mark.usefixtures("door")
def test_a_body_may_be_encoded():
    encoded = base64.b64encode(json.dumps(VIDEO).encode()).decode()
    event = {**request(ANN, "POST", "/v1/uploads", encoded), "isBase64Encoded": True}
    assert uploads_api.handler(event, None)["statusCode"] == 201


@pytest.mark.parametrize("wrong", ["too short", "too long", "a gap", "another etag", "nothing"])
def test_parts_that_are_not_what_was_said_become_nothing(door, wrong):
    made = door.begin(size=65 * MIB)
    target = {"key": made["key"], "multipartId": made["sending"]["multipartId"]}
    sizes = {"too short": (64 * MIB,), "too long": (66 * MIB,), "nothing": ()}
    parts = door.send_parts(*target.values(), *sizes.get(wrong, (65 * MIB,)))
    told = {"parts": parts} if parts else {}
    if wrong == "a gap":
        door.clients["s3"].upload_part(
            Bucket=UPLOADS_BUCKET,
            Key=target["key"],
            UploadId=target["multipartId"],
            PartNumber=3,
            Body=b"x",
        )
        told = {}
    if wrong == "another etag":
        told = {"parts": [{"partNumber": 1, "etag": "0" * 32}]}
    path = f"/v1/uploads/{made['uploadId']}/complete"
    answer = door.ask("POST", path, {**target, **told})
    assert answer.status == 409
    by_size = wrong in ("too short", "too long")
    assert answer.code == ("SIZE_MISMATCH" if by_size else "PARTS_MISMATCH")
    assert (door.objects(), door.multipart_uploads()) == ([], [target["multipartId"]])


@pytest.mark.usefixtures("door")
def test_a_domain_of_ones_own_has_no_stage_in_its_paths():
    event = {**request(ANN, "POST", "/v1/uploads", VIDEO), "rawPath": "/v1/uploads"}
    assert uploads_api.handler(event, None)["statusCode"] == 201


def test_each_instance_logs_its_versions_once(door, all_log_lines):
    for _ in range(2):
        door.begin()
    assert len([line for line in all_log_lines() if "versions" in line]) == 1


def test_an_upload_is_aborted_once_and_for_all(door):
    made = door.begin(size=LARGE, filename="Mine.mp4", passthrough="mine", projectId="mine")
    path = f"/v1/uploads/{made['uploadId']}"
    for calls in (["get_item", "abort_multipart_upload", "put_item"], ["get_item"]):
        answer = door.ask("DELETE", path)
        assert (answer.status, answer.text, door.calls) == (204, "", calls)
        assert door.multipart_uploads() == []
    left = {"uploadId", "uploaderId", "state", "size", "createdAt", "expiresAt"}
    document = door.ask("GET", path).document
    assert (document["state"], document.keys()) == ("aborted", left)
    assert "mine" not in str(door.items()[made["uploadId"]]).lower()
    target = {"key": made["key"], "multipartId": made["sending"]["multipartId"]}
    assert door.ask("POST", f"{path}/complete", target).code == "UPLOAD_ABORTED"


@pytest.mark.parametrize("seen_by_orchestrator", [False, True])
@pytest.mark.parametrize("size", [MIB, LARGE])
def test_what_is_uploaded_is_not_aborted(door, size, seen_by_orchestrator):
    made = door.begin(size=size)
    if multipart_id := made["sending"].get("multipartId"):
        door.clients["s3"].abort_multipart_upload(
            Bucket=UPLOADS_BUCKET, Key=made["key"], UploadId=multipart_id
        )
    door.put(made["key"])
    if seen_by_orchestrator:
        door.change(made["uploadId"], state="uploaded", assetId=STRANGE_ID)
    answer = door.ask("DELETE", f"/v1/uploads/{made['uploadId']}")
    assert (answer.status, answer.code) == (409, "ALREADY_UPLOADED")
    state = "uploaded" if seen_by_orchestrator else "waiting"
    assert door.items()[made["uploadId"]]["state"] == state


def test_captions_go_beside_their_video(door):
    video = door.begin(filename="C:\\clips\\Film.v2.MP4", size=LARGE)
    told = {"filename": "anything.VTT", "size": 100, "captionsFor": video["uploadId"]}
    made = door.begin(**told, language="PT-br")
    assert door.calls == ["get_item", "transact_write_items"]
    folder = f"uploads/{ANN.owner}/{video['uploadId']}"
    assert (video["key"], made["key"]) == (
        f"{folder}/Film.v2.mp4",
        f"{folder}/Film.v2.pt-BR.vtt",
    )
    door.put(made["key"])
    answer = door.ask("POST", f"/v1/uploads/{made['uploadId']}/complete", {})
    assert answer.document == {"uploadId": made["uploadId"]}
    # A better file takes the place of the first one.
    door.change(made["uploadId"], state="uploaded")
    better = door.begin(**told | {"size": 120}, language="pt-BR")
    assert (better["uploadId"], better["state"]) == (made["uploadId"], "waiting")
    assert door.items()[f"quota#{ANN.owner}#2026-01-01"]["uploads"] == 3
    again = {**VIDEO, **told, "captionsFor": made["uploadId"], "language": "en"}
    assert door.ask("POST", "/v1/uploads", again).code == "NOT_FOUND"
    theirs = {**again, "captionsFor": video["uploadId"]}
    assert door.ask("POST", "/v1/uploads", theirs, BOB).code == "NOT_FOUND"


def test_a_server_acts_for_others(door):
    told = {**LARGE_VIDEO, "uploaderId": BOB.owner}
    assert door.ask("POST", "/v1/uploads", told).code == "MISSING_SCOPE"
    made = door.begin(SERVER, size=LARGE, uploaderId=BOB.owner)
    assert made["key"].startswith(f"uploads/{BOB.owner}/")
    path = f"/v1/uploads/{made['uploadId']}"
    for person in (BOB, SERVER):
        assert door.ask("GET", path, person=person).status == 200
    assert door.ask("GET", path).status == 404
    assert f"quota#{BOB.owner}#2026-01-01" in door.items()


def test_a_session_ends_after_seven_days(door):
    made = door.begin()
    door.clock.forward(7 * 86400 - 1)
    assert door.ask("GET", f"/v1/uploads/{made['uploadId']}").status == 200
    door.clock.forward(1)
    assert door.ask("GET", f"/v1/uploads/{made['uploadId']}").code == "NOT_FOUND"
    captions = {"filename": "a.vtt", "size": 1, "captionsFor": made["uploadId"], "language": "en"}
    assert door.ask("POST", "/v1/uploads", captions).code == "NOT_FOUND"


@pytest.mark.parametrize("size_is_told", [True, False])
def test_no_file_is_made_of_parts_once_the_session_ended(door, size_is_told):
    """Its expiry is announced, though S3 may keep the parts for a day more."""
    if size_is_told:
        made = door.begin(size=LARGE)
        target = {"key": made["key"], "multipartId": made["sending"]["multipartId"]}
    else:
        made = door.ask("POST", "/s3/multipart", {"filename": "a.mp4"}).document
        target = {"key": made["key"], "multipartId": made["uploadId"]}
    door.send_parts(*target.values(), *[16 * MIB] * 4, MIB)
    _, _, upload_id, _ = target["key"].split("/")
    signed = {"method": "POST", "key": target["key"], "uploadId": target["multipartId"]}
    door.clock.forward(7 * 86400)
    assert door.ask("POST", f"/v1/uploads/{upload_id}/complete", target).code == "NOT_FOUND"
    assert door.ask("POST", "/s3/sign", signed).code == "NOT_FOUND"
    assert door.objects() == []
    door.clock.forward(-1)
    assert door.ask("POST", "/s3/sign", signed).status == 200
    assert door.ask("POST", f"/v1/uploads/{upload_id}/complete", target).status == 200
