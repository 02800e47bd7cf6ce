"""What a request needs besides its own action: to pass a role, to use the key behind a resource."""

import json
from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Any

from local_aws.access import keys

PASSING = {
    "lambda:CreateFunction": ("Role", "lambda.amazonaws.com"),
    "lambda:UpdateFunctionConfiguration": ("Role", "lambda.amazonaws.com"),
    "mediaconvert:CreateJob": ("role", "mediaconvert.amazonaws.com"),
    "scheduler:CreateSchedule": ("Target.RoleArn", "scheduler.amazonaws.com"),
    "scheduler:UpdateSchedule": ("Target.RoleArn", "scheduler.amazonaws.com"),
}
WRITE, READ = keys.USE["write"], keys.USE["read"]
ITEMS = {"GetItem", "PutItem", "UpdateItem", "DeleteItem", "Query", "Scan", "BatchGetItem"}
# DynamoDB's documentation lists them for whoever chooses a table's key.
TABLE_MAKER = (
    *("kms:CreateGrant", "kms:Decrypt", "kms:DescribeKey", "kms:Encrypt", "kms:GenerateDataKey"),
    *("kms:GenerateDataKeyWithoutPlaintext", "kms:ReEncryptFrom", "kms:ReEncryptTo"),
)


# Whoever makes a resource with tags needs to be allowed to tag it. Where the request's resource is
# not the new one, its ARN is said here.
TAGGING = {
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
}


@dataclass(frozen=True)
class Need:
    """One more action that the caller must be allowed."""

    action: str
    resource: str
    context: dict[str, Any] = field(default_factory=dict)
    key: dict[str, Any] | None = None


@dataclass(frozen=True)
class Request:
    """A request as ministack hands it to a service."""

    action: str
    resource: str
    region: str
    method: str
    headers: dict[str, str]
    body: bytes
    query: dict[str, Any]

    @property
    def scope(self) -> str:
        """Region and account, as ARNs hold them."""
        from ministack.core.responses import get_account_id

        return f"{self.region}:{get_account_id()}"

    def tags(self) -> dict[str, Any]:
        """The condition keys of the tags that it sends; nothing where it sends none."""
        from ministack.core import iam_actions

        service = self.action.partition(":")[0]
        found = iam_actions.request_tag_context(service, self.action, self.body, self.query)
        return {key: value for key, value in found.items() if value}

    def field(self, path: str) -> Any:
        """A field of a JSON body, by its dotted path."""
        try:
            here = json.loads(self.body or b"{}")
        except ValueError:
            return None
        for name in path.split("."):
            here = here.get(name) if isinstance(here, dict) else None
        return here


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
    found = {"sqs": _queue, "s3": _object, "dynamodb": _table, "lambda": _function}.get(service)
    key, uses = found(request, operation) if found else (None, ())
    record = keys.record_of(key) if key else None
    if record:
        for use in uses:
            yield Need(use, record["Arn"], keys.via(service, request.region), record)


Uses = tuple[str | None, tuple[str, ...]]


def _queue(request: Request, operation: str) -> Uses:
    uses = {"SendMessage": WRITE, "ReceiveMessage": READ}.get(operation, ())
    return (keys.queue_key(request.resource) if uses else None), uses


def _object(request: Request, operation: str) -> Uses:
    if (operation, request.method) not in {("PutObject", "PUT"), ("GetObject", "GET")} and (
        "uploads" not in request.query and "uploadId" not in request.query
    ):
        return None, ()
    bucket = request.resource.rpartition(":::")[2].partition("/")[0]
    named = request.headers.get("x-amz-server-side-encryption-aws-kms-key-id")
    parts = "uploads" in request.query or "uploadId" in request.query
    uses = READ if operation == "GetObject" else WRITE if parts else WRITE[:1]
    return named or keys.bucket_key(bucket), uses


def _table(request: Request, operation: str) -> Uses:
    if operation == "CreateTable":
        return request.field("SSESpecification.KMSMasterKeyId"), TABLE_MAKER
    if operation not in ITEMS:
        return None, ()
    return keys.table_key(request.field("TableName") or ""), READ


def _function(request: Request, operation: str) -> Uses:
    from ministack.services import lambda_svc

    if operation == "CreateFunction":
        return request.field("KMSKeyArn"), ("kms:CreateGrant", "kms:Encrypt")
    if operation not in {"GetFunction", "GetFunctionConfiguration"}:
        return None, ()
    name = request.resource.split(":")[6] if request.resource.count(":") > 5 else ""
    return ((lambda_svc._functions.get(name) or {}).get("config") or {}).get("KMSKeyArn"), READ
