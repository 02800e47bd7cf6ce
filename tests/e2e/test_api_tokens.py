"""Who gets in by the API over the wire, and to what: its authorizer's part, and the functions'."""

import time
from collections.abc import Iterator
from typing import Any
from urllib.parse import quote, urlencode

import pytest

from api_client import Answer, ApiClient
from e2e.conftest import SCOPES
from fakes.upload_routes import routes
from local_aws.account import Account
from local_aws.tests.conftest import clients_of
from local_aws.tests.http_apis import Pool, altered, make_pool
from openapi_document import PLACES, at
from pipeline_client import Pipeline

LARGE = {"filename": "a.mp4", "size": 70_000_000}
STRANGE_UPLOAD = "11111111-1111-4111-8111-111111111111"
STRANGE_ASSET = "11111111-1111-5111-8111-111111111111"
UNAUTHORIZED, FORBIDDEN = {"message": "Unauthorized"}, {"message": "Forbidden"}


@pytest.fixture(scope="module")
def strangers(account: Account) -> Iterator[Pool]:
    """Another pool, whose tokens are as good as ours but for the issuer."""
    pool = make_pool(account, clients_of(account))
    yield pool
    pool.aws("cognito-idp").delete_user_pool(UserPoolId=pool.id)


def asked(route: str) -> tuple[str, str]:
    """A request to a route, about nothing that is there."""
    method, _, path = route.partition(" ")
    return method, path.replace("{assetId}", STRANGE_ASSET).replace("{uploadId}", STRANGE_UPLOAD)


def refused_tokens(ann: str, strangers: Pool, pipeline: Pipeline) -> dict[str, str]:
    """Every token here is refused, and why."""
    header, claims, signature = ann.split(".")
    idp, pool_id = strangers.aws("cognito-idp"), pipeline.names["identity"]["user_pool_id"]
    other = idp.create_user_pool_client(
        UserPoolId=pool_id,
        ClientName="other",
        GenerateSecret=True,
        AllowedOAuthFlows=["client_credentials"],
        AllowedOAuthFlowsUserPoolClient=True,
        AllowedOAuthScopes=[f"media/{one}" for one in SCOPES],
    )["UserPoolClient"]
    names = (strangers.browser, other["ClientId"], other["ClientSecret"])
    ours = Pool(strangers.account, strangers.aws, pool_id, *names)
    other_audience = ours.server_token("media/uploads:write")
    idp.delete_user_pool_client(UserPoolId=pool_id, ClientId=other["ClientId"])
    return {
        "none": "",
        "no token": "x",
        "no signature": f"{header}.{claims}.",
        "another signature": f"{header}.{claims}.{signature[::-1]}",
        "forged subject": altered(ann, sub="somebody-else"),
        "forged scopes": altered(ann, scope="media/uploads:write media/assets:all"),
        "expired": altered(ann, exp=time.time() - 60),
        "alg none": f"{altered(ann, header={'alg': 'none'}).rpartition('.')[0]}.",
        "alg HS256": altered(ann, header={"alg": "HS256"}),
        "another issuer": strangers.server_token("media/uploads:write"),
        "another audience": other_audience,
    }


def test_a_token_that_is_not_ours_opens_no_route(
    api: ApiClient, ann: str, strangers: Pool, pipeline: Pipeline
) -> None:
    tokens = refused_tokens(ann, strangers, pipeline)
    for route in ("POST /v1/uploads", "GET /v1/assets"):
        for name, token in tokens.items():
            answer = api.call(*asked(route), token)
            assert (answer.status, answer.json) == (401, UNAUTHORIZED), name
            assert answer.headers["www-authenticate"].startswith("Bearer"), name
    assert api.call("GET", "/v1/assets", ann).status == 200


@pytest.mark.parametrize("route", [route for route in PLACES if at(PLACES[route])["security"]])
def test_every_route_wants_a_token_and_its_scope(api: ApiClient, route: str) -> None:
    (scope,) = needed(route)
    answer = api.call(*asked(route))
    assert (answer.status, answer.json) == (401, UNAUTHORIZED)
    answer = api.call(*asked(route), api.server_token(*(set(SCOPES) - {scope})))
    assert (answer.status, answer.json) == (403, FORBIDDEN)
    # It opens every route of API Gateway, and the function asks for the scope itself.
    answer = api.call(*asked(route), api.server_token("assets:all"))
    assert (answer.status, answer.json["code"]) == (403, "MISSING_SCOPE")


def needed(route: str) -> list[str]:
    return at(PLACES[route])["security"][0]["token"]


def without_id(answer: Answer) -> tuple[int, Any]:
    document = answer.json
    document.pop("requestId")
    return answer.status, document


def with_query(path: str, query: dict[str, str] | None) -> str:
    return f"{path}?{urlencode(query)}" if query else path


def test_what_is_somebody_elses_is_not_there(
    api: ApiClient, ann: str, bob: str, ann_asset: dict[str, str]
) -> None:
    """By every route that names an upload or an asset, as if it did not exist."""
    made = api.call("POST", "/v1/uploads", ann, LARGE).json
    multipart_id = made["sending"]["multipartId"]
    theirs = routes(made["key"], made["uploadId"], multipart_id)
    key = made["key"].replace(made["uploadId"], STRANGE_UPLOAD)
    nobodys = routes(key, STRANGE_UPLOAD, multipart_id)
    for method, more, body in (
        ("GET", "", None),
        ("PATCH", "", {"passthrough": "mine"}),
        ("DELETE", "", None),
        ("POST", "/reprocess", None),
    ):
        for found, asset_id in ((theirs, ann_asset["assetId"]), (nobodys, STRANGE_ASSET)):
            found[f"{method} asset"] = (method, f"/v1/assets/{asset_id}{more}", body, None)
    for name in theirs:
        answers = [
            without_id(api.call(method, with_query(quote(path), query), bob, body))
            for method, path, body, query in (theirs[name], nobodys[name])
        ]
        assert answers[0] == answers[1], name
        assert answers[0][0] == 404, name
    assert api.call("GET", f"/v1/uploads/{made['uploadId']}", ann).json == made
    listed = api.call("GET", "/v1/assets?limit=100", bob).json
    assert ann_asset["assetId"] not in {one["assetId"] for one in listed["assets"]}
    assert api.call("GET", f"/v1/assets?uploaderId={made['uploaderId']}", bob).status == 403
