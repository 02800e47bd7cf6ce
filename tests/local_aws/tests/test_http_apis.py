"""HTTP APIs of API Gateway: where ministack differs from AWS, one test per patch."""

import base64
import json
import time
from collections.abc import Callable, Iterator
from typing import Any

import pytest
from botocore.exceptions import ClientError

from local_aws.account import Account
from local_aws.tests import functions, http_apis, issuers
from local_aws.tests.calls import ARN, code, decisions
from local_aws.tests.conftest import clients_of
from local_aws.tests.functions import Clients
from local_aws.tests.http_apis import ORIGIN, Answer, Api, Pool
from local_aws.tests.issuers import Issuer
from local_aws.tests.users import allow, new_user

INTERNAL = b'{"message":"Internal Server Error"}'
CORS = {
    "AllowOrigins": [ORIGIN],
    "AllowMethods": ["GET", "POST"],
    "AllowHeaders": ["authorization", "content-type"],
    "ExposeHeaders": ["etag"],
    "MaxAge": 600,
}
MAKE = Callable[..., Api]


@pytest.fixture(scope="module")
def issuer(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Issuer]:
    with issuers.serve(tmp_path_factory.mktemp("issuer")) as one:
        yield one


@pytest.fixture(scope="module")
def account(tmp_path_factory: pytest.TempPathFactory, issuer: Issuer) -> Iterator[Account]:
    trusted = {"SSL_CERT_FILE": str(issuer.certificate)}
    with Account(tmp_path_factory.mktemp("apis"), settings=trusted) as one:
        functions.make_role(clients_of(one))
        http_apis.make_function(clients_of(one), "echo", tmp_path_factory.mktemp("zip"))
        yield one


@pytest.fixture(scope="module")
def aws(account: Account) -> Clients:
    return clients_of(account)


@pytest.fixture(scope="module")
def pool(account: Account, aws: Clients) -> Pool:
    return http_apis.make_pool(account, aws)


@pytest.fixture
def make(account: Account, aws: Clients) -> MAKE:
    """Makes an API that may call the function, with one route."""

    def api(key: str = "GET /v1/things", route: Any = None, **settings: Any) -> Api:
        made = http_apis.make_api(account, aws, "echo", **settings)
        made.route(key, **(route or {}))
        made.let_in()
        return made

    return api


def authorizer(api: Api, issuer: str, *audiences: str) -> dict[str, Any]:
    """What a route needs to have a JWT authorizer."""
    made = api.aws("apigatewayv2").create_authorizer(
        ApiId=api.id,
        Name="tokens",
        AuthorizerType="JWT",
        IdentitySource=["$request.header.Authorization"],
        JwtConfiguration={"Issuer": issuer, "Audience": list(audiences)},
    )
    return {"AuthorizationType": "JWT", "AuthorizerId": made["AuthorizerId"]}


def test_an_event_is_what_api_gateway_sends(make: MAKE) -> None:
    api = make("POST /v1/things/{id}", stage={"StageVariables": {"a": "b"}})
    answer = api.call(
        "POST", "/v1/things/a%20b?x=1&x=2", b"\xff", cookie="a=b; c=d", user_agent="test"
    )
    event = answer.json
    context, http = event["requestContext"], event["requestContext"]["http"]
    # A named stage is part of the path at the API's own host name, and the id is the client's.
    assert event["rawPath"] == http["path"] == "/api/v1/things/a b"
    assert context["requestId"] == answer.headers["apigw-requestid"]
    assert context["domainName"] == f"{api.id}.execute-api.us-east-1.amazonaws.com"
    assert (context["domainPrefix"], context["stage"]) == (api.id, "api")
    assert event["cookies"] == ["a=b", "c=d"]
    assert "cookie" not in event["headers"]
    assert event["headers"]["x-forwarded-for"] == http["sourceIp"]
    assert event["headers"]["x-amzn-trace-id"].startswith("Root=1-")
    assert event["pathParameters"] == {"id": "a b"}
    assert event["stageVariables"] == {"a": "b"}
    assert event["queryStringParameters"] == {"x": "1,2"}
    assert (event["body"], event["isBase64Encoded"]) == (base64.b64encode(b"\xff").decode(), True)
    assert abs(context["timeEpoch"] / 1000 - time.time()) < 60
    assert "authorizer" not in context
    plain = make().call("GET", "/v1/things").json
    assert not {"cookies", "pathParameters", "stageVariables", "body"} & set(plain)


def test_tokens_of_a_pool_are_verified_under_tls(make: MAKE, pool: Pool) -> None:
    api = make("GET /open")
    jwt = authorizer(api, pool.issuer, pool.browser, pool.server)
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


def refusal(answer: Answer) -> tuple[int, str]:
    """Status and what a browser could read of why."""
    challenge = answer.headers.get("www-authenticate", "")
    return answer.status, challenge.partition('error="')[2].partition('"')[0]


def test_a_token_is_for_its_issuer_audience_and_time(make: MAKE, issuer: Issuer) -> None:
    """The issuer is none of AWS's: API Gateway finds its keys by its discovery document."""
    api, now = make("GET /open"), time.time()
    jwt = authorizer(api, issuer.url, "other", "api")
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


def test_what_is_no_token_is_401(make: MAKE, issuer: Issuer) -> None:
    api, good = make("GET /open"), issuer.token()
    api.route("GET /any", **authorizer(api, issuer.url, "api"))
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
    make: MAKE, aws: Clients, pool: Pool
) -> None:
    api = make()
    gateway, authorizer_id = (
        aws("apigatewayv2"),
        authorizer(api, pool.issuer, pool.browser)["AuthorizerId"],
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


def test_a_route_is_throttled_alone(make: MAKE) -> None:
    slow = {"ThrottlingBurstLimit": 2, "ThrottlingRateLimit": 0.5}
    default = {"ThrottlingBurstLimit": 100, "ThrottlingRateLimit": 100.0}
    settings = {"GET /v1/slow": slow}
    api = make(stage={"DefaultRouteSettings": default, "RouteSettings": settings})
    api.route("GET /v1/slow")
    answers = [api.call("GET", "/v1/slow") for _ in range(4)]
    assert [one.status for one in answers[:2]] == [200, 200]
    assert (answers[-1].status, answers[-1].json) == (429, {"message": "Too Many Requests"})
    assert [api.call("GET", "/v1/things").status for _ in range(4)] == [200] * 4
    time.sleep(2.1)
    assert api.call("GET", "/v1/slow").status == 200


def test_requests_events_and_answers_have_a_size(make: MAKE) -> None:
    api = make("POST /v1/things")
    text = {"content_type": "application/json"}
    # Of 6 MB Lambda takes bytes in base64: 4.5 MB of them.
    for size, headers, status in (
        (10 * 2**20 + 1, text, 413),
        (6 * 2**20, text, 413),
        (5 * 2**20, {}, 413),
        (4 * 2**20, {}, 200),
    ):
        answer = api.call("POST", "/v1/things?large=1", b"x" * size, **headers)
        assert answer.status == status, size
    assert api.call("POST", f"/v1/things?large={6 * 2**20 + 200}").body == INTERNAL


def test_a_function_lets_its_routes_in_or_the_answer_is_500(account: Account, aws: Clients) -> None:
    api = http_apis.make_api(account, aws, "echo")
    api.route("GET /v1/things/{id}")
    refused = api.call("GET", "/v1/things/1")
    assert (refused.status, refused.body) == (500, INTERNAL)
    asked = decisions(account, "lambda:InvokeFunction")[-1]
    source = ARN("execute-api", f"{api.id}/api/GET/v1/things/{{id}}")
    assert (asked["principal"], asked["allowed"]) == ("apigateway.amazonaws.com", False)
    assert asked["context"]["aws:sourcearn"] == source
    api.let_in("api/POST/*")
    assert api.call("GET", "/v1/things/1").status == 500
    aws("lambda").remove_permission(FunctionName="echo", StatementId=f"api-{api.id}")
    api.let_in("api/GET/v1/things/*")
    assert api.call("GET", "/v1/things/1").status == 200


def test_what_a_function_fails_with_stays_inside(
    make: MAKE, account: Account, aws: Clients
) -> None:
    failed = make().call("GET", "/v1/things?fail=1")
    assert (failed.status, failed.body) == (500, INTERNAL)
    missing = http_apis.make_api(account, aws, "nowhere")
    missing.route("GET /v1/things")
    assert missing.call("GET", "/v1/things").body == INTERNAL


def test_an_integration_times_out_with_503(make: MAKE) -> None:
    api = make(integration={"TimeoutInMillis": 1000})
    before = time.monotonic()
    late = api.call("GET", "/v1/things?sleep=3")
    assert (late.status, late.json) == (503, {"message": "Service Unavailable"})
    assert time.monotonic() - before < 2.5


def test_preflights_are_for_apis_with_cors_and_explicit_routes(make: MAKE, issuer: Issuer) -> None:
    asked = {"access_control_request_method": "GET"}
    with_cors, without = make(CorsConfiguration=CORS), make()
    for path in ("/v1/things", "/nothing"):
        answer = with_cors.call("OPTIONS", path, origin=ORIGIN, **asked)
        assert (answer.status, answer.body) == (204, b"")
        assert answer.headers["access-control-allow-origin"] == ORIGIN
        assert answer.headers["access-control-allow-headers"] == "authorization,content-type"
    other = with_cors.call("OPTIONS", "/v1/things", origin="https://evil.example.com", **asked)
    assert other.status == 204
    assert not [name for name in other.headers if name.startswith("access-control")]
    assert without.call("OPTIONS", "/v1/things", origin=ORIGIN, **asked).status == 404
    # ANY takes the preflight, and its authorizer refuses it: browsers cannot use such a route.
    swallowing = make(CorsConfiguration=CORS)
    swallowing.route("ANY /all", **authorizer(swallowing, issuer.url, "api"))
    assert swallowing.call("OPTIONS", "/all", origin=ORIGIN, **asked).status == 401


def test_cors_headers_are_the_apis_and_not_the_functions(make: MAKE) -> None:
    answer = make(CorsConfiguration=CORS).call("GET", "/v1/things", origin=ORIGIN)
    assert answer.headers["access-control-allow-origin"] == ORIGIN
    assert answer.headers["access-control-expose-headers"] == "etag"
    evil = make(CorsConfiguration=CORS).call("GET", "/v1/things", origin="https://evil.example")
    assert "access-control-allow-origin" not in evil.headers
    plain = make().call("GET", "/v1/things", origin=ORIGIN)
    assert plain.headers["access-control-allow-origin"] == "https://function.example.com"


LOG = {
    "id": "$context.requestId",
    "route": "$context.routeKey",
    "status": "$context.status",
    "error": "$context.error.message",
    "latency": "$context.integrationLatency",
    "who": "$context.authorizer.claims.sub",
    "path": "$context.path",
}


def test_a_stage_logs_each_request_in_its_format(make: MAKE, aws: Clients, pool: Pool) -> None:
    aws("logs").create_log_group(logGroupName="/api/access")
    group = ARN("logs", "log-group:/api/access")
    settings = {"DestinationArn": group, "Format": json.dumps(LOG)}
    api = make("GET /open", stage={"AccessLogSettings": settings})
    api.route("GET /any", **authorizer(api, pool.issuer, pool.browser, pool.server))
    token = pool.server_token("media/assets:read")
    answers = [
        api.call("GET", "/any", authorization=token),
        api.call("GET", "/any"),
        api.call("GET", "/none"),
    ]
    found = aws("logs").filter_log_events(logGroupName="/api/access")["events"]
    lines = [json.loads(one["message"]) for one in found]
    assert [one["id"] for one in lines] == [one.headers["apigw-requestid"] for one in answers]
    assert [one["status"] for one in lines] == ["200", "401", "404"]
    assert [one["route"] for one in lines] == ["GET /any", "GET /any", "-"]
    assert [one["error"] for one in lines] == ["-", "Unauthorized", "-"]
    assert (lines[0]["path"], lines[0]["who"]) == ("/api/any", http_apis.claims(token)["sub"])
    assert lines[0]["latency"].isdigit()
    assert lines[1]["latency"] == "-"


def test_access_logs_need_the_permissions_of_log_delivery(account: Account, make: MAKE) -> None:
    api = make()
    settings = {"DestinationArn": ARN("logs", "log-group:x"), "Format": "$context.requestId"}
    asked = {"ApiId": api.id, "StageName": "api", "AccessLogSettings": settings}
    deploys = allow("apigateway:*")
    alone = new_user(account, deploys)("apigatewayv2")
    with pytest.raises(ClientError, match="Insufficient permissions to enable logging"):
        alone.update_stage(**asked)
    delivery = allow("logs:*LogDeliver*", "logs:PutResourcePolicy", "logs:DescribeResourcePolicies")
    new_user(account, deploys, delivery)("apigatewayv2").update_stage(**asked)


def test_requests_are_counted_and_alarms_see_them(make: MAKE, aws: Clients) -> None:
    api, cloudwatch = make(), aws("cloudwatch")
    where = [{"Name": "ApiId", "Value": api.id}, {"Name": "Stage", "Value": "api"}]
    cloudwatch.put_metric_alarm(
        AlarmName="5xx",
        Namespace="AWS/ApiGateway",
        MetricName="5xx",
        Dimensions=where,
        Statistic="Average",
        Period=60,
        EvaluationPeriods=1,
        Threshold=0.3,
        ComparisonOperator="GreaterThanThreshold",
        TreatMissingData="notBreaching",
    )
    for path in ("/v1/things", "/v1/things?fail=1", "/none"):
        api.call("GET", path)

    def total(name: str) -> float:
        answer = cloudwatch.get_metric_statistics(
            Namespace="AWS/ApiGateway",
            MetricName=name,
            Dimensions=where,
            StartTime=time.time() - 600,
            EndTime=time.time() + 60,
            Period=3600,
            Statistics=["Sum"],
        )
        return sum(point["Sum"] for point in answer["Datapoints"])

    assert [total(name) for name in ("Count", "4xx", "5xx")] == [3, 1, 1]
    assert min(total("Latency"), total("IntegrationLatency")) > 0
    (alarm,) = cloudwatch.describe_alarms(AlarmNames=["5xx"])["MetricAlarms"]
    assert alarm["StateValue"] == "ALARM"
