"""What people with a token of their own may try with the uploads of the API."""

import json
from decimal import Decimal

import pytest

from fakes.events import UPLOADS_BUCKET
from fakes.http_requests import request
from fakes.upload_routes import ETAGS, routes
from fakes.uploads_door import (
    ANN,
    BOB,
    LARGE,
    LARGE_VIDEO,
    MIB,
    STRANGE_ID,
    VIDEO,
)
from handlers import uploads_api
from openapi_document import body_place, faults
from pipeline.upload_sessions.sending import SIZE_LIMIT_BYTES


def test_what_is_somebody_elses_is_not_there(door):
    """By every route, byte for byte what a made-up upload answers; nothing is changed."""
    made = door.begin(size=LARGE)
    multipart_id = made["sending"]["multipartId"]
    before = door.items()
    theirs = routes(made["key"], made["uploadId"], multipart_id)
    nobodys = routes(f"uploads/{ANN.owner}/{STRANGE_ID}/a.mp4", STRANGE_ID, multipart_id)
    for name in theirs:
        answers = []
        for method, path, body, query in (theirs[name], nobodys[name]):
            answers.append(door.ask(method, path, body, BOB, query=query))
            assert not {"list_parts", "abort_multipart_upload"} & set(door.calls), name
        assert answers[0] == answers[1], name
        assert (answers[0].status, answers[0].code) == (404, "NOT_FOUND"), name
    assert (door.items(), door.multipart_uploads()) == (before, [multipart_id])


@pytest.mark.parametrize("name", ["complete", "s3 complete", "s3 abort", "s3 sign a completion"])
def test_a_key_of_ones_own_reaches_nobody_elses_session(door, name):
    made = door.begin(size=LARGE)
    before = door.items()
    key = f"uploads/{BOB.owner}/{made['uploadId']}/beach day.mp4"
    multipart_id = door.clients["s3"].create_multipart_upload(Bucket=UPLOADS_BUCKET, Key=key)[
        "UploadId"
    ]
    door.send_parts(key, multipart_id, MIB)
    method, path, body, query = routes(key, made["uploadId"], multipart_id)[name]
    if body == ETAGS:
        etag = door.ask("GET", path.removesuffix("/complete"), None, BOB, query=query).document[0]
        body = {"parts": [{"PartNumber": 1, "ETag": etag["ETag"]}]}
    assert door.ask(method, path, body, BOB, query=query).code == "NOT_FOUND"
    assert {name: item for name, item in door.items().items() if name in before} == before
    assert door.objects() == []


@pytest.mark.parametrize("name", ["complete", "s3 complete", "s3 list", "s3 sign a completion"])
def test_what_became_of_somebody_elses_upload_is_not_told(door, name):
    made = door.begin(size=LARGE)
    door.put(made["key"])
    door.change(made["uploadId"], state="uploaded", assetId=STRANGE_ID)
    key = f"uploads/{BOB.owner}/{made['uploadId']}/beach day.mp4"
    method, path, body, query = routes(key, made["uploadId"], "gone")[name]
    assert door.ask(method, path, body, BOB, query=query).code == "NOT_FOUND"


@pytest.mark.parametrize("name", ["complete", "s3 complete", "s3 abort", "s3 sign a completion"])
def test_a_key_of_another_name_is_not_the_sessions(door, name):
    made = door.begin(size=LARGE)
    before = door.items()
    key = made["key"].replace("beach", "bleach")
    multipart_id = door.clients["s3"].create_multipart_upload(Bucket=UPLOADS_BUCKET, Key=key)[
        "UploadId"
    ]
    etag = door.send_parts(key, multipart_id, 1)[0]["etag"]
    method, path, body, query = routes(key, made["uploadId"], multipart_id)[name]
    if body == ETAGS:
        body = {"parts": [{"PartNumber": 1, "ETag": etag}]}
    assert door.ask(method, path, body, query=query).code == "NOT_FOUND"
    assert (door.items(), len(door.multipart_uploads()), door.objects()) == (before, 2, [])


@pytest.mark.parametrize(
    "key",
    [
        "uploads/u1/clip.mp4",
        "outputs/{owner}/{id}/a.mp4",
        "uploads/{owner}/{id}/../a.mp4",
        "uploads/{owner}/{id}/..",
        "uploads/{owner}/{id}/a/b.mp4",
        "uploads/{owner}/{id}/",
        "uploads//{owner}/{id}/a.mp4",
        "/uploads/{owner}/{id}/a.mp4",
        "uploads/{owner}/{id}/a\n.mp4",
        "uploads/{owner}/{id}/%2e%2e",
        "uploads/{owner}\n/{id}/a.mp4",
    ],
)
def test_a_key_that_the_api_does_not_make_is_not_there(door, key):
    key = key.format(owner=ANN.owner, id=STRANGE_ID)
    told = {"key": key, "multipartId": "m", "partNumbers": [1]}
    answer = door.ask("POST", f"/v1/uploads/{STRANGE_ID}/parts", told)
    assert (answer.code, door.recorder.calls) == ("NOT_FOUND", [])


@pytest.mark.parametrize("name", ["list", "sign", "complete"])
def test_a_path_names_the_upload_of_its_key(door, name):
    made = door.begin(size=LARGE)
    asked = routes(made["key"], STRANGE_ID, made["sending"]["multipartId"])
    method, path, body, query = asked[name]
    answer = door.ask(method, path, body, query=query)
    assert (answer.code, door.recorder.calls) == ("NOT_FOUND", [])


@pytest.mark.parametrize(
    "upload_id",
    ["x", "quota%23a", STRANGE_ID.replace("4111", "5111"), f"A{STRANGE_ID[1:]}", "..", "0" * 300],
)
def test_an_id_of_another_form_is_looked_up_nowhere(door, upload_id):
    answer = door.ask("GET", f"/v1/uploads/{upload_id}")
    assert (answer.code, door.calls) == ("NOT_FOUND", [])


def test_a_counter_is_no_upload(door):
    door.begin()
    (name,) = [name for name in door.items() if name.startswith("quota")]
    for path in (name, name.replace("#", "%23")):
        assert door.ask("GET", f"/v1/uploads/{path}").code == "NOT_FOUND"


# Of a body of POST /v1/uploads: what is told, and which member is refused.
REFUSED = [
    ({"filename": None}, "filename"),
    ({"filename": ""}, "filename"),
    ({"filename": 7}, "filename"),
    ({"filename": "a" * 1025 + ".mp4"}, "filename"),
    ({"size": None}, "size"),
    ({"size": 0}, "size"),
    ({"size": -1}, "size"),
    ({"size": "1"}, "size"),
    ({"size": True}, "size"),
    ({"size": SIZE_LIMIT_BYTES + 1}, "size"),
    ({"size": 10**400}, "size"),
    ({"contentType": "video"}, "contentType"),
    ({"contentType": "video/mp4\r\nx-amz-acl: public-read"}, "contentType"),
    ({"contentType": "video/mp4\n"}, "contentType"),
    ({"contentType": ["video/mp4"]}, "contentType"),
    ({"contentType": f"{'a' * 64}/b"}, "contentType"),
    ({"passthrough": "x" * 256}, "passthrough"),
    ({"passthrough": ""}, "passthrough"),
    ({"passthrough": {"a": 1}}, "passthrough"),
    ({"projectId": "a/b"}, "projectId"),
    ({"projectId": "a" * 129}, "projectId"),
    ({"mediaId": "a\n"}, "mediaId"),
    ({"mediaId": "é"}, "mediaId"),
    ({"captionsFor": STRANGE_ID}, "language"),
    ({"language": "en"}, "language"),
    ({"captionsFor": STRANGE_ID, "language": "english"}, "language"),
    ({"captionsFor": STRANGE_ID, "language": "../en"}, "language"),
    ({"captionsFor": "x", "language": "en"}, "captionsFor"),
    ({"uploaderId": "bob"}, "uploaderId"),
    ({"uploaderId": "A" * 64}, "uploaderId"),
    ({"owner": "x"}, "owner"),
    ({"key": "uploads/x"}, "key"),
    ({"\u2028\nx": 1}, "  x"),
]


# What the API's document says of it in words alone: suffixes, limits of captions and of an
# environment, and that a number is whole (to JSON Schema 1.0 is, too).
REFUSED_IN_WORDS = [
    ({"filename": "...."}, "filename"),
    ({"filename": "../../etc/passwd"}, "filename"),
    ({"filename": "film.exe"}, "filename"),
    ({"filename": "film\u202e4pm.exe"}, "filename"),
    ({"filename": "film.srt"}, "filename"),
    ({"size": 1.0}, "size"),
    ({"size": 1e3}, "size"),
    ({"size": 10 * 1024**3 + 1}, "size"),
    ({"captionsFor": STRANGE_ID, "language": "en"}, "filename"),
    ({"captionsFor": STRANGE_ID, "language": "en", "filename": "a.vtt", "size": 5_000_001}, "size"),
]


@pytest.mark.parametrize("told", [told for told, _ in REFUSED], ids=lambda one: str(one)[:50])
def test_the_document_refuses_such_a_body_too(told):
    assert faults(body_place("POST /v1/uploads"), {**VIDEO, **told})


@pytest.mark.parametrize(
    ("told", "member"), REFUSED + REFUSED_IN_WORDS, ids=lambda one: str(one)[:50]
)
def test_a_body_is_read_strictly(door, told, member):
    answer = door.ask("POST", "/v1/uploads", {**VIDEO, **told})
    assert (answer.status, answer.code, door.calls) == (422, "INVALID_REQUEST", [])
    assert member in answer.document["fields"]
    assert answer.document["detail"].isprintable()
    assert answer.document["requestId"] == "JKJaXmPLvHcESHA="


@pytest.mark.usefixtures("door")
@pytest.mark.parametrize(("kind", "status"), [("application/json", 400), ("video/mp4", 415)])
def test_a_body_that_is_no_text(kind, status):
    event = request(ANN, "POST", "/v1/uploads", "//79", **{"content-type": kind})
    assert uploads_api.handler({**event, "isBase64Encoded": True}, None)["statusCode"] == status


@pytest.mark.usefixtures("door")
def test_a_route_without_an_authorizer_lets_nobody_in():
    event = request(ANN, "POST", "/v1/uploads", VIDEO)
    del event["requestContext"]["authorizer"]
    assert uploads_api.handler(event, None)["statusCode"] == 401


def test_all_that_is_wrong_is_told_at_once(door):
    told = {"size": 0, "filename": "a.exe", "x": 1, "passthrough": 7}
    answer = door.ask("POST", "/v1/uploads", told)
    assert set(answer.document["fields"]) == set(told)
    many = door.ask("POST", "/v1/uploads", {f"x{n}": n for n in range(1000)})
    assert len(many.document["fields"]) == 20


@pytest.mark.parametrize(
    ("body", "headers", "status", "code"),
    [
        ("{", {}, 400, "MALFORMED_BODY"),
        ("", {}, 400, "MALFORMED_BODY"),
        ("[]", {}, 400, "MALFORMED_BODY"),
        ('{"size": 1, "size": 2}', {}, 400, "MALFORMED_BODY"),
        ('{"size": NaN}', {}, 400, "MALFORMED_BODY"),
        ('{"filename": "\\ud800"}', {}, 400, "MALFORMED_BODY"),
        ("[" * 100_000, {}, 400, "MALFORMED_BODY"),
        (json.dumps({"x": "y" * 1024 * 1024}), {}, 413, "BODY_TOO_LARGE"),
        ("{}", {"content-type": "text/plain"}, 415, "NOT_JSON"),
        ("{}", {"content-type": ""}, 415, "NOT_JSON"),
    ],
)
def test_a_body_that_is_no_object(door, body, headers, status, code):
    answer = door.ask("POST", "/v1/uploads", body, **headers)
    assert (answer.status, answer.code, door.calls) == (status, code, [])


@pytest.mark.parametrize(
    ("numbers", "status"),
    [
        ([10_000], 200),
        ([10_001], 422),
        ([0], 422),
        ([-1], 422),
        ([1.0], 422),
        ([True], 422),
        (["1"], 422),
        ([], 422),
        ("1", 422),
        (list(range(1, 1001)), 200),
        (list(range(1, 1002)), 422),
    ],
    ids=lambda one: str(one)[:20],
)
def test_numbers_of_parts(door, numbers, status):
    key = f"uploads/{ANN.owner}/{STRANGE_ID}/a.mp4"
    told = {"key": key, "multipartId": "m", "partNumbers": numbers}
    answer = door.ask("POST", f"/v1/uploads/{STRANGE_ID}/parts", told)
    assert (answer.status, door.calls) == (status, [])


@pytest.mark.parametrize("number", ["0", "10001", "x", "1.0", "-1", "٣", "1" * 400])
def test_the_number_of_a_part_in_a_path(door, number):
    query = {"key": f"uploads/{ANN.owner}/{STRANGE_ID}/a.mp4"}
    answer = door.ask("GET", f"/s3/multipart/m/{number}", query=query)
    assert answer.status in (404, 422)
    assert door.recorder.calls == []


@pytest.mark.parametrize("parts", [0, 1001, 10_001, 1.5, "3"])
def test_the_number_of_presigned_parts(door, parts):
    told = {"filename": "a.mp4", "parts": parts}
    answer = door.ask("POST", "/uploads/presign", told)
    assert (answer.code, door.calls) == ("INVALID_REQUEST", [])


@pytest.mark.parametrize(
    "parts",
    [
        [],
        "x",
        [{}],
        [{"PartNumber": 1}],
        [{"PartNumber": 1, "ETag": "e" * 200}],
        [{"PartNumber": 1, "ETag": "e"}] * 2,
        [{"PartNumber": n, "ETag": "e"} for n in range(1, 10_002)],
        [{"PartNumber": 10_001, "ETag": "e"}],
        [None],
        None,
    ],
    ids=lambda one: str(one)[:30],
)
def test_lists_of_parts(door, parts):
    query = {"key": f"uploads/{ANN.owner}/{STRANGE_ID}/a.mp4"}
    answer = door.ask("POST", "/s3/multipart/m/complete", {"parts": parts}, query=query)
    assert (answer.code, door.calls) == ("INVALID_REQUEST", [])


@pytest.mark.parametrize(
    "asked",
    [
        {"method": "PATCH"},
        {"method": "PUT", "uploadId": "m"},
        {"method": "GET"},
        {"method": "DELETE"},
        {"method": "GET", "uploadId": "m", "partNumber": 1},
        {"method": "PUT", "partNumber": 1},
        {"method": "PUT", "uploadId": "m", "partNumber": 10_001},
        {"method": "PUT", "uploadId": "m\n", "partNumber": 1},
        {"method": "POST", "acl": "public-read"},
        {"method": "POST", "key": "a.exe"},
        {},
    ],
    ids=str,
)
def test_only_what_uppy_asks_is_signed(door, asked):
    answer = door.ask("POST", "/s3/sign", {"key": "a.mp4", **asked})
    assert (answer.code, door.recorder.calls) == ("INVALID_REQUEST", [])


def test_the_words_of_a_client_come_back_and_reach_no_line_of_the_log(door, log_lines):
    words = '<b onload="x">\r\n{"level": "CRITICAL"}\u2028'
    words += "x" * (255 - len(words))
    made = door.begin(passthrough=words, filename="a\nb\u202e.mp4")
    assert made["passthrough"] == words
    assert made["filename"] == "ab.mp4"
    answer = door.ask("GET", f"/v1/uploads/{made['uploadId']}")
    assert answer.document["passthrough"] == words
    assert answer.headers["Content-Type"] == "application/json"
    assert answer.headers["X-Content-Type-Options"] == "nosniff"
    assert answer.headers["Cache-Control"] == "no-store"
    for line in log_lines():
        assert words[:5] not in json.dumps(line)
        assert line["level"] == "INFO"


def test_over_every_quota(door, monkeypatch):
    monkeypatch.setenv("UPLOADS_PER_DAY", "3")
    monkeypatch.setenv("UPLOAD_BYTES_PER_DAY", str(100 * MIB))
    door.begin(size=LARGE)
    refused = door.ask("POST", "/v1/uploads", {**LARGE_VIDEO, "size": LARGE})
    assert (refused.status, refused.code) == (429, "QUOTA_EXCEEDED")
    assert refused.headers["Retry-After"] == str(12 * 3600)
    assert door.calls[-1] == "abort_multipart_upload"
    assert len(door.multipart_uploads()) == 1
    assert door.ask("POST", "/v1/uploads", {**VIDEO, "size": 101 * MIB}).status == 422
    door.begin(size=35 * MIB)
    assert door.ask("POST", "/v1/uploads", {**VIDEO, "size": 1}).status == 429
    # A form without a size counts as the most it takes, parts when they become a file.
    assert door.ask("GET", "/s3/params", query={"filename": "a.mp4"}).status == 429
    made = door.ask("POST", "/s3/multipart", {"filename": "a.mp4"}).document
    assert door.ask("POST", "/s3/multipart", {"filename": "a.mp4"}).status == 429
    etag = door.send_parts(made["key"], made["uploadId"], 1)[0]["etag"]
    body = {"parts": [{"PartNumber": 1, "ETag": etag}]}
    path = f"/s3/multipart/{made['uploadId']}/complete"
    assert door.ask("POST", path, body, query={"key": made["key"]}).code == "QUOTA_EXCEEDED"
    assert door.objects() == []
    # Somebody else, and another day.
    door.begin(BOB)
    door.clock.forward(12 * 3600)
    door.begin()
    assert door.ask("POST", path, body, query={"key": made["key"]}).status == 200


def test_a_day_whose_jobs_may_cost_too_much_begins_no_upload(door, monkeypatch):
    monkeypatch.setenv("ESTIMATE_USD_PER_DAY", "2.5")
    made = door.ask("POST", "/s3/multipart", {"filename": "a.mp4"}).document
    counter = f"quota#{ANN.owner}#2026-01-01"
    door.change(counter, estimateUsd=Decimal("2.4999"))
    door.begin()
    door.change(counter, estimateUsd=Decimal("2.5"))
    refused = door.ask("POST", "/v1/uploads", VIDEO)
    assert (refused.status, refused.code) == (429, "QUOTA_EXCEEDED")
    assert "may cost 2.5 US dollars" in refused.document["detail"]
    # What began goes on.
    etag = door.send_parts(made["key"], made["uploadId"], 1)[0]["etag"]
    body = {"parts": [{"PartNumber": 1, "ETag": etag}]}
    path = f"/s3/multipart/{made['uploadId']}/complete"
    assert door.ask("POST", path, body, query={"key": made["key"]}).status == 200
    door.begin(BOB)


def test_a_file_larger_than_is_accepted_never_comes_to_be(door, monkeypatch):
    monkeypatch.setenv("MAX_SOURCE_SIZE_BYTES", str(5 * MIB))
    made = door.ask("POST", "/s3/multipart", {"filename": "a.mp4"}).document
    etags = door.send_parts(made["key"], made["uploadId"], 5 * MIB, 1)
    body = {"parts": [{"PartNumber": one["partNumber"], "ETag": one["etag"]} for one in etags]}
    path = f"/s3/multipart/{made['uploadId']}/complete"
    answer = door.ask("POST", path, body, query={"key": made["key"]})
    assert (answer.status, answer.code) == (413, "FILE_TOO_LARGE")
    signing = {"method": "POST", "key": made["key"], "uploadId": made["uploadId"]}
    assert door.ask("POST", "/s3/sign", signing).code == "FILE_TOO_LARGE"
    assert door.objects() == []


@pytest.mark.parametrize(
    ("method", "path"),
    [("GET", "/v1/uploads"), ("PUT", "/v1/uploads"), ("GET", "/"), ("POST", "/v2/uploads")],
)
def test_there_is_no_other_route(door, method, path):
    answer = door.ask(method, path, {} if method != "GET" else None)
    assert (answer.status, answer.code) == (404, "NOT_FOUND")
