"""A distribution in front of an encrypted bucket and of an HTTP API."""

import re
import socket
import ssl
from pathlib import Path
from typing import Any

import pytest
from botocore.exceptions import ClientError

from local_aws.tests import distributions as cdn
from local_aws.tests import functions, http_apis
from local_aws.tests.calls import decisions
from local_aws.tests.edges import BODY, Edge

SERVICE = "cloudfront.amazonaws.com"


def test_the_bucket_and_its_key_are_asked_for_the_distribution(edge: Edge) -> None:
    path = edge.put("asked/a.bin")
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


def test_without_a_right_nothing_is_read(edge: Edge) -> None:
    path, other = edge.put("shut/a.bin"), edge.make()
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


def test_browsers_trust_its_host(edge: Edge) -> None:
    trust = ssl.create_default_context(cafile=edge.account.environment["AWS_CA_BUNDLE"])
    host, _, port = edge.distribution.host.partition(":")
    with (
        socket.create_connection(("127.0.0.1", int(port)), timeout=30) as plain,
        trust.wrap_socket(plain, server_hostname=host) as secure,
    ):
        assert secure.version() == "TLSv1.3"


def test_what_is_not_there_is_told_only_to_who_may_list(edge: Edge) -> None:
    denied = edge.distribution.get("/missing/")
    assert denied.status == 403
    # Viewers learn neither the bucket's name nor the key.
    assert re.findall(rb"<(\w+)>", denied.body) == [b"Error", b"Code", b"Message", b"RequestId"]
    cdn.let_read(edge.aws, "media", edge.distribution, lists=True)
    try:
        assert edge.distribution.get("/missing/b").status == 404
    finally:
        cdn.let_read(edge.aws, "media", edge.distribution)


def test_an_error_page_stands_for_an_error(edge: Edge) -> None:
    edge.put("errors/403.html", b"sorry")
    page = {"ResponsePagePath": "/errors/403.html", "ResponseCode": "404"}
    pages = cdn.listed({"ErrorCode": 403, "ErrorCachingMinTTL": 5, **page})
    one = edge.make(CustomErrorResponses=pages)
    edge.allow(one)
    answer = one.get("/errors/none")
    assert (answer.status, answer.body) == (404, b"sorry")
    assert answer.headers["x-cache"] == "Error from cloudfront"


def test_methods_that_are_not_allowed_and_disabled_distributions(edge: Edge) -> None:
    path = edge.put("method/a.bin")
    assert edge.distribution.get(path, "POST").status == 403
    shut = edge.make(Enabled=False)
    edge.allow(shut)
    assert shut.get(path).status == 403


def test_header_policies(edge: Edge) -> None:
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
    one, path = edge.make(default={"ResponseHeadersPolicyId": identity}), edge.put("headers/a.bin")
    assert secret in edge.distribution.get(path).headers
    edge.allow(one)
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


def test_functions_run_without_node(edge: Edge) -> None:
    edge.put("js/a.bin")
    cloudfront = edge.aws("cloudfront")
    settings = {"Comment": "", "Runtime": "cloudfront-js-2.0"}
    associations = []
    for kind, text in (("viewer-request", FUNCTION), ("viewer-response", AFTER)):
        made = cloudfront.create_function(Name=kind, FunctionConfig=settings, FunctionCode=b"//")
        changed = cloudfront.update_function(
            Name=kind, IfMatch=made["ETag"], FunctionConfig=settings, FunctionCode=text
        )
        cloudfront.publish_function(Name=kind, IfMatch=changed["ETag"])
        arn = made["FunctionSummary"]["FunctionMetadata"]["FunctionARN"]
        associations.append({"EventType": kind, "FunctionARN": arn})
    one = edge.make(default={"FunctionAssociations": cdn.listed(*associations)})
    edge.allow(one)
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


def test_an_http_api_is_an_origin(edge: Edge, tmp_path: Path) -> None:
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
def test_what_it_does_not_do_it_refuses(edge: Edge, reason: str, more: dict[str, Any]) -> None:
    with pytest.raises(ClientError, match=reason):
        edge.make(**more)
