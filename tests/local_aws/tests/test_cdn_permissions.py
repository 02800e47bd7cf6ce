"""What IAM is asked about calls to CloudFront."""

import json
from types import SimpleNamespace
from typing import Any

import pytest

from local_aws.tests import distributions as cdn
from local_aws.tests import job_requests as make
from local_aws.tests.calls import code, decisions
from local_aws.tests.users import allow, new_user

ARN = f"arn:aws:cloudfront::{make.ACCOUNT}:{{}}".format
FUNCTION = {
    "Name": "f",
    "FunctionConfig": {"Comment": "", "Runtime": "cloudfront-js-2.0"},
    "FunctionCode": b"x",
}
NAMED: list[tuple[str, dict[str, Any], str]] = [
    ("get_distribution", {"Id": "E"}, ARN("distribution/E")),
    ("get_invalidation", {"DistributionId": "E", "Id": "I"}, ARN("distribution/E")),
    ("list_tags_for_resource", {"Resource": ARN("distribution/E")}, ARN("distribution/E")),
    ("get_cache_policy", {"Id": "p"}, ARN("cache-policy/p")),
    ("get_response_headers_policy_config", {"Id": "p"}, ARN("response-headers-policy/p")),
    ("get_origin_access_control", {"Id": "c"}, ARN("origin-access-control/c")),
    ("describe_function", {"Name": "f", "Stage": "LIVE"}, ARN("function/f")),
    ("create_function", FUNCTION, ARN("function/f")),
    (
        "create_cache_policy",
        {"CachePolicyConfig": {"Name": "p", "MinTTL": 1}},
        ARN("cache-policy/new"),
    ),
    ("get_public_key", {"Id": "K"}, "*"),
    ("get_key_group", {"Id": "g"}, "*"),
    ("list_cache_policies", {}, "*"),
]


@pytest.mark.parametrize(("operation", "parameters", "resource"), NAMED)
def test_requests_are_named_as_iam_names_them(
    one: SimpleNamespace, operation: str, parameters: dict[str, Any], resource: str
) -> None:
    user = new_user(one.account, allow("x:Y"))
    assert code(getattr(user("cloudfront"), operation), **parameters)
    asked = json.loads(one.account.folder.access_log_path.read_text().splitlines()[-1])
    name = "".join(word.capitalize() for word in operation.split("_"))
    assert (asked["action"], asked["resource"]) == (f"cloudfront:{name}", resource)


def test_tags_of_a_new_distribution_need_their_permission(one: SimpleNamespace) -> None:
    one.aws("s3").create_bucket(Bucket="tagged-cdn")
    tags = {"Items": [{"Key": "Pipeline", "Value": "media"}]}
    make_it = allow("cloudfront:CreateDistribution", on=ARN("distribution/*"))
    right = {"StringEquals": {"aws:RequestTag/Pipeline": "media"}}
    tag_it = allow("cloudfront:TagResource", on=ARN("distribution/*"), **right)
    for statements, found in (((make_it,), "AccessDenied"), ((make_it, tag_it), "")):
        cloudfront = new_user(one.account, *statements)("cloudfront")
        config = cdn.configuration(one.aws, "tagged-cdn")
        both = {"DistributionConfig": config, "Tags": tags}
        call = cloudfront.create_distribution_with_tags
        assert code(call, DistributionConfigWithTags=both) == found
    assert decisions(one.account, "cloudfront:TagResource")[-1]["allowed"]
