"""Uploads and assets over HTTP: tokens of the pool, bytes to S3, records of the pipeline."""

import json
import time
from collections.abc import Mapping
from pathlib import Path
from typing import Any
from urllib.parse import urlencode

import pytest

from api_client import Answer, ApiClient
from e2e.conftest import Applied
from pipeline_client import Pipeline

MIB = 1024 * 1024
# Above what a form may hold: a video goes in parts.
LARGE_BYTES = 65 * MIB
WAIT_SECONDS = 60


@pytest.fixture(scope="module")
def user(api: ApiClient) -> str:
    scopes = ("assets:read", "assets:write", "uploads:write")
    return api.user_token("ann@example.com", *scopes)


@pytest.fixture(scope="module")
def server(api: ApiClient) -> str:
    return api.server_token("assets:all", "assets:read", "uploads:write")


@pytest.fixture(scope="module")
def large(short_clip: Path) -> bytes:
    """A video that ends in a box of nothing, as players expect of one that was edited."""
    video = short_clip.read_bytes()
    rest = LARGE_BYTES - len(video)
    return video + rest.to_bytes(4) + b"free" + bytes(rest - 8)


def done(answer: Answer, status: int = 200) -> Any:
    assert answer.status == status, answer.body
    return answer.json if answer.body else None


def send_parts(
    api: ApiClient, token: str, upload: Mapping[str, Any], content: bytes
) -> dict[str, str]:
    """All parts by one signing; what names the upload from then on."""
    sending = upload["sending"]
    named = {"key": upload["key"], "multipartId": sending["multipartId"]}
    numbers = list(range(1, sending["partCount"] + 1))
    where = f"/v1/uploads/{upload['uploadId']}/parts"
    signed = done(api.call("POST", where, token, {**named, "partNumbers": numbers}))
    for part in signed["parts"]:
        begin = (part["partNumber"] - 1) * sending["partSize"]
        sent = api.send("PUT", part["url"], body=content[begin : begin + sending["partSize"]])
        assert sent.status == 200, sent.body
    return named


def test_a_user_sends_parts_and_follows_the_asset(
    api: ApiClient, pipeline: Pipeline, user: str, large: bytes
) -> None:
    asked = {
        **{"filename": "Holiday.mp4", "size": len(large), "contentType": "video/mp4"},
        **{"passthrough": "order 7", "projectId": "p1"},
    }
    upload = done(api.call("POST", "/v1/uploads", user, asked), 201)
    named = send_parts(api, user, upload, large)
    where = f"/v1/uploads/{upload['uploadId']}"
    parts = done(api.call("GET", f"{where}/parts?{urlencode(named)}", user))["parts"]
    assert sum(part["size"] for part in parts) == len(large)
    told = [{"partNumber": part["partNumber"], "etag": part["etag"]} for part in parts]
    completed = done(api.call("POST", f"{where}/complete", user, {**named, "parts": told}))
    asset = completed["assetId"]
    assert done(api.call("POST", f"{where}/complete", user, named)) == completed
    record = pipeline.follow(asset, lambda _: None)
    assert (record["status"], record["passthrough"]) == ("SUCCEEDED", "order 7")
    session = done(api.call("GET", where, user))
    assert (session["state"], session["assetId"]) == ("uploaded", asset)
    found = done(api.call("GET", f"/v1/assets/{asset}", user))
    assert (found["status"], found["passthrough"]) == ("SUCCEEDED", "order 7")
    edited = done(api.call("PATCH", f"/v1/assets/{asset}", user, {"passthrough": "order 8"}))
    assert edited["passthrough"] == "order 8"
    assert [one["assetId"] for one in done(api.call("GET", "/v1/assets", user))["assets"]] == [
        asset
    ]
    again = done(api.call("POST", f"/v1/assets/{asset}/reprocess", user), 202)
    wait_for_attempt(pipeline, asset, again["attempt"])
    assert pipeline.follow(asset, lambda _: None)["status"] == "SUCCEEDED"


def wait_for_attempt(pipeline: Pipeline, asset: str, attempt: int) -> None:
    deadline = time.monotonic() + WAIT_SECONDS
    while pipeline.record(asset)["attempt"] < attempt:
        assert time.monotonic() < deadline, "the attempt does not begin"
        time.sleep(0.5)


def test_a_server_sends_a_form_for_a_user_and_lists_everything(
    api: ApiClient, pipeline: Pipeline, server: str, short_clip: Path
) -> None:
    content, owner = short_clip.read_bytes(), "f" * 64
    asked = {
        **{"filename": "clip.mp4", "size": len(content), "contentType": "video/mp4"},
        "uploaderId": owner,
    }
    upload = done(api.call("POST", "/v1/uploads", server, asked), 201)
    assert upload["key"].startswith(f"uploads/{owner}/")
    form = upload["sending"]
    assert api.send_form(form["url"], form["fields"], content).status == 201
    where = f"/v1/uploads/{upload['uploadId']}/complete"
    asset = done(api.call("POST", where, server, {}))["assetId"]
    assert pipeline.follow(asset, lambda _: None)["uploaderId"] == owner
    listed = done(api.call("GET", "/v1/assets?status=SUCCEEDED", server))["assets"]
    assert asset in [one["assetId"] for one in listed]


def test_an_upload_is_aborted_with_its_parts(
    api: ApiClient, pipeline: Pipeline, user: str, large: bytes
) -> None:
    asked = {"filename": "never.mp4", "size": len(large), "contentType": "video/mp4"}
    upload = done(api.call("POST", "/v1/uploads", user, asked), 201)
    named = send_parts(api, user, upload, large)
    where = f"/v1/uploads/{upload['uploadId']}"
    assert api.call("DELETE", where, user).status == 204
    assert done(api.call("GET", where, user))["state"] == "aborted"
    assert api.call("POST", f"{where}/complete", user, named).status == 409
    begun = pipeline.s3.list_multipart_uploads(
        Bucket=pipeline.names["uploads_bucket_name"], Prefix=upload["key"]
    )
    assert begun.get("Uploads", []) == []


def test_companion_sends_by_multipart_and_by_signatures(
    api: ApiClient, user: str, short_clip: Path
) -> None:
    content = short_clip.read_bytes()
    made = done(
        api.call("POST", "/s3/multipart", user, {"filename": "uppy.mp4", "type": "video/mp4"})
    )
    at, named = f"/s3/multipart/{made['uploadId']}", urlencode({"key": made["key"]})
    signed = done(api.call("GET", f"{at}/1?{named}", user))
    etag = api.send("PUT", signed["url"], body=content).headers["etag"]
    (part,) = done(api.call("GET", f"{at}?{named}", user))
    assert (part["PartNumber"], part["Size"], part["ETag"]) == (1, len(content), etag)
    body = {"parts": [{"PartNumber": 1, "ETag": etag}]}
    assert "location" in done(api.call("POST", f"{at}/complete?{named}", user, body))

    begun = {"method": "POST", "key": "signed.mp4", "contentType": "video/mp4"}
    create = done(api.call("POST", "/s3/sign", user, begun))
    assert "uploads" in create["url"]
    answered = api.send("POST", create["url"], {"content-type": "video/mp4"})
    assert answered.status == 200, answered.body


@pytest.mark.parametrize(
    ("scopes", "status"),
    [((), 401), (("assets:read",), 403), (("assets:all",), 403)],
    ids=["nobody", "another scope", "a server without the scope itself"],
)
def test_who_may_not_begin_an_upload(api: ApiClient, scopes: tuple[str, ...], status: int) -> None:
    token = api.server_token(*scopes) if scopes else ""
    asked = {"filename": "clip.mp4", "size": 9, "contentType": "video/mp4"}
    assert api.call("POST", "/v1/uploads", token, asked).status == status


def test_the_access_log_tells_routes_and_no_person(
    api: ApiClient, pipeline: Pipeline, applied: dict[str, Applied], user: str
) -> None:
    api.call("GET", "/v1/uploads/unknown", user)
    group = applied["dev"].deployment.outputs()["log_group_names"]["api-access"]
    found = pipeline.client("logs").filter_log_events(logGroupName=group)["events"]
    lines = [json.loads(one["message"]) for one in found]
    assert {"routeKey": "GET /v1/uploads/{uploadId}", "status": "404"}.items() <= lines[-1].items()
    text = " ".join(one["message"] for one in found)
    assert not [word for word in ("ann@", "Bearer", user, "127.0.0.1", "unknown") if word in text]
