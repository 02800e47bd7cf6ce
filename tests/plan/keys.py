"""Which key encrypts what, read from the plan and, as key ARNs are unknown there, its wiring."""

import re
from collections.abc import Iterator
from typing import Any

from plan.planned import Planned, Resource

# Where each type names its key, and which of the two keys it is.
KEYS_BY_TYPE = {
    "aws_cloudwatch_event_bus": ("kms_key_identifier", "messages"),
    "aws_cloudwatch_log_group": ("kms_key_id", "data"),
    "aws_dynamodb_table": ("server_side_encryption.0.kms_key_arn", "data"),
    "aws_lambda_function": ("kms_key_arn", "data"),
    "aws_scheduler_schedule": ("kms_key_arn", "messages"),
    "aws_ssm_parameter": ("key_id", "data"),
    "aws_s3_bucket_server_side_encryption_configuration": (
        "rule.0.apply_server_side_encryption_by_default.0.kms_master_key_id",
        "data",
    ),
    "aws_sns_topic": ("kms_master_key_id", "messages"),
    "aws_sqs_queue": ("kms_master_key_id", "messages"),
}

# Key attributes that stay empty, and why.
NO_KEY = {
    "aws_lambda_event_source_mapping.kms_key_arn": "a mapping's filter is no secret",
    "aws_s3_bucket.kms_master_key_id": "buckets have an encryption configuration of their own",
}

# Labels of buckets with SSE-S3, which log no access: to others S3 delivers no access logs, and what
# a site holds is public.
SSE_S3_LABELS = {"access_logs", "site"}


def key_attributes(values: Any) -> Iterator[str]:
    """Names of attributes, at any depth, that hold a key."""
    if isinstance(values, dict):
        for name, value in values.items():
            if "kms" in name and name.endswith(("key_id", "key_arn", "key_identifier")):
                yield name
            yield from key_attributes(value)
    elif isinstance(values, list):
        for value in values:
            yield from key_attributes(value)


def references(expressions: Any, attribute: str) -> list[str]:
    """What the configuration of an attribute refers to, at any depth."""
    if isinstance(expressions, list):
        return [found for entry in expressions for found in references(entry, attribute)]
    if not isinstance(expressions, dict):
        return []
    if attribute in expressions:
        return expressions[attribute].get("references", [])
    return [found for entry in expressions.values() for found in references(entry, attribute)]


def key_call(planned: Planned, resource: Resource) -> str | None:
    """The name of the kms module call whose key encrypts the resource, followed from the resource
    to its module's variable to the argument of the module's call, and so on up to the root; None:
    no such key."""
    attribute, _ = KEYS_BY_TYPE[resource.type]
    sources = references(resource.expressions, attribute.split(".")[-1])
    module = resource.module
    while module:
        arguments = planned.call(module)["expressions"]
        variables = [source.split(".")[1] for source in sources if source.startswith("var.")]
        sources = [found for name in variables for found in references(arguments, name)]
        module = module[:-1]
    keys = [source for source in sources if re.fullmatch(r"module\.\w+\.key_arn", source)]
    return keys[0].split(".")[1] if keys else None
