"""JWT authorizers of HTTP APIs: which tokens get in, and what the others are told."""

import time
from typing import Any

import pytest

from api_client import Answer
from local_aws.account import Account
from local_aws.tests import http_apis
from local_aws.tests.calls import code
from local_aws.tests.conftest import clients_of
from local_aws.tests.functions import Clients
from local_aws.tests.http_apis import MakeApi, Pool, make_authorizer
from local_aws.tests.issuers import Issuer


@pytest.fixture(scope="module")
def aws(apis: Account) -> Clients:
    return clients_of(apis)


def refusal(answer: Answer) -> tuple[int, str]:
    """Status and what a browser could read of why."""
    challenge = answer.headers.get("www-authenticate", "")
    return answer.status, challenge.partition('error="')[2].partition('"')[0]


def test_tokens_of_a_pool_are_verified_under_tls(make: MakeApi, pool: Pool) -> None:
    api = make("GET /open")
    jwt = make_authorizer(api, pool.issuer, pool.browser, pool.server)
    api.route("GET /any", **jwt)
    api.route("GET /write", **jwt, AuthorizationScopes=["media/uploads:write", "media/other"])
    writer, reader = (
        pool.server_token("media/uploads:write"),
        pool.server_token("media/assets:read"),
    )
    user = pool.password_tokens()

    def call(path: str, token: str) -> Answer:
        return api.call("GET", path, authorization=f"Bearer {token}")

    for token in (writer, reader, user["AccessToken"], user["IdToken"]):
        assert call("/any", token).status == 200
    assert call("/write", writer).status == 200
    event = call("/write", writer).json["requestContext"]["authorizer"]["jwt"]
    # Claims are text. The scopes are those of the route that the token has.
    assert event["claims"]["scope"] == "media/uploads:write"
    assert event["claims"]["exp"] == str(http_apis.claims(writer)["exp"])
    assert event["scopes"] == ["media/uploads:write"]
    assert call("/any", writer).json["requestContext"]["authorizer"]["jwt"]["scopes"] is None
    # Without the scope it is another refusal than without a token.
    for token in (reader, user["AccessToken"], user["IdToken"]):
        refused = call("/write", token)
        assert refusal(refused) == (403, "insufficient_scope")
        assert refused.json == {"message": "Forbidden"}


def test_a_token_is_for_its_issuer_audience_and_time(make: MakeApi, issuer: Issuer) -> None:
    """The issuer is none of AWS's: API Gateway finds its keys by its discovery document."""
    api, now = make("GET /open"), time.time()
    jwt = make_authorizer(api, issuer.url, "other", "api")
    api.route("GET /any", **jwt)
    api.route("GET /write", **jwt, AuthorizationScopes=["uploads:write", "all"])
    anywhere = {"scope": "openid uploads:write"}
    tokens: list[tuple[str, dict[str, Any], int]] = [
        ("good", {}, 200),
        ("one of many audiences", {"aud": ["x", "api"]}, 200),
        ("client in place of an audience", {"aud": None, "client_id": "api"}, 200),
        ("valid by now", {"nbf": int(now) - 1}, 200),
        ("another audience", {"aud": "x"}, 401),
        # Where there is an audience, the client does not count.
        ("another audience, our client", {"aud": "x", "client_id": "api"}, 401),
        ("no audience", {"aud": None}, 401),
        ("expired", {"exp": int(now) - 1}, 401),
        ("for ever", {"exp": None}, 401),
        ("some day", {"exp": "soon"}, 401),
        ("not yet", {"nbf": int(now) + 60}, 401),
        ("from the future", {"iat": int(now) + 60}, 401),
        ("another issuer", {"iss": "https://evil.example.com/"}, 401),
        ("nearly the issuer", {"iss": issuer.url.rstrip("/")}, 401),
    ]
    for what, changed, status in tokens:
        answer = api.call("GET", "/any", authorization=f"Bearer {issuer.token(**changed)}")
        assert answer.status == status, what
    for scopes, status in (
        (anywhere, 200),
        ({"scp": ["all"]}, 200),
        ({"scope": "uploads:writer"}, 403),
        ({}, 403),
    ):
        answer = api.call("GET", "/write", authorization=issuer.token(**scopes))
        assert answer.status == status, scopes


def test_what_is_no_token_is_401(make: MakeApi, issuer: Issuer) -> None:
    api, good = make("GET /open"), issuer.token()
    api.route("GET /any", **make_authorizer(api, issuer.url, "api"))
    head, body, signature = good.split(".")
    none, hmac = ({"alg": name, "kid": "one"} for name in ("none", "HS256"))
    bad = {
        "another kind": f"Basic {good}",
        "not a token": "Bearer abc",
        "two parts": f"Bearer {head}.{body}",
        "no object": f"Bearer {head}.{http_apis.encoded([])}.{signature}",
        "another signature": f"Bearer {head}.{body}.{http_apis.encoded(b'x' * 256)}",
        "changed": f"Bearer {http_apis.altered(good, sub='bob')}",
        "no algorithm": f"Bearer {http_apis.altered(good, header=none)}",
        "no algorithm, no signature": f"Bearer {http_apis.encoded(none)}.{body}.",
        "a secret for a key": f"Bearer {http_apis.altered(good, header=hmac)}",
    }
    for what, header in bad.items():
        refused = api.call("GET", "/any", authorization=header)
        assert refusal(refused) == (401, "invalid_token"), what
        assert refused.json == {"message": "Unauthorized"}
    nothing = api.call("GET", "/any")
    assert (nothing.status, nothing.headers["www-authenticate"]) == (401, "Bearer")
    assert api.call("GET", "/any", authorization=f"Bearer {good}").status == 200


def test_a_jwt_authorizer_has_nothing_of_a_lambda_authorizer(
    make: MakeApi, aws: Clients, pool: Pool
) -> None:
    api = make()
    gateway, authorizer_id = (
        aws("apigatewayv2"),
        make_authorizer(api, pool.issuer, pool.browser)["AuthorizerId"],
    )
    here = {"ApiId": api.id, "AuthorizerId": authorizer_id}
    for found in (gateway.get_authorizer(**here), gateway.update_authorizer(**here, Name="new")):
        assert found["JwtConfiguration"]["Issuer"] == pool.issuer
        assert not {"AuthorizerPayloadFormatVersion", "AuthorizerUri"} & set(found)
    # AWS reads the discovery document of an issuer, over TLS, when its authorizer is made.
    made = {"ApiId": api.id, "Name": "n", "AuthorizerType": "JWT", "IdentitySource": ["x"]}
    for issuer in (
        "https://cognito-idp.us-east-1.amazonaws.com/us-east-1_Nobodys",
        "https://127.0.0.1:1/",
        api.account.endpoint_url.replace("https", "http"),
    ):
        asked = {"Issuer": issuer, "Audience": ["a"]}
        assert code(gateway.create_authorizer, **made, JwtConfiguration=asked) == (
            "BadRequestException"
        )
