"""What a request needs besides its own action: to pass a role, to use the key behind a resource."""

from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Any

from local_aws.access import keys, uses
from local_aws.access.requests import Request

PASSING = {
    "lambda:CreateFunction": ("Role", "lambda.amazonaws.com"),
    "lambda:UpdateFunctionConfiguration": ("Role", "lambda.amazonaws.com"),
    "mediaconvert:CreateJob": ("role", "mediaconvert.amazonaws.com"),
    "scheduler:CreateSchedule": ("Target.RoleArn", "scheduler.amazonaws.com"),
    "scheduler:UpdateSchedule": ("Target.RoleArn", "scheduler.amazonaws.com"),
}


# Whoever makes a resource with tags needs to be allowed to tag it. Where the request's resource is
# not the new one, its ARN is said here.
TAGGING = {
    "cloudfront:CreateDistribution": ("cloudfront:TagResource", ""),
    "cloudwatch:PutMetricAlarm": ("cloudwatch:TagResource", ""),
    "dynamodb:CreateTable": ("dynamodb:TagResource", ""),
    "events:CreateEventBus": ("events:TagResource", ""),
    "events:PutRule": ("events:TagResource", ""),
    "iam:CreateRole": ("iam:TagRole", ""),
    "kms:CreateKey": ("kms:TagResource", "arn:aws:kms:{scope}:key/new"),
    "lambda:CreateEventSourceMapping": (
        "lambda:TagResource",
        "arn:aws:lambda:{scope}:event-source-mapping:new",
    ),
    "lambda:CreateFunction": ("lambda:TagResource", ""),
    "logs:CreateLogGroup": ("logs:TagResource", ""),
    "mediaconvert:CreateQueue": (
        "mediaconvert:TagResource",
        "arn:aws:mediaconvert:{scope}:queues/{name}",
    ),
    "scheduler:CreateScheduleGroup": ("scheduler:TagResource", ""),
    "sns:CreateTopic": ("sns:TagResource", ""),
    "sqs:CreateQueue": ("sqs:TagQueue", ""),
    "ssm:PutParameter": ("ssm:AddTagsToResource", ""),
    "wafv2:CreateWebACL": ("wafv2:TagResource", ""),
}


@dataclass(frozen=True)
class Need:
    """One more action that the caller must be allowed."""

    action: str
    resource: str
    context: dict[str, Any] = field(default_factory=dict)
    key: dict[str, Any] | None = None


def needs(request: Request) -> Iterator[Need]:
    """Everything the caller needs besides the action itself."""
    if request.action in PASSING:
        path, service = PASSING[request.action]
        role = request.field(path)
        if role:
            yield Need("iam:PassRole", role, {"iam:PassedToService": service})
    service, _, operation = request.action.partition(":")
    if request.action in ("kms:CreateAlias", "kms:DeleteAlias"):
        behind = keys.record_of(request.field("TargetKeyId") or request.field("AliasName"))
        if behind:
            yield Need(request.action, behind["Arn"])
    if request.action in TAGGING and request.tags():
        kind, where = TAGGING[request.action]
        named = where.format(scope=request.scope, name=request.field("name"))
        yield Need(kind, named or request.resource, request.tags())
    found = uses.KEY_OF.get(service)
    key, asked = found(request, operation) if found else (None, ())
    record = keys.record_of(key) if key else None
    if record:
        for use in asked:
            yield Need(use, record["Arn"], keys.via(service, request.region), record)
