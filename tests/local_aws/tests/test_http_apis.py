"""HTTP APIs of API Gateway: where ministack differs from AWS, one test per patch."""

import base64
import json
import socket
import ssl
import time

import pytest
from botocore.exceptions import ClientError

from local_aws.account import Account
from local_aws.tests import http_apis
from local_aws.tests.calls import ARN, decisions
from local_aws.tests.conftest import clients_of
from local_aws.tests.functions import Clients
from local_aws.tests.http_apis import ORIGIN, MakeApi, Pool, make_authorizer
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


@pytest.fixture(scope="module")
def account(apis: Account) -> Account:
    return apis


@pytest.fixture(scope="module")
def aws(apis: Account) -> Clients:
    return clients_of(apis)


def test_an_event_is_what_api_gateway_sends(make: MakeApi) -> None:
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


def test_an_api_has_a_host_name_that_browsers_resolve(make: MakeApi) -> None:
    """glibc does not: the name is sent to the account's address."""
    api = make()
    name, port = f"{api.id}.execute-api.localhost", int(api.account.endpoint_url.split(":")[-1])
    trust = ssl.create_default_context(cafile=api.account.environment["AWS_CA_BUNDLE"])
    plain = socket.create_connection(("127.0.0.1", port), timeout=30)
    with trust.wrap_socket(plain, server_hostname=name) as connection:
        asked = f"GET /api/v1/things HTTP/1.1\r\nHost: {name}:{port}\r\nConnection: close\r\n\r\n"
        connection.sendall(asked.encode())
        assert connection.recv(12) == b"HTTP/1.1 200"


def test_a_route_is_throttled_alone(make: MakeApi) -> None:
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


def test_requests_events_and_answers_have_a_size(make: MakeApi) -> None:
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
    make: MakeApi, account: Account, aws: Clients
) -> None:
    failed = make().call("GET", "/v1/things?fail=1")
    assert (failed.status, failed.body) == (500, INTERNAL)
    missing = http_apis.make_api(account, aws, "nowhere")
    missing.route("GET /v1/things")
    assert missing.call("GET", "/v1/things").body == INTERNAL


def test_an_integration_times_out_with_503(make: MakeApi) -> None:
    api = make(integration={"TimeoutInMillis": 1000})
    before = time.monotonic()
    late = api.call("GET", "/v1/things?sleep=3")
    assert (late.status, late.json) == (503, {"message": "Service Unavailable"})
    assert time.monotonic() - before < 2.5


def test_preflights_are_for_apis_with_cors_and_explicit_routes(
    make: MakeApi, issuer: Issuer
) -> None:
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
    swallowing.route("ANY /all", **make_authorizer(swallowing, issuer.url, "api"))
    assert swallowing.call("OPTIONS", "/all", origin=ORIGIN, **asked).status == 401


def test_cors_headers_are_the_apis_and_not_the_functions(make: MakeApi) -> None:
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


def test_a_stage_logs_each_request_in_its_format(make: MakeApi, aws: Clients, pool: Pool) -> None:
    aws("logs").create_log_group(logGroupName="/api/access")
    group = ARN("logs", "log-group:/api/access")
    settings = {"DestinationArn": group, "Format": json.dumps(LOG)}
    api = make("GET /open", stage={"AccessLogSettings": settings})
    api.route("GET /any", **make_authorizer(api, pool.issuer, pool.browser, pool.server))
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


def test_access_logs_need_the_permissions_of_log_delivery(account: Account, make: MakeApi) -> None:
    api = make()
    settings = {"DestinationArn": ARN("logs", "log-group:x"), "Format": "$context.requestId"}
    asked = {"ApiId": api.id, "StageName": "api", "AccessLogSettings": settings}
    deploys = allow("apigateway:*")
    alone = new_user(account, deploys)("apigatewayv2")
    with pytest.raises(ClientError, match="Insufficient permissions to enable logging"):
        alone.update_stage(**asked)
    delivery = allow("logs:*LogDeliver*", "logs:PutResourcePolicy", "logs:DescribeResourcePolicies")
    new_user(account, deploys, delivery)("apigatewayv2").update_stage(**asked)


def test_requests_are_counted_and_alarms_see_them(make: MakeApi, aws: Clients) -> None:
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
