"""Web ACLs of distributions: a rate that an address may not go beyond."""

import base64
import datetime
from typing import Any

import pytest
from botocore.exceptions import ClientError

from local_aws.cdn import web_acls
from local_aws.tests import distributions as cdn
from local_aws.tests.calls import code
from local_aws.tests.edges import Edge
from local_aws.tests.users import allow, new_user

NOW = 1_800_000_000.0
DECODED = ("URL_DECODE", "NORMALIZE_PATH")


def acl(limit: int = 10, window: int = 60, transformed: Any = DECODED, **rule: Any) -> Any:
    """As CreateWebACL takes it, but for what boto3 encodes."""
    narrowed = {
        "SearchString": b"/api/",
        "FieldToMatch": {"UriPath": {}},
        "TextTransformations": [
            {"Priority": at, "Type": one} for at, one in enumerate(transformed)
        ],
        "PositionalConstraint": "STARTS_WITH",
    }
    rate = {
        "Limit": limit,
        "EvaluationWindowSec": window,
        "AggregateKeyType": "IP",
        "ScopeDownStatement": {"ByteMatchStatement": narrowed},
    }
    headers = [{"Name": "retry-after", "Value": "60"}]
    answer = {"ResponseCode": 429, "ResponseHeaders": headers}
    name = cdn.new()
    seen = {"SampledRequestsEnabled": False, "CloudWatchMetricsEnabled": True}
    return {
        "Name": name,
        "Scope": "CLOUDFRONT",
        "DefaultAction": {"Allow": {}},
        "VisibilityConfig": {**seen, "MetricName": name},
        "Rules": [
            {
                "Name": "api-rate",
                "Priority": 0,
                "Statement": {"RateBasedStatement": rate},
                "Action": {"Block": {"CustomResponse": answer}},
                "VisibilityConfig": {**seen, "MetricName": "api-rate"},
                **rule,
            }
        ],
    }


def stored(**asked: Any) -> Any:
    made = acl(**asked)
    (rule,) = made["Rules"]
    match = rule["Statement"]["RateBasedStatement"]["ScopeDownStatement"]["ByteMatchStatement"]
    match["SearchString"] = base64.b64encode(match["SearchString"]).decode()
    return {**made, "ARN": made["Name"]}


PATHS = [
    ("/api/v1/assets", DECODED, True),
    ("/%61pi/v1/assets", DECODED, True),
    ("//api/v1", DECODED, True),
    ("/x/../api/v1", DECODED, True),
    ("/x/%2e%2e/api/", DECODED, True),
    ("/API/v1", DECODED, False),
    ("/api", DECODED, False),
    ("/api/../asset/1/index.m3u8", DECODED, False),
    ("/%61pi/v1", (), False),
    ("/asset/1/index.m3u8", DECODED, False),
]


@pytest.mark.parametrize(("path", "transformed", "counted"), PATHS)
def test_what_a_rule_counts(path: str, transformed: Any, counted: bool) -> None:
    rates, made = web_acls.Rates(), stored(transformed=transformed)
    for at in range(10):
        assert web_acls.refusal(rates, made, path, "192.0.2.1", NOW + at) is None
    refused = web_acls.refusal(rates, made, path, "192.0.2.1", NOW + 10)
    assert (refused is not None) == counted
    if refused:
        assert (refused.status, refused.headers) == (429, {"retry-after": "60"})


def test_another_address_has_a_rate_of_its_own_and_a_window_ends() -> None:
    rates, made = web_acls.Rates(), stored()
    for _ in range(11):
        refused = web_acls.refusal(rates, made, "/api/", "192.0.2.1", NOW)
    assert refused
    assert web_acls.refusal(rates, made, "/api/", "192.0.2.2", NOW) is None
    assert web_acls.refusal(rates, made, "/api/", "192.0.2.1", NOW + 59)
    assert web_acls.refusal(rates, made, "/api/", "192.0.2.1", NOW + 120) is None


def test_a_distribution_refuses_beyond_the_rate_of_its_web_acl(edge: Edge) -> None:
    waf, metrics = edge.aws("wafv2"), edge.aws("cloudwatch")
    path = edge.put("asset/a.bin")
    made = acl()
    summary = waf.create_web_acl(**made)["Summary"]
    shielded = edge.make(WebACLId=summary["ARN"])
    edge.allow(shielded)
    try:
        for _ in range(10):
            assert shielded.get("/api/v1").status != 429
        refused = shielded.get("/api/v1")
        assert (refused.status, refused.headers["retry-after"]) == (429, "60")
        assert refused.headers["x-cache"] == "Error from cloudfront"
        assert shielded.get(path).status == 200
        assert edge.distribution.get("/api/v1").status != 429
        now = datetime.datetime.now(datetime.UTC)
        (point,) = metrics.get_metric_statistics(
            Namespace="AWS/WAFV2",
            MetricName="BlockedRequests",
            Dimensions=[
                {"Name": "Rule", "Value": "api-rate"},
                {"Name": "WebACL", "Value": made["Name"]},
            ],
            StartTime=now - datetime.timedelta(minutes=10),
            EndTime=now + datetime.timedelta(minutes=10),
            Period=3600,
            Statistics=["Sum"],
        )["Datapoints"]
        assert point["Sum"] == 1
        with pytest.raises(ClientError, match="WAFAssociatedItemException"):
            waf.delete_web_acl(
                **{name: summary[name] for name in ("Name", "Id", "LockToken")}, Scope="CLOUDFRONT"
            )
    finally:
        edge.allow()


@pytest.mark.parametrize(
    ("changed", "reason"),
    [
        ({"DefaultAction": {"Block": {}}}, "refuse by default"),
        ({"Rules": [{"Statement": {"GeoMatchStatement": {"CountryCodes": ["AQ"]}}}]}, "of a rate"),
        ({"Action": {"Count": {}}}, "but Block"),
        ({"window": 61}, "EvaluationWindowSec must be"),
        ({"transformed": ("LOWERCASE",)}, "how a path begins"),
    ],
)
def test_what_is_not_done_is_refused(edge: Edge, changed: Any, reason: str) -> None:
    whole = {name: changed[name] for name in ("DefaultAction", "Rules") if name in changed}
    rest = {name: value for name, value in changed.items() if name not in whole}
    asked = {**acl(**rest), **whole}
    for rule in asked["Rules"]:
        for name, value in acl()["Rules"][0].items():
            rule.setdefault(name, value)
    with pytest.raises(ClientError, match=reason):
        edge.aws("wafv2").create_web_acl(**asked)


def test_who_tags_a_web_acl_needs_its_right(edge: Edge) -> None:
    """By the ARN of the web ACL, whose id nobody knows before."""
    mine = "arn:aws:wafv2:us-east-1:000000000000:global/webacl/mine/*"
    made = {**acl(), "Name": "mine", "Tags": [{"Key": "a", "Value": "b"}]}
    make_only = allow("wafv2:CreateWebACL", on=mine)
    waf = new_user(edge.account, make_only)("wafv2")
    assert "AccessDenied" in code(waf.create_web_acl, **made)
    tagging = allow("wafv2:TagResource", "wafv2:ListTagsForResource", on=mine)
    waf = new_user(edge.account, make_only, tagging)("wafv2")
    arn = waf.create_web_acl(**made)["Summary"]["ARN"]
    told = waf.list_tags_for_resource(ResourceARN=arn)["TagInfoForResource"]["TagList"]
    assert told == made["Tags"]


def test_a_distribution_names_a_web_acl_that_is_there(edge: Edge) -> None:
    missing = "arn:aws:wafv2:us-east-1:000000000000:global/webacl/none/none"
    with pytest.raises(ClientError, match="InvalidWebACLId"):
        edge.make(WebACLId=missing)
