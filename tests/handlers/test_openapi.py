"""docs/openapi.yaml is held to the code: routes, members, limits, codes. So is every answer that
the other tests of the API see (``Door.ask``)."""

import ast
import re
from pathlib import Path
from typing import Any

import pytest

import handlers
from fakes.assets_door import AssetsDoor, owned
from fakes.http_requests import Person
from fakes.uploads_door import Door
from handlers import assets_api, http_api, uploads_api
from openapi_document import (
    CLOSED,
    OPEN,
    PLACES,
    at,
    body_place,
    codes,
    examples,
    faults,
    media_types,
    parameters,
)
from pipeline.api import members
from pipeline.api.caller import Scope
from pipeline.api.exchange import BODY_LIMIT_BYTES
from pipeline.assets import pages, polling, requests
from pipeline.assets.asset import Status, Visibility
from pipeline.captions.sidecars import MOST_BYTES
from pipeline.upload_sessions import parts_request, request, sending
from pipeline.upload_sessions.session import Method, SessionState
from pipeline.uploads.keys import KEY_LIMIT_BYTES

SCHEMAS = "/components/schemas"
ROUTES = {**uploads_api.ROUTES, **assets_api.ROUTES}
# Who acts for every owner, for the document's examples are nobody's.
SERVER = Person("server", "uploads:write assets:read assets:write assets:all")
OPEN_ROUTES = set(assets_api.OPEN_ROUTES)
# Every number of the document that the code has, too.
LIMITS = [
    ("Filename/maxLength", request.FILENAME_LIMIT),
    ("Upload/properties/filename/maxLength", request.FILENAME_KEPT),
    ("Passthrough/maxLength", request.PASSTHROUGH_LIMIT),
    ("Upload/properties/passthrough/maxLength", request.PASSTHROUGH_LIMIT),
    ("NewUpload/properties/size/maximum", sending.SIZE_LIMIT_BYTES),
    ("SendingInParts/properties/partSize/minimum", sending.PART_BYTES),
    ("SendingInParts/properties/partCount/maximum", sending.MOST_PARTS),
    ("PartNumber/maximum", sending.LAST_PART_NUMBER),
    ("Parts/properties/parts/maxItems", sending.LAST_PART_NUMBER),
    ("UppyParts/maxItems", sending.LAST_PART_NUMBER),
    ("Completion/properties/parts/maxItems", sending.LAST_PART_NUMBER),
    ("UppyCompletion/properties/parts/maxItems", sending.LAST_PART_NUMBER),
    ("PartsToSign/properties/partNumbers/maxItems", sending.SIGNED_AT_ONCE),
    ("SignedParts/properties/parts/maxItems", sending.SIGNED_AT_ONCE),
    ("PresignRequest/properties/parts/maximum", sending.SIGNED_AT_ONCE),
    ("PresignedUpload/properties/presignedUrls/maxItems", sending.SIGNED_AT_ONCE),
    ("UppyForm/properties/expires/const", sending.URL_LIFE.total_seconds()),
    ("UppySignedPart/properties/expires/const", sending.URL_LIFE.total_seconds()),
    ("Key/maxLength", KEY_LIMIT_BYTES),
    ("ETag/maxLength", parts_request._ETAG_LIMIT),
    ("Problem/properties/fields/maxProperties", members.MOST_FAULTS),
    ("AssetEdit/properties/poster/maximum", requests.MOST_CAPTURES - 1),
    ("AssetPage/properties/assets/maxItems", pages.MOST_LISTED),
    (
        "Upload/properties/state/enum",
        [one for one in SessionState if one is not SessionState.EXPIRED],
    ),
    ("AssetStatus/enum", list(Status)),
    ("Visibility/enum", list(Visibility)),
    (
        "SendingInParts/properties/method/enum",
        [one for one in Method if one is not Method.FORM],
    ),
]


def example(route: str) -> tuple[str, str, dict[str, str], Any]:
    """The document's first example of a request: method, path, query and body."""
    method, _, path = route.partition(" ")
    query: dict[str, str] = {}
    for name, one in parameters(route).items():
        path = path.replace(f"{{{name}}}", str(one.get("example")))
        if one.get("style") == "deepObject":
            query |= {f"{name}[{key}]": value for key, value in one["example"].items()}
        elif one["in"] == "query":
            query[name] = str(one["example"])
    if "requestBody" not in at(PLACES[route]):
        return method, path, query, None
    media = at(body_place(route).removesuffix("/schema"))
    return method, path, query, next(iter(examples(media).values()))


@pytest.fixture
def asked(request: pytest.FixtureRequest, route: str) -> Door:
    """Whom a route belongs to."""
    if route in uploads_api.ROUTES:
        return request.getfixturevalue("door")
    assets: AssetsDoor = request.getfixturevalue("assets")
    assets.keep(owned(id=at("/components/parameters/AssetId/example")))
    return assets


def test_the_routes_are_those_of_the_code() -> None:
    assert set(PLACES) == set(ROUTES)


@pytest.mark.parametrize("route", PLACES)
def test_the_members_are_those_that_the_code_reads(
    asked: Door, monkeypatch: pytest.MonkeyPatch, route: str
) -> None:
    """Asked with the document's first example."""
    seen: set[str] = set()
    make, read = members.Members.__init__, members.Members.read

    def making(self, given, known):
        seen.update(known or ())
        self.is_open = known is None
        make(self, given, known)

    def reading(self, name, judge):
        if self.is_open:
            seen.add(name)
        return read(self, name, judge)

    monkeypatch.setattr(members.Members, "__init__", making)
    monkeypatch.setattr(members.Members, "read", reading)
    method, path, query, body = example(route)
    expected = {one["name"] for one in parameters(route).values() if one["in"] == "query"}
    if body is not None:
        expected |= set(at(body_place(route))["properties"])
    if "metadata" in expected:
        expected |= set(at(f"{SCHEMAS}/UppyMetadata")["properties"])
    asked.ask(method, path, body, SERVER, query=query)
    in_path = {name for name, one in parameters(route).items() if one["in"] == "path"}
    assert seen - in_path - {"metadata"} == expected - {"metadata"}


@pytest.mark.parametrize("route", sorted(set(PLACES) - OPEN_ROUTES))
def test_what_every_route_refuses_alike(asked: Door, route: str) -> None:
    """Each answer is documented, or ``ask`` fails; here the document tells of none in vain."""
    method, path, query, body = example(route)
    for person, code in (
        (Person(subject=""), "UNKNOWN_CALLER"),
        (Person(scope="assets:all"), "MISSING_SCOPE"),
    ):
        assert (asked.ask(method, path, {}, person).code, asked.calls) == (code, [])
    responses = at(PLACES[route])["responses"]
    has_body = body is not None
    for body, kind, status in (
        ("[", "application/json", 400),
        (" " * (BODY_LIMIT_BYTES + 1), "application/json", 413),
        ("{}", "text/plain", 415),
    ):
        assert (str(status) in responses) == has_body
        if has_body:
            answer = asked.ask(method, path, body, SERVER, query=query, **{"content-type": kind})
            assert answer.status == status
    if "422" in responses:
        stranger = {"stranger": "1"}
        answer = asked.ask(method, path, stranger if has_body else None, SERVER, query=stranger)
        assert answer.code == "INVALID_REQUEST"


@pytest.mark.parametrize(("place", "value"), LIMITS, ids=[place for place, _ in LIMITS])
def test_the_limits_are_those_of_the_code(place: str, value: object) -> None:
    assert at(f"{SCHEMAS}/{place}") == value


def test_the_limits_in_words_are_those_of_the_code() -> None:
    most = {
        "POST /v1/uploads": sending.FORM_LIMIT_BYTES,
        "GET /s3/params": sending.UNTOLD_FORM_LIMIT_BYTES,
    }
    for route, size in most.items():
        assert f" {size // sending.MIB} MiB" in at(f"{PLACES[route]}/description")
    listing = parameters("GET /v1/assets")
    limit = {"type": "integer", "minimum": 1, "maximum": pages.MOST_LISTED}
    assert listing["limit"]["schema"] == {**limit, "default": requests.LISTED}
    assert listing["uploaderId"]["schema"]["maxLength"] == KEY_LIMIT_BYTES
    assert f" {pages.MOST_READ} assets" in at(f"{PLACES['GET /v1/assets']}/description")
    news = {"minimum": polling.LEAST_SECONDS, "maximum": polling.BACKOFF_MOST_SECONDS}
    assert at("/components/headers/NextNews/schema") == {"type": "integer", **news}
    body = f" {BODY_LIMIT_BYTES // sending.MIB} MiB"
    assert body in at("/components/responses/BodyTooLarge/description")
    assert f"{MOST_BYTES:,}" in at(f"{SCHEMAS}/NewUpload/properties/size/description")


def test_the_codes_are_those_of_the_code() -> None:
    found = set()
    for file in Path(handlers.__file__).parents[1].rglob("*.py"):
        for node in ast.walk(ast.parse(file.read_text())):
            if isinstance(node, ast.Call) and getattr(node.func, "id", "") == "Problem":
                (code,) = [one.value for one in node.keywords if one.arg == "code"]
                assert isinstance(code, ast.Constant), file
                found.add(code.value)
    assert codes() == found


def test_the_scopes_are_those_of_the_code() -> None:
    words = at("/components/securitySchemes/token/description")
    told = set(re.findall(r"^- `([a-z]+:[a-z]+)`", words, re.M))
    assert told == {one.value for one in Scope}
    for route, place in PLACES.items():
        alternatives = at(place)["security"]
        assert all(set(one["token"]) <= told and one["token"] for one in alternatives), route
        assert (not alternatives) == (route in OPEN_ROUTES), route


def test_every_answer_of_the_code_may_be_a_fault_of_ours_or_somebody_unknown() -> None:
    for route, place in PLACES.items():
        always = {"403", "429", "500", "503"} | ({"401"} if route not in OPEN_ROUTES else set())
        assert always <= set(at(place)["responses"]), route
    assert (
        http_api.HEADERS.items()
        == {
            name: at(f"/components/headers/{header}/schema/const")
            for name, header in (
                ("Cache-Control", "NoStore"),
                ("X-Content-Type-Options", "NoSniff"),
            )
        }.items()
    )


@pytest.mark.parametrize("place", [place for place, _ in media_types()])
def test_examples_are_what_they_are_examples_of(place: str) -> None:
    kind = CLOSED if "/responses/" in place else OPEN
    for name, value in examples(at(place)).items():
        assert not faults(f"{place}/schema", value, kind), name
