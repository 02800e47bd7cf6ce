"""What people with a token of their own may try with the assets of the API."""

import json
import re
from base64 import urlsafe_b64encode
from dataclasses import replace
from datetime import timedelta

import pytest

from fakes.assets_door import ANN, BOB, SERVER, STRANGE_ID, owned, succeeded
from fakes.clock import START
from fakes.http_requests import Person
from pipeline.assets.asset import AssetError
from pipeline.assets.pages import Position
from pipeline.upload_sessions.session import ClientWords


def routes(asset_id: str) -> dict[str, tuple]:
    """Every route that names an asset: method, path, body."""
    own = f"/v1/assets/{asset_id}"
    return {
        "get": ("GET", own, None),
        "edit": ("PATCH", own, {"passthrough": "x", "poster": 1}),
        "erase": ("DELETE", own, None),
        "reprocess": ("POST", f"{own}/reprocess", {"profile": "economy"}),
        "play": ("POST", f"{own}/playback", None),
    }


EVERY_ROUTE = {**routes(STRANGE_ID), "list": ("GET", "/v1/assets", None)}


@pytest.mark.parametrize("name", routes(""))
@pytest.mark.parametrize("condition", [{}, {"if-match": "*"}, {"if-none-match": "*"}], ids=str)
def test_what_is_somebody_elses_is_not_there(assets, name, condition):
    """Byte for byte what an id that nobody has answers; nothing is changed or asked for."""
    asset = assets.keep(succeeded(owned()))
    assert assets.messages("erasures") == []
    answers = []
    for asset_id in (asset.id, STRANGE_ID):
        method, path, body = routes(asset_id)[name]
        answers.append(assets.ask(method, path, body, BOB, **condition))
        assert assets.calls == ["get_item"]
    assert answers[0] == answers[1]
    assert (answers[0].status, answers[0].code) == (404, "NOT_FOUND")
    assert (assets.record(asset), assets.messages(), assets.items()) == (asset, [], {})
    method, path, body = routes(asset.id)[name]
    assert assets.ask(method, path, body, SERVER).status in (200, 202)


@pytest.mark.parametrize("name", routes(""))
@pytest.mark.parametrize("to_the_end", [True, False])
def test_what_was_erased_is_gone_for_its_owner_and_was_never_there_for_others(
    assets, name, to_the_end
):
    asset, theirs = assets.keep(succeeded(owned())), assets.keep(succeeded(owned(BOB)))
    if to_the_end:
        assets.erase(asset)
    else:
        assert assets.ask(*routes(asset.id)["erase"]).status == 202
        assert len(assets.messages("erasures")) == 1
    left = assets.table.get(asset.id)
    conditions = {"if-match": '"x"', "if-none-match": "*"}
    for person, status, code in ((ANN, 410, "ERASED"), (BOB, 404, ""), (SERVER, 410, "ERASED")):
        gone, unknown = (
            assets.ask(*routes(asset_id)[name], person, **conditions)
            for asset_id in (asset.id, STRANGE_ID)
        )
        assert (unknown.status, unknown.code) == (404, "NOT_FOUND")
        assert (gone.status, gone.code) == (status, code or unknown.code)
        assert (gone == unknown) == (person is BOB)
        assert not re.search(f"{asset.id}|{ANN.owner}|clip", gone.text)
    assert (assets.table.get(asset.id), assets.record(theirs)) == (left, theirs)
    assert (assets.messages(), assets.messages("erasures"), assets.items()) == ([], [], {})


@pytest.mark.parametrize("name", routes(""))
@pytest.mark.parametrize(
    "asset_id",
    [
        *("x", "..", "%2e%2e", "0" * 300, f"{STRANGE_ID}x", f"{STRANGE_ID}%0a", f"{STRANGE_ID}\n"),
        *(STRANGE_ID.replace("5111", "4111"), f"A{STRANGE_ID[1:]}", STRANGE_ID.replace("-", "")),
        *(f"{{{STRANGE_ID}}}", "\uff11" + STRANGE_ID[1:]),
    ],
)
def test_an_id_of_another_form_is_looked_up_nowhere(assets, name, asset_id):
    method, path, body = routes(asset_id)[name]
    assert (assets.ask(method, path, body).code, assets.calls) == ("NOT_FOUND", [])


@pytest.mark.parametrize("name", EVERY_ROUTE)
def test_every_route_wants_its_scope(assets, name):
    method, path, body = EVERY_ROUTE[name]
    needed = "assets:read" if method == "GET" or name == "play" else "assets:write"
    others = {"uploads:write", "assets:read", "assets:write", "assets:all"} - {needed}
    for scope in (" ".join(sorted(others)), "", f"{needed}s", needed.upper()):
        answer = assets.ask(method, path, body, Person(scope=scope))
        assert (answer.status, answer.code, assets.calls) == (403, "MISSING_SCOPE", [])
        assert needed in answer.document["detail"]
    assert assets.ask(method, path, body, Person(subject="")).code == "UNKNOWN_CALLER"
    status = assets.ask(method, path, body, Person(scope=f"openid https://api/{needed}")).status
    assert status in (200, 404)


def token(text: str) -> str:
    return urlsafe_b64encode(text.encode()).decode().rstrip("=")


AT = "2026-01-01T12:00:00.000Z"


@pytest.mark.parametrize(
    "cursor",
    [
        *("", "x", "=", "null", "0", " ", "A" * 300, "\n", "é", "%00"),
        token(f"1 {AT} {STRANGE_ID}") + "=",
        token(f"1 {AT} {STRANGE_ID}") + "\n",
        token(f"1 {AT} {STRANGE_ID}") + "A",
        *(token(text) for text in (f"2 {AT} {STRANGE_ID}", f"1 {AT} x", f"1 x {STRANGE_ID}")),
        *(token(text) for text in (f"1 {AT} {STRANGE_ID} x", f"1 {AT}  {STRANGE_ID}", "1")),
        token(f"1 2026-01-01T12:00:00.000+00:00 {STRANGE_ID}"),
        token(f"1 2026-13-01T12:00:00.000Z {STRANGE_ID}"),
        token(f"1 20260101T120000.000-0100 {STRANGE_ID}"),
        token(f"1 2026-W01-1T12:00:00.00Z {STRANGE_ID}"),
        token(json.dumps({"assetId": {"S": STRANGE_ID}, "uploaderId": {"S": ANN.owner}})),
        urlsafe_b64encode(b"\xff" * 60).decode(),
    ],
)
def test_a_cursor_that_is_none_of_ours_costs_no_call(assets, cursor):
    answer = assets.ask("GET", "/v1/assets", query={"cursor": cursor})
    assert (answer.status, answer.code, assets.calls) == (422, "INVALID_REQUEST", [])
    assert answer.document["fields"] == {"cursor": "is no cursor of a list"}


def test_a_cursor_opens_nobody_elses_list(assets):
    """Whoever's it is, and of whichever list: it is a time and an id."""
    for person in (ANN, BOB):
        for number in range(4):
            words = ClientWords(project_id=f"p{number % 2}")
            at = START + timedelta(minutes=number)
            name = f"{person.subject} {number}.mp4"
            assets.keep(owned(person, name, words=words, created_at=at))
    told = [
        assets.ask("GET", "/v1/assets", person=person, query=query).document["cursor"]
        for person, query in (
            (BOB, {"limit": "1"}),
            (BOB, {"limit": "1", "projectId": "p0"}),
            (SERVER, {"limit": "1", "status": "PENDING"}),
            (SERVER, {"limit": "1", "uploaderId": BOB.owner}),
        )
    ]
    made_up = Position(START + timedelta(days=9), STRANGE_ID).cursor
    for cursor in (*told, made_up):
        for query in ({}, {"projectId": "p1"}, {"status": "PENDING"}):
            answer = assets.ask("GET", "/v1/assets", query={"cursor": cursor, **query})
            assert answer.status == 200
            assert {one["uploaderId"] for one in answer.document["assets"]} <= {ANN.owner}
            names = {one.get("projectId") for one in answer.document["assets"]}
            assert names <= {query.get("projectId", "p0"), "p1"}
    whole = assets.ask("GET", "/v1/assets").document["assets"]
    answer = assets.ask("GET", "/v1/assets", query={"cursor": made_up})
    assert answer.document["assets"] == whole
    for name in ("ann", BOB.owner, STRANGE_ID):
        assert name not in told[0], "an id of one's own is all that is in it"


@pytest.mark.parametrize("uploader", [BOB.owner, "u42", SERVER.owner])
def test_nobody_lists_for_another_without_the_scope(assets, uploader):
    assets.keep(owned(BOB))
    answer = assets.ask("GET", "/v1/assets", query={"uploaderId": uploader})
    assert (answer.status, answer.code, assets.calls) == (403, "MISSING_SCOPE", [])
    answer = assets.ask("GET", "/v1/assets", query={"uploaderId": ANN.owner})
    assert answer.document == {"assets": []}


@pytest.mark.parametrize(
    ("query", "wrong"),
    [
        *(({"limit": text}, "limit") for text in ("0", "-1", "101", "1.0", "1e2", "x", "", "٣")),
        *(({"limit": text}, "limit") for text in ("1,2", " 1", "1\n", "9" * 400)),
        *(({"status": text}, "status") for text in ("", "pending", "DELETED", "PENDING,FAILED")),
        *(({"projectId": text}, "projectId") for text in ("", "x" * 129, "a b", "p\n", "é")),
        *(({"uploaderId": text}, "uploaderId") for text in ("", "a/b", "x" * 1025, "é" * 513)),
        ({"uploaderId": "\ud800"}, "uploaderId"),
        ({"owner": "x"}, "owner"),
        ({"ExclusiveStartKey": "x"}, "ExclusiveStartKey"),
    ],
)
def test_a_query_that_is_wrong_costs_no_call(assets, query, wrong):
    query = {"status": "PENDING", **query}
    answer = assets.ask("GET", "/v1/assets", person=SERVER, query=query)
    assert (answer.status, answer.code, assets.calls) == (422, "INVALID_REQUEST", [])
    assert wrong in answer.document["fields"]


@pytest.mark.parametrize(
    ("body", "wrong"),
    [
        ({"passthrough": "x" * 256}, "passthrough"),
        ({"passthrough": ""}, "passthrough"),
        ({"passthrough": 7}, "passthrough"),
        ({"passthrough": {"a": 1}}, "passthrough"),
        *(({"poster": value}, "poster") for value in (-1, 1.0, "3", True, [3], 10**7, 10**400)),
        *(({"visibility": value}, "visibility") for value in ("PUBLIC", "", True, 1, ["public"])),
        *(({name: "x"}, name) for name in ("status", "uploaderId", "projectId", "served", "a\nb")),
    ],
    ids=lambda value: str(value)[:40],
)
def test_an_edit_that_is_wrong_changes_nothing(assets, body, wrong):
    asset = assets.keep(succeeded(owned()))
    answer = assets.ask("PATCH", f"/v1/assets/{asset.id}", {"passthrough": "ok", **body})
    assert (answer.status, answer.code) == (422, "INVALID_REQUEST")
    assert wrong.replace("\n", " ") in answer.document["fields"]
    assert (assets.record(asset), assets.calls) == (asset, ["get_item"])


@pytest.mark.parametrize(
    ("text", "code"),
    [
        *((text, "MALFORMED_BODY") for text in ("", "[]", "null", '"x"', "{", "{}{}", "\x00")),
        ('{"passthrough": "a", "passthrough": "b"}', "MALFORMED_BODY"),
        ('{"passthrough": "\\ud800"}', "MALFORMED_BODY"),
        ('{"poster": NaN}', "MALFORMED_BODY"),
        ("[" * 100_000, "MALFORMED_BODY"),
        (json.dumps({"passthrough": "x" * 2**20}), "BODY_TOO_LARGE"),
    ],
    ids=lambda value: str(value)[:20],
)
@pytest.mark.parametrize("name", ["edit", "reprocess"])
def test_a_body_that_is_no_object_changes_nothing(assets, name, text, code):
    asset = assets.keep(succeeded(owned()))
    method, path, _ = routes(asset.id)[name]
    if (name, text) == ("reprocess", ""):
        assert assets.ask(method, path, None).status == 202, "it needs none"
        return
    answer = assets.ask(method, path, text)
    assert (answer.code, assets.record(asset), assets.messages()) == (code, asset, [])


@pytest.mark.parametrize(
    "text",
    [
        "a\r\nSet-Cookie: x=y\r\n",
        "<script>alert(1)</script>",
        "\u202e\u0000",
        "x" * 255,
        "🎬" * 255,
    ],
    ids=["lines", "HTML", "unseen", "255", "255 of four bytes"],
)
def test_words_are_data_wherever_they_appear(assets, log_lines, text):
    asset = assets.keep(owned())
    own = f"/v1/assets/{asset.id}"
    log_lines()
    for answer in (assets.ask("PATCH", own, {"passthrough": text}), assets.ask("GET", own)):
        assert answer.document["passthrough"] == text
        assert answer.headers["Content-Type"] == "application/json"
        assert answer.headers["X-Content-Type-Options"] == "nosniff"
        assert answer.text.isascii()
        assert len(answer.text.splitlines()) == 1
        assert not [name for name, value in answer.headers.items() if "\n" in name + value]
    (listed,) = assets.ask("GET", "/v1/assets").document["assets"]
    assert listed["passthrough"] == assets.record(asset).words.passthrough == text
    assert all(text not in json.dumps(line) for line in log_lines())


@pytest.mark.parametrize("header", ["if-none-match", "if-match"])
@pytest.mark.parametrize(
    "value", ["\x00", '"' * 9000, '"a",' * 2000 + "!", "*" * 9000, '"\u202e"', ", ," * 3000]
)
def test_conditions_that_are_none(assets, header, value):
    """If-Match fails; If-None-Match is as if it were not there."""
    asset = assets.keep(owned())
    own = f"/v1/assets/{asset.id}"
    if header == "if-match":
        assert assets.ask("PATCH", own, {"passthrough": "x"}, **{header: value}).status == 412
        assert assets.record(asset) == asset
    else:
        assert assets.ask("GET", own, **{header: value}).status == 200


def test_nothing_of_ours_is_in_a_document(assets):
    """Buckets, keys of captions, jobs, leases, accounts."""
    asset = succeeded(owned())
    fault = "AccessDenied: arn:aws:sts::111122223333:assumed-role/x on s3://secret-bucket"
    codes = ("PIPELINE_FAULT", "BAD_PROFILE", "PROFILE_CHANGED", "JOB_ERROR_1401")
    errors = tuple(
        AssetError(code=code, message=f"{code}: {fault}", at=START, job="main", job_id="1-secret")
        for code in codes
    )
    assets.keep(replace(asset, errors=errors, job_ids=("1-secret",)))
    text = assets.ask("GET", f"/v1/assets/{asset.id}").text
    for secret in ("s3:", "arn:", "111122223333", "secret", asset.upload.bucket, "lease", "/main"):
        assert secret not in text
    assert json.loads(text)["errors"][3]["message"].startswith("S3 refused MediaConvert access")
