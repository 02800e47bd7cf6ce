"""Attacks on uploads by the API, over the wire: what S3 and API Gateway refuse, and what is left
when they do not. What the code refuses by itself is in tests/handlers/test_attack_uploads.py."""

import json
import time
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from typing import Any
from urllib.parse import parse_qsl, quote, urlencode, urlsplit

import pytest

from api_client import Answer, ApiClient
from e2e.observation import log_text
from pipeline_client import Pipeline

MIB = 1024 * 1024
LARGE = 70 * MIB
STRANGE_UPLOAD = "11111111-1111-4111-8111-111111111111"


def begin(api: ApiClient, token: str, **told: Any) -> dict[str, Any]:
    answer = api.call("POST", "/v1/uploads", token, {"filename": "a.mp4", "size": 10, **told})
    assert answer.status == 201, answer.body
    return answer.json


def test_words_of_a_client_come_back_and_are_only_words(
    api: ApiClient, ann: str, ann_asset: dict[str, str], pipeline: Pipeline
) -> None:
    for path in (f"/v1/uploads/{ann_asset['uploadId']}", f"/v1/assets/{ann_asset['assetId']}"):
        answer = api.call("GET", path, ann)
        assert answer.json["passthrough"] == ann_asset["passthrough"]
        assert answer.headers["content-type"] == "application/json"
        assert answer.headers["x-content-type-options"] == "nosniff"
    told = {"filename": "a.mp4", "size": 1, "passthrough": "x" * 256}
    assert api.call("POST", "/v1/uploads", ann, told).status == 422
    for function in ("uploads-api", "assets-api", "ingest-orchestrator"):
        text = log_text(pipeline, function)
        assert text.isascii()
        assert "onerror" not in text
        assert all(json.loads(line)["level"] != "CRITICAL" for line in lines(text))


def lines(text: str) -> list[str]:
    return [line for line in text.splitlines() if line.startswith('{"level"')]


@pytest.mark.parametrize(
    ("filename", "name"),
    [
        ("../../../etc/passwd.mp4", "passwd.mp4"),
        ("..\\..\\windows\\system.mp4", "system.mp4"),
        ("a\r\nx-amz-acl: public-read\r\n.mp4", "ax-amz-acl- public-read.mp4"),
        ("film\u202e4pm.mp4", "film4pm.mp4"),
        ("nul\x00.mp4", "nul.mp4"),
        ("x" * 300 + ".mp4", "x" * 120 + ".mp4"),
        ('"><script>alert(1)</script>.mp4', "script.mp4"),
        ("%2e%2e%2f.mp4", "2e-2e-2f.mp4"),
    ],
    ids=lambda one: repr(one)[:30],
)
def test_a_file_name_is_only_a_name(
    api: ApiClient, ann: str, pipeline: Pipeline, filename: str, name: str
) -> None:
    """What S3 has afterwards is one object in the upload's own folder."""
    made = begin(api, ann, filename=filename)
    sending = made["sending"]
    assert api.send_form(sending["url"], sending["fields"], b"0" * 10).status == 201
    folder = f"uploads/{made['uploaderId']}/{made['uploadId']}/"
    assert made["key"] == folder + name
    bucket = pipeline.names["uploads_bucket_name"]
    found = pipeline.s3.list_objects_v2(Bucket=bucket, Prefix=folder)["Contents"]
    assert [one["Key"] for one in found] == [made["key"]]


@pytest.mark.parametrize("filename", ["....", "..", ".mp4", "../..", "\x00", "film.exe"])
def test_what_is_no_file_name_begins_nothing(api: ApiClient, ann: str, filename: str) -> None:
    answer = api.call("POST", "/v1/uploads", ann, {"filename": filename, "size": 1})
    assert (answer.status, answer.json["code"]) == (422, "INVALID_REQUEST")


def put(api: ApiClient, url: str, **changed: str) -> int:
    """S3's answer to a part that is sent to a signed URL with another query."""
    where = urlsplit(url)
    query = {**dict(parse_qsl(where.query)), **changed}
    target = where._replace(query=urlencode(query, quote_via=quote)).geturl()
    return api.send("PUT", target, {}, b"0" * 10).status


def test_a_signature_is_for_one_part_alone_and_for_an_hour(
    api: ApiClient, ann: str, pipeline: Pipeline
) -> None:
    made, other = (begin(api, ann, size=LARGE) for _ in range(2))
    target = {"key": made["key"], "multipartId": made["sending"]["multipartId"]}
    path = f"/v1/uploads/{made['uploadId']}"
    told = {**target, "partNumbers": [10_000]}
    (signed,) = api.call("POST", f"{path}/parts", ann, told).json["parts"]
    url = signed["url"]
    assert dict(parse_qsl(urlsplit(url).query))["X-Amz-Expires"] == "3600"
    for changed in (
        {"partNumber": "10001"},
        {"partNumber": "1"},
        {"uploadId": other["sending"]["multipartId"]},
        {"X-Amz-Expires": "604800"},
        {"X-Amz-Date": "20200101T000000Z"},
        {"X-Amz-Signature": "0" * 64},
        {"x-amz-acl": "public-read"},
    ):
        assert put(api, url, **changed) == 403, changed
    assert put(api, url.replace(made["uploadId"], other["uploadId"])) == 403
    assert api.send("GET", url).status == 403
    late = pipeline.s3.generate_presigned_url(
        "upload_part",
        Params={
            "Bucket": pipeline.names["uploads_bucket_name"],
            "Key": made["key"],
            "UploadId": target["multipartId"],
            "PartNumber": 1,
        },
        ExpiresIn=1,
    )
    time.sleep(2.5)
    assert put(api, late) == 403
    listed = api.call("GET", f"{path}/parts?{urlencode(target)}", ann).json
    assert listed == {"parts": []}
    assert put(api, url) == 200


def test_there_are_no_more_than_ten_thousand_parts(api: ApiClient, ann: str) -> None:
    made = begin(api, ann, size=LARGE)
    target = {"key": made["key"], "multipartId": made["sending"]["multipartId"]}
    path = f"/v1/uploads/{made['uploadId']}"
    parts = [{"partNumber": number, "etag": "0" * 32} for number in range(1, 10_002)]
    for more, told in (("parts", {"partNumbers": [10_001]}), ("complete", {"parts": parts})):
        answer = api.call("POST", f"{path}/{more}", ann, {**target, **told})
        assert (answer.status, answer.json["code"]) == (422, "INVALID_REQUEST")


def test_a_form_is_for_one_file_of_one_length(api: ApiClient, ann: str, pipeline: Pipeline) -> None:
    made = begin(api, ann, contentType="video/mp4")
    url, fields = made["sending"]["url"], made["sending"]["fields"]

    def post(content: bytes = b"0" * 10, **changed: str) -> int:
        return api.send_form(url, {**fields, **changed}, content).status

    assert [post(b"0" * size) for size in (0, 9, 11)] == [400] * 3
    elsewhere = made["key"].replace(made["uploadId"], STRANGE_UPLOAD)
    policy = fields["policy"]
    for changed in (
        {"key": elsewhere},
        {"key": f"{made['key']}/x.mp4"},
        {"Content-Type": "text/html"},
        {"acl": "public-read"},
        {"x-amz-meta-owner": "x"},
        {"policy": policy[:-8] + policy[-8:][::-1]},
        {"x-amz-signature": "0" * 64},
    ):
        assert post(**changed) in (400, 403), changed
    bucket = pipeline.names["uploads_bucket_name"]
    for key in (made["key"], elsewhere):
        assert "Contents" not in pipeline.s3.list_objects_v2(Bucket=bucket, Prefix=key)
    assert post() == 201


@pytest.mark.parametrize(
    ("size", "most"), [(1, 100), (50 * 1024 * MIB, 3)], ids=["uploads", "bytes"]
)
def test_over_every_quota(api: ApiClient, bob: str, size: int, most: int) -> None:
    """Those of the module's defaults: 100 uploads and 200 GB of one owner, in a day."""
    token = api.user_token(f"quota-{size}@example.com", "uploads:write")
    told = {"filename": "a.mp4", "size": size}

    def create(_: int) -> Answer:
        answer = api.call("POST", "/v1/uploads", token, told)
        # It comes all too fast for the route's limit.
        while answer.status == 503 or answer.json == {"message": "Too Many Requests"}:
            time.sleep(0.2)
            answer = api.call("POST", "/v1/uploads", token, told)
        return answer

    with ThreadPoolExecutor(4) as pool:
        answers = list(pool.map(create, range(most + 2)))
    assert [one.status for one in answers].count(201) == most
    for answer in (one for one in answers if one.status != 201):
        assert (answer.status, answer.json["code"]) == (429, "QUOTA_EXCEEDED")
        assert 0 < int(answer.headers["retry-after"]) <= 86_400
    begin(api, bob)


def test_a_route_is_throttled_for_everybody_and_the_others_work(
    api: ApiClient, ann: str, bob: str
) -> None:
    """API Gateway counts by route. By client, only a web ACL of a CDN in front of it counts."""
    told = {"filename": "a.exe"}

    def ask(token: str) -> Callable[[int], Answer]:
        return lambda _: api.call("POST", "/uploads/presign", token, told)

    with ThreadPoolExecutor(8) as pool:
        answers = list(pool.map(ask(ann), range(24)))
        refused = [one for one in answers if one.status == 429]
        assert {one.status for one in answers} == {422, 429}
        assert all(one.json == {"message": "Too Many Requests"} for one in refused)
        assert 429 in {one.status for one in pool.map(ask(bob), range(8))}, "whoever asks"
    assert [api.call("GET", "/v1/assets", bob).status for _ in range(3)] == [200] * 3
