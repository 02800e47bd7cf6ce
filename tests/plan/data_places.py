"""Where data of assets can lie: the table in SECURITY.md, and what a plan says of the same."""

import re
from collections.abc import Iterator
from dataclasses import dataclass

from plan.planned import Planned, Resource
from plan.roots import PROJECT

SECURITY = PROJECT / "SECURITY.md"
HEADING = "\n## Life of the data\n"
# Types that can hold what passes through the pipeline. Others hold what Terraform gave them.
HOLDING = {
    "aws_cloudfront_distribution",
    "aws_cloudwatch_event_bus",
    "aws_cloudwatch_log_group",
    "aws_cognito_user_pool",
    "aws_dynamodb_table",
    "aws_media_convert_queue",
    "aws_s3_bucket",
    "aws_sns_topic",
    "aws_sqs_queue",
    "aws_ssm_parameter",
}
HOLDING_NOTHING = {
    "aws_apigatewayv2_api",
    "aws_cloudfront_cache_policy",
    "aws_cloudfront_function",
    "aws_cloudfront_key_group",
    "aws_cloudfront_origin_access_control",
    "aws_cloudfront_public_key",
    "aws_cloudfront_response_headers_policy",
    "aws_cloudwatch_dashboard",
    "aws_cloudwatch_event_rule",
    "aws_cloudwatch_log_metric_filter",
    "aws_cloudwatch_metric_alarm",
    "aws_cloudwatch_query_definition",
    "aws_cognito_resource_server",
    "aws_cognito_user_pool_client",
    "aws_cognito_user_pool_domain",
    "aws_iam_role",
    "aws_kms_alias",
    "aws_lambda_function",
    "aws_scheduler_schedule",
    "aws_scheduler_schedule_group",
    "aws_wafv2_web_acl",
}
ERASURES = ("**delete**", "**expires**", "**none**")
SECONDS_A_DAY = 24 * 3600


@dataclass(frozen=True)
class Row:
    """Of the table; ``addresses`` are as Terraform writes them, none outside of the plan."""

    addresses: tuple[str, ...]
    how_long: str
    erasure: str


def rows() -> list[Row]:
    _, _, rest = SECURITY.read_text().partition(HEADING)
    section, _, _ = rest.partition("\n## ")
    found = re.findall(r"^\| (?!place|resource|-)(.+) \| .+ \| (.+) \| (.+) \|$", section, re.M)
    return [Row(tuple(re.findall(r"`(module\..+?)`", one[0])), one[1], one[2]) for one in found]


def holding(planned: Planned) -> list[Resource]:
    return list(planned.of(*HOLDING))


def wrong_days(planned: Planned, table: list[Row]) -> Iterator[str]:
    """Days that the plan sets for a resource and none of its rows tells."""
    for resource in holding(planned):
        told = " ".join(row.how_long for row in table if str(resource) in row.addresses)
        for days in _days(planned, resource):
            if not re.search(rf"\b{days} days?\b", told):
                yield f"{resource}: {days} days"


def _days(planned: Planned, resource: Resource) -> set[int]:
    """After which a resource lets go of something."""
    if resource.type == "aws_sqs_queue":
        return {resource.get("message_retention_seconds") // SECONDS_A_DAY}
    if resource.type == "aws_cloudwatch_log_group":
        return {resource.get("retention_in_days")}
    if resource.type == "aws_s3_bucket":
        (rule,) = (
            one
            for one in planned.of("aws_s3_bucket_lifecycle_configuration")
            if (one.module, one.label, one.index)
            == (resource.module, resource.label, resource.index)
        )
        return {
            days
            for path in (
                "rule.0.expiration.0.days",
                "rule.0.noncurrent_version_expiration.0.noncurrent_days",
                "rule.0.abort_incomplete_multipart_upload.0.days_after_initiation",
            )
            if (days := rule.get(path))
        }
    return set()
