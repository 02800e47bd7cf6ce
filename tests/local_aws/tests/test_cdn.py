"""A distribution in front of an encrypted bucket and of an HTTP API."""

import gzip
import socket
import ssl
import time
from collections.abc import Iterator
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import pytest
from botocore.exceptions import ClientError

from local_aws.account import Account
from local_aws.tests import distributions as cdn
from local_aws.tests import functions, http_apis
from local_aws.tests.calls import decisions
from local_aws.tests.conftest import clients_of
from local_aws.tests.distributions import Distribution

SERVICE = "cloudfront.amazonaws.com"
BODY = bytes(range(250)) * 8
MANIFEST = "#EXTM3U\n" + "#EXTINF:4.0,\nsegment.m4s\n" * 100


@pytest.fixture(scope="module")
def edge(tmp_path_factory: pytest.TempPathFactory) -> Iterator[SimpleNamespace]:
    """An account with the bucket ``media`` and a distribution that may read it."""
    settings = {"LOCAL_AWS_INVALIDATION_SECONDS": "1"}
    with Account(tmp_path_factory.mktemp("cdn"), settings=settings) as account:
        aws = clients_of(account)
        key = cdn.make_bucket(aws, "media")
        one = SimpleNamespace(account=account, aws=aws, key=key, s3=aws("s3"))
        one.make = lambda **more: cdn.make(account, aws, cdn.configuration(aws, "media", **more))
        one.distribution = one.make(default={"methods": cdn.READ})
        cdn.let_read(aws, "media", one.distribution)
        cdn.let_decrypt(aws, key, one.distribution)
        yield one


def put(edge: SimpleNamespace, key: str, body: Any = BODY, **more: str) -> str:
    """Put an object, and return its path."""
    edge.s3.put_object(Bucket="media", Key=key, Body=body, **more)
    return f"/{key}"


def test_the_bucket_and_its_key_are_asked_for_the_distribution(edge: SimpleNamespace) -> None:
    path = put(edge, "asked/a.bin")
    answer = edge.distribution.get(path)
    assert (answer.status, answer.body) == (200, BODY)
    read, decrypt = (
        [line for line in decisions(edge.account, action) if line["principal"] == SERVICE][-1]
        for action in ("s3:GetObject", "kms:Decrypt")
    )
    assert read["resource"] == "arn:aws:s3:::media/asked/a.bin"
    assert decrypt["resource"] == edge.key
    for line in (read, decrypt):
        assert line["allowed"]
        assert line["context"]["aws:sourcearn"] == edge.distribution.arn


def test_without_a_right_nothing_is_read(edge: SimpleNamespace) -> None:
    path, other = put(edge, "shut/a.bin"), edge.make()
    assert other.outcome(path) == (403, "Error")
    refused = decisions(edge.account, "s3:GetObject")[-1]
    assert not refused["allowed"]
    assert refused["context"]["aws:sourcearn"] == other.arn
    cdn.let_decrypt(edge.aws, edge.key, other)
    try:
        assert edge.distribution.outcome(path) == (403, "Error")
        assert not decisions(edge.account, "kms:Decrypt")[-1]["allowed"]
    finally:
        cdn.let_decrypt(edge.aws, edge.key, edge.distribution)
    assert edge.distribution.outcome(path) == (200, "Miss")


def test_browsers_trust_its_host(edge: SimpleNamespace) -> None:
    trust = ssl.create_default_context(cafile=edge.account.environment["AWS_CA_BUNDLE"])
    host, _, port = edge.distribution.host.partition(":")
    with (
        socket.create_connection(("127.0.0.1", int(port)), timeout=30) as plain,
        trust.wrap_socket(plain, server_hostname=host) as secure,
    ):
        assert secure.version() == "TLSv1.3"


def test_what_is_not_there_is_told_only_to_who_may_list(edge: SimpleNamespace) -> None:
    assert edge.distribution.get("/missing/").status == 403
    cdn.let_read(edge.aws, "media", edge.distribution, lists=True)
    try:
        assert edge.distribution.get("/missing/b").status == 404
    finally:
        cdn.let_read(edge.aws, "media", edge.distribution)


def test_the_second_request_is_a_hit_and_asks_nobody(edge: SimpleNamespace) -> None:
    path = put(edge, "hit/a.bin", CacheControl="max-age=60")
    assert edge.distribution.outcome(path) == (200, "Miss")
    before = len(decisions(edge.account, "s3:GetObject"))
    again = edge.distribution.get(path)
    assert again.headers["x-cache"] == "Hit from cloudfront"
    assert int(again.headers["age"]) >= 0
    assert again.body == BODY
    head = edge.distribution.get(path, "HEAD")
    assert (head.status, head.body, head.headers["x-cache"]) == (200, b"", "Hit from cloudfront")
    assert head.headers["content-length"] == str(len(BODY))
    assert edge.distribution.outcome(f"{path}?v=2") == (200, "Hit")
    assert len(decisions(edge.account, "s3:GetObject")) == before


@pytest.mark.parametrize("kept", [False, True])
def test_ranges_and_conditions(edge: SimpleNamespace, kept: bool) -> None:
    paths = [put(edge, f"range/{kept}/{number}") for number in range(7)]
    tag = edge.s3.head_object(Bucket="media", Key=paths[0][1:])["ETag"]
    asked: list[tuple[dict[str, str], int, bytes]] = [
        ({"range": "bytes=10-19"}, 206, BODY[10:20]),
        ({"range": "bytes=-5"}, 206, BODY[-5:]),
        ({"range": "bytes=1990-5000"}, 206, BODY[1990:]),
        ({"range": "bytes=9000-"}, 416, b""),
        ({"if_none_match": tag}, 304, b""),
        ({"range": "bytes=0-3", "if_range": '"other"'}, 200, BODY),
        ({"if_match": '"other"'}, 412, b""),
    ]
    for path, (headers, status, body) in zip(paths, asked, strict=True):
        if kept:
            edge.distribution.get(path)
        answer = edge.distribution.get(path, **headers)
        assert (answer.status, answer.body) == (status, body), headers
        assert answer.headers["x-cache"].startswith("Hit" if kept else "Miss")
    part = edge.distribution.get(paths[0], range="bytes=0-9")
    assert part.headers["content-range"] == f"bytes 0-9/{len(BODY)}"


def test_what_is_stale_is_revalidated(edge: SimpleNamespace) -> None:
    path = put(edge, "stale/a.bin", CacheControl="no-cache")
    cached = edge.make(default={"CachePolicyId": cache_policy(edge, MinTTL=0)})
    allow(edge, cached)
    found = [cached.outcome(path), cached.outcome(path)]
    put(edge, "stale/a.bin", b"new", CacheControl="no-cache")
    assert [*found, cached.outcome(path)] == [(200, "Miss"), (200, "RefreshHit"), (200, "Miss")]
    assert cached.get(path).body == b"new"
    put(edge, "stale/b.bin", CacheControl="no-store")
    assert [cached.outcome("/stale/b.bin") for _ in range(2)] == [(200, "Miss")] * 2


def test_the_cache_key_has_what_its_policy_says(edge: SimpleNamespace) -> None:
    path = put(edge, "key/a.bin")
    listed = {
        "HeadersConfig": {"HeaderBehavior": "whitelist", "Headers": cdn.listed("X-Kind")},
        "QueryStringsConfig": {
            "QueryStringBehavior": "whitelist",
            "QueryStrings": cdn.listed("v"),
        },
    }
    one = edge.make(default={"CachePolicyId": cache_policy(edge, listed, MinTTL=1)})
    allow(edge, one)
    asked: list[tuple[str, dict[str, str]]] = [
        ("", {}),
        ("?w=1", {}),
        ("?v=1", {}),
        ("?v=1&w=2", {}),
        ("", {"x_kind": "a"}),
        ("", {"x_kind": "a", "x_other": "b"}),
    ]
    found = [one.outcome(path + query, **headers)[1] for query, headers in asked]
    assert found == ["Miss", "Hit"] * 3


def test_text_is_compressed_in_the_sizes_that_cloudfront_compresses(edge: SimpleNamespace) -> None:
    kind = {"ContentType": "application/vnd.apple.mpegurl"}
    large, small = put(edge, "z/a.m3u8", MANIFEST, **kind), put(edge, "z/b.m3u8", "#EXTM3U", **kind)
    movie = put(edge, "z/c.mp4", BODY, ContentType="video/mp4")
    answer = edge.distribution.get(large, accept_encoding="gzip")
    assert gzip.decompress(answer.body).decode() == MANIFEST
    assert answer.headers["etag"].startswith('W/"')
    assert answer.headers["vary"] == "Accept-Encoding"
    asked = [(large, "gzip, br", "br"), (large, "gzip;q=0", None), (large, "identity", None)]
    for path, accepted, encoding in (*asked, (small, "gzip", None), (movie, "br", None)):
        found = edge.distribution.get(path, accept_encoding=accepted)
        assert found.headers.get("content-encoding") == encoding, (path, accepted)
    tag = answer.headers["etag"]
    again = edge.distribution.get(large, accept_encoding="gzip", if_none_match=tag)
    assert (again.status, again.headers["x-cache"]) == (304, "Hit from cloudfront")


def test_invalidations_end_what_was_cached(edge: SimpleNamespace) -> None:
    paths = [put(edge, f"gone/{name}") for name in ("a/1", "a/2", "b/1")]
    for path in paths:
        edge.distribution.get(path)
    cloudfront = edge.aws("cloudfront")
    started = invalidate(edge, "/gone/a/*")
    assert started["Status"] == "InProgress"
    assert edge.distribution.outcome(paths[0]) == (200, "Hit")
    waiter = cloudfront.get_waiter("invalidation_completed")
    delays = {"Delay": 0.1, "MaxAttempts": 50}
    asked = {"DistributionId": edge.distribution.id, "Id": started["Id"]}
    waiter.wait(**asked, WaiterConfig=delays)
    found = [edge.distribution.outcome(path)[1] for path in paths]
    assert found == ["Miss", "Miss", "Hit"]
    assert edge.distribution.outcome(paths[0]) == (200, "Hit")


def test_fifteen_wildcards_may_be_in_progress(edge: SimpleNamespace) -> None:
    one = SimpleNamespace(aws=edge.aws, distribution=edge.make())
    with pytest.raises(ClientError, match="TooManyInvalidationsInProgress"):
        invalidate(one, *(f"/{number}/*" for number in range(16)))
    invalidate(one, *(f"/{number}/*" for number in range(15)))
    with pytest.raises(ClientError, match="TooManyInvalidationsInProgress"):
        invalidate(one, "/15/*")
    invalidate(one, "/whole")
    for path in ("none", "/a*b"):
        with pytest.raises(ClientError, match="InvalidArgument"):
            invalidate(one, path)


def test_requests_are_counted(edge: SimpleNamespace) -> None:
    path, one, cloudwatch = put(edge, "counted/a.bin"), edge.make(), edge.aws("cloudwatch")
    allow(edge, one)
    more = {"RealtimeMetricsSubscriptionConfig": {"RealtimeMetricsSubscriptionStatus": "Enabled"}}
    edge.aws("cloudfront").create_monitoring_subscription(
        DistributionId=one.id, MonitoringSubscription=more
    )
    for asked in (path, path, path, "/counted/none"):
        one.get(asked)

    def measured(name: str) -> tuple[float, float]:
        """Sum, and average."""
        where = {"DistributionId": one.id, "Region": "Global"}
        points = cloudwatch.get_metric_statistics(
            Namespace="AWS/CloudFront",
            MetricName=name,
            Dimensions=[{"Name": each, "Value": value} for each, value in where.items()],
            StartTime=time.time() - 600,
            EndTime=time.time() + 60,
            Period=3600,
            Statistics=["Sum", "SampleCount"],
        )["Datapoints"]
        total = sum(point["Sum"] for point in points)
        return total, total / sum(point["SampleCount"] for point in points)

    assert measured("Requests")[0] == 4
    assert measured("BytesDownloaded")[0] >= 3 * len(BODY)
    averages = {"4xxErrorRate": 25, "5xxErrorRate": 0, "403ErrorRate": 25, "CacheHitRate": 50}
    assert {name: measured(name)[1] for name in averages} == averages


def test_methods_that_are_not_allowed_and_disabled_distributions(edge: SimpleNamespace) -> None:
    path = put(edge, "method/a.bin")
    assert edge.distribution.get(path, "POST").status == 403
    shut = edge.make(Enabled=False)
    allow(edge, shut)
    assert shut.get(path).status == 403


def test_header_policies(edge: SimpleNamespace) -> None:
    cors = {
        "AccessControlAllowOrigins": cdn.listed("https://app.example.com"),
        "AccessControlAllowHeaders": cdn.listed("*"),
        "AccessControlAllowMethods": cdn.listed("GET"),
        "AccessControlAllowCredentials": False,
        "OriginOverride": True,
    }
    secret = "x-amz-server-side-encryption-aws-kms-key-id"
    config = {
        "Name": cdn.new(),
        "CorsConfig": cors,
        "SecurityHeadersConfig": {"ContentTypeOptions": {"Override": True}},
        "RemoveHeadersConfig": cdn.listed({"Header": secret}),
    }
    policies = edge.aws("cloudfront")
    made = policies.create_response_headers_policy(ResponseHeadersPolicyConfig=config)
    identity = made["ResponseHeadersPolicy"]["Id"]
    one, path = edge.make(default={"ResponseHeadersPolicyId": identity}), put(edge, "headers/a.bin")
    assert secret in edge.distribution.get(path).headers
    allow(edge, one)
    for origin, told in (("https://app.example.com", True), ("https://evil.example.com", False)):
        headers = one.get(path, origin=origin).headers
        assert headers.get("access-control-allow-origin") == (origin if told else None)
        assert headers["x-content-type-options"] == "nosniff"
        assert secret not in headers
    found = policies.get_response_headers_policy_config(Id=identity)["ResponseHeadersPolicyConfig"]
    assert "CustomHeadersConfig" not in found


FUNCTION = b"""
function handler(event) {
  var request = event.request;
  if (request.uri === "/stop") return {statusCode: 418, headers: {"x-by": {value: "js"}}};
  if (request.uri === "/fail") throw new Error("no");
  request.uri = "/js" + request.uri;
  return request;
}
"""


AFTER = b"""
async function handler(event) {
  event.response.headers["x-after"] = {value: event.request.uri};
  return event.response;
}
"""


def test_functions_run_without_node(edge: SimpleNamespace) -> None:
    put(edge, "js/a.bin")
    cloudfront = edge.aws("cloudfront")
    settings = {"Comment": "", "Runtime": "cloudfront-js-2.0"}
    associations = []
    for kind, text in (("viewer-request", FUNCTION), ("viewer-response", AFTER)):
        made = cloudfront.create_function(Name=kind, FunctionConfig=settings, FunctionCode=text)
        cloudfront.publish_function(Name=kind, IfMatch=made["ETag"])
        arn = made["FunctionSummary"]["FunctionMetadata"]["FunctionARN"]
        associations.append({"EventType": kind, "FunctionARN": arn})
    one = edge.make(default={"FunctionAssociations": cdn.listed(*associations)})
    allow(edge, one)
    answer = one.get("/a.bin")
    assert (answer.body, answer.headers["x-after"]) == (BODY, "/js/a.bin")
    assert (one.get("/stop").status, one.get("/stop").headers["x-by"]) == (418, "js")
    assert one.get("/fail").status == 503
    for text in (b"import fs from 'fs';", b"// " + b"x" * 10240):
        with pytest.raises(ClientError, match="InvalidArgument"):
            cloudfront.create_function(Name="f", FunctionConfig=settings, FunctionCode=text)


COOKIES = """
import json
def handler(event, context):
    cookies = ["a=1; Path=/vid1/; Secure", "b=2; Path=/vid1/; Secure"]
    return {"statusCode": 200, "cookies": cookies, "body": json.dumps(event)}
"""


def test_an_http_api_is_an_origin(edge: SimpleNamespace, tmp_path: Path) -> None:
    functions.make_role(edge.aws)
    functions.create(edge.aws, "echo", tmp_path, COOKIES)
    api = http_apis.make_api(edge.account, edge.aws, "echo")
    api.route("POST /v1/things")
    api.let_in()
    origin = {
        "Id": "api",
        "DomainName": f"{api.id}.execute-api.us-east-1.amazonaws.com",
        "CustomOriginConfig": {
            "HTTPPort": 80,
            "HTTPSPort": 443,
            "OriginProtocolPolicy": "https-only",
            "OriginSslProtocols": cdn.listed("TLSv1.2"),
        },
    }
    both = {"CachePolicyId": cdn.DISABLED, "methods": cdn.WRITE}
    patterns = {"/api/*": cdn.ALL_BUT_HOST, "/host/*": cdn.ALL}
    behaviors = cdn.listed(
        *(
            {"PathPattern": pattern, "OriginRequestPolicyId": forwarded}
            | cdn.behavior("api", **both)
            for pattern, forwarded in patterns.items()
        )
    )
    one = edge.make(origins=[origin], CacheBehaviors=behaviors)
    for _ in range(2):
        answer = http_apis.send(
            edge.account,
            "POST",
            "/api/v1/things?a=1&a=2",
            b"body",
            host=one.host,
            authorization="Bearer x",
        )
        assert (answer.status, answer.headers["x-cache"]) == (200, "Miss from cloudfront")
        assert answer.cookies == ["a=1; Path=/vid1/; Secure", "b=2; Path=/vid1/; Secure"]
        event = answer.json
        assert event["rawQueryString"] == "a=1&a=2"
        assert event["headers"]["authorization"] == "Bearer x"
        assert event["headers"]["host"] == origin["DomainName"]
        assert event["requestContext"]["http"]["path"] == "/api/v1/things"
    assert one.get("/api/v1/none").status == 404
    assert one.get("/host/v1/things").status == 403


GROUP = {
    "Id": "group",
    "FailoverCriteria": {"StatusCodes": cdn.listed(500)},
    "Members": cdn.listed({"OriginId": "bucket"}, {"OriginId": "bucket"}),
}
AT_EDGE = {
    "LambdaFunctionARN": "arn:aws:lambda:us-east-1:000000000000:function:f:1",
    "EventType": "viewer-request",
}
UNKNOWN = {
    "FunctionARN": "arn:aws:cloudfront::000000000000:function/none",
    "EventType": "viewer-request",
}


@pytest.mark.parametrize(
    ("reason", "more"),
    [
        ("fail over", {"OriginGroups": cdn.listed(GROUP)}),
        ("run Lambda@Edge", {"default": {"LambdaFunctionAssociations": cdn.listed(AT_EDGE)}}),
        ("encrypt fields", {"default": {"FieldLevelEncryptionId": "F"}}),
        ("deploy continuously", {"Staging": True}),
        ("TrustedKeyGroupDoesNotExist", {"default": cdn.trusting("none")}),
        ("NoSuchCachePolicy", {"default": {"CachePolicyId": "none"}}),
        ("no cache policy", {"default": {"CachePolicyId": ""}}),
        ("NoSuchOriginRequestPolicy", {"default": {"OriginRequestPolicyId": "none"}}),
        ("NoSuchResponseHeadersPolicy", {"default": {"ResponseHeadersPolicyId": "none"}}),
        ("NoSuchOrigin", {"default": {"TargetOriginId": "none"}}),
        ("InvalidFunctionAssociation", {"default": {"FunctionAssociations": cdn.listed(UNKNOWN)}}),
    ],
)
def test_what_it_does_not_do_it_refuses(
    edge: SimpleNamespace, reason: str, more: dict[str, Any]
) -> None:
    with pytest.raises(ClientError, match=reason):
        edge.make(**more)


def cache_policy(edge: SimpleNamespace, parameters: Any = None, **seconds: int) -> str:
    """A cache policy of 60 seconds, with nothing but the path in its key."""
    nothing = {
        "EnableAcceptEncodingGzip": False,
        "HeadersConfig": {"HeaderBehavior": "none"},
        "CookiesConfig": {"CookieBehavior": "none"},
        "QueryStringsConfig": {"QueryStringBehavior": "none"},
    }
    made = edge.aws("cloudfront").create_cache_policy(
        CachePolicyConfig={
            "Name": cdn.new(),
            "DefaultTTL": 60,
            "MaxTTL": 600,
            **seconds,
            "ParametersInCacheKeyAndForwardedToOrigin": {**nothing, **(parameters or {})},
        }
    )
    return made["CachePolicy"]["Id"]


def allow(edge: SimpleNamespace, distribution: Distribution) -> None:
    """Let another distribution read too."""
    cdn.let_read(edge.aws, "media", edge.distribution, distribution)
    cdn.let_decrypt(edge.aws, edge.key, edge.distribution, distribution)


def invalidate(edge: SimpleNamespace, *paths: str) -> Any:
    batch = {"Paths": cdn.listed(*paths), "CallerReference": cdn.new()}
    asked = {"DistributionId": edge.distribution.id, "InvalidationBatch": batch}
    return edge.aws("cloudfront").create_invalidation(**asked)["Invalidation"]
