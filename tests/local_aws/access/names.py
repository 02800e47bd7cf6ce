"""Actions and resources as the service authorization reference names them.

Where ministack 1.5.33 asks for another action, or for ``*`` where AWS has a resource. A request
is (service, method, path, headers, body, query), as ministack hands it on.
"""

import json
import re
from typing import Any
from urllib.parse import unquote

from local_aws.access import keys

Request = tuple[str, str, str, Any, bytes, Any]
INVOKE_CONFIG = "/event-invoke-config"
MAPPING = "/event-source-mappings/"
CONCURRENCY = "/concurrency"
# What CloudFront has ARNs for; keys and key groups have none.
OF_CLOUDFRONT = (
    *("distribution", "cache-policy", "origin-request-policy", "response-headers-policy"),
    *("origin-access-control", "function"),
)


def action(request: Request, known: str | None) -> str | None:
    """The action's name in IAM; ``known`` is ministack's, None where it asks for nothing."""
    from ministack.core import iam_actions

    service, method, path, _, body, query = request
    if service == "sqs" and known:
        return known.removesuffix("Batch")
    if service == "lambda" and path.endswith(INVOKE_CONFIG):
        verb = {"GET": "Get", "PUT": "Put", "POST": "Update", "DELETE": "Delete"}[method]
        return f"lambda:{verb}FunctionEventInvokeConfig"
    if service == "lambda" and MAPPING in path and not path.endswith(MAPPING):
        verb = {"GET": "Get", "PUT": "Update", "DELETE": "Delete"}[method]
        return f"lambda:{verb}EventSourceMapping"
    if service == "lambda" and path.endswith(CONCURRENCY):
        verb = {"GET": "Get", "PUT": "Put", "DELETE": "Delete"}[method]
        return f"lambda:{verb}FunctionConcurrency"
    if known == "cloudfront:CreateDistributionWithTags":
        return "cloudfront:CreateDistribution"
    if known == "s3:DeleteObject" and method == "POST" and "delete" in (query or {}):
        targets = iam_actions._s3_batch_delete_targets(path.strip("/"), body)
        return "s3:DeleteObjectVersion" if targets and targets[0][1] else known
    return known


def resource(request: Request, asked: str, known: str, region: str, account: str) -> str:
    """The ARN that IAM holds a request against; ``known`` is ministack's."""
    service = request[0]
    service, _, operation = asked.partition(":") if asked else (service, "", "")
    found = {
        "cloudfront": _cloudfront,
        "cloudwatch": _cloudwatch,
        "cognito-idp": _tagged,
        "dynamodb": _tagged,
        "events": _events,
        "kms": _kms,
        "lambda": _lambda,
        "mediaconvert": _mediaconvert,
        "scheduler": _scheduler,
        "sns": _tagged,
        "wafv2": _tagged,
    }.get(service)
    here = found(operation, request, f"{region}:{account}") if found else None
    return here or known


def field(request: Request, *names: str) -> str:
    """The first of the named fields that a request has, in its body or its query."""
    body, query = request[4], request[5] or {}
    try:
        sent = json.loads(body or b"{}")
    except ValueError:
        sent = {}
    for name in names:
        value = sent.get(name) if isinstance(sent, dict) else None
        value = value or (query.get(name) or [""])[0]
        if value:
            return str(value)
    return ""


def _tagged(operation: str, request: Request, _: str) -> str:
    tags = ("ListTagsForResource", "ListTagsOfResource", "TagResource", "UntagResource")
    return field(request, "ResourceArn", "ResourceARN") if operation in tags else ""


def _cloudfront(operation: str, request: Request, scope: str) -> str:
    account, path = scope.rpartition(":")[2], unquote(request[2])
    if "/tagging" in path:
        return field(request, "Resource")
    _, kind, *rest = path.strip("/").split("/")
    named = next(iter(rest), "")
    if kind not in OF_CLOUDFRONT or operation.startswith("List"):
        return ""
    if operation == "CreateFunction":
        found = re.search(rb"<Name>([^<]+)</Name>", request[4])
        named = found[1].decode() if found else ""
    elif operation == "CreateOriginAccessControl":
        return ""
    # A new one has no id yet: only a wildcard names it.
    return f"arn:aws:cloudfront::{account}:{kind}/{named or 'new'}"


def _cloudwatch(operation: str, request: Request, scope: str) -> str:
    account = scope.rpartition(":")[2]
    if operation == "DeleteAlarms":
        # Only the Query protocol, which Terraform speaks, is read.
        name = field(request, "AlarmNames.member.1")
        return f"arn:aws:cloudwatch:{scope}:alarm:{name}" if name else ""
    if operation == "DescribeAlarms":
        return f"arn:aws:cloudwatch:{scope}:alarm:*"
    if "Dashboard" in operation:
        name = field(request, "DashboardName", "DashboardNames.member.1")
        return f"arn:aws:cloudwatch::{account}:dashboard/{name}"
    return _tagged(operation, request, scope)


def _events(operation: str, request: Request, scope: str) -> str:
    if operation.endswith("EventBus"):
        return f"arn:aws:events:{scope}:event-bus/{field(request, 'Name').rpartition('/')[2]}"
    if operation.endswith(("Rule", "Targets")):
        bus = field(request, "EventBusName").rpartition("/")[2]
        rule = field(request, "Name" if operation.endswith("Rule") else "Rule", "Rule")
        where = "" if bus in ("", "default") else f"{bus}/"
        return f"arn:aws:events:{scope}:rule/{where}{rule}"
    return _tagged(operation, request, scope)


def _kms(operation: str, request: Request, scope: str) -> str:
    if operation in ("CreateAlias", "DeleteAlias"):
        return f"arn:aws:kms:{scope}:{field(request, 'AliasName')}"
    if "alias/" in (named := field(request, "KeyId")):
        # IAM is asked about the key behind it; those of AWS itself are there in every account.
        return (keys.record_of(named) or {}).get("Arn") or f"arn:aws:kms:{scope}:key/behind-alias"
    return ""


def _lambda(operation: str, request: Request, scope: str) -> str:
    if operation == "CreateFunction":
        return f"arn:aws:lambda:{scope}:function:{field(request, 'FunctionName')}"
    return ""


def _mediaconvert(operation: str, request: Request, _: str) -> str:
    return field(request, "arn") if operation == "TagResource" else ""


def _scheduler(operation: str, request: Request, scope: str) -> str:
    path = unquote(request[2])
    if path.startswith("/tags/"):
        return path.partition("/tags/")[2]
    if operation.endswith("Schedule"):
        group = field(request, "GroupName", "groupName") or "default"
        return f"arn:aws:scheduler:{scope}:schedule/{group}/{path.rpartition('/')[2]}"
    return ""
