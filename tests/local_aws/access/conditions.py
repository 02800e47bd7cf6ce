"""Condition keys that ministack 1.5.33 leaves out, from a request or from what it is about."""

import json
from typing import Any

from local_aws.access import keys

CHANGES_PERMISSIONS = ("iam:PutRolePolicy", "iam:DeleteRolePolicy")
SIGNS = ("kms:Sign", "kms:Verify")
OF_ONE_ITEM = ("dynamodb:DeleteItem", "dynamodb:GetItem", "dynamodb:UpdateItem")
MAPPING = ":event-source-mapping:"


def of_request(action: str, body: bytes, query: dict[str, Any]) -> dict[str, Any]:
    """Keys that only a request has: of what it makes, or of the one item that it is about."""
    if action == "iam:CreateRole":
        return _named("iam:PermissionsBoundary", (query.get("PermissionsBoundary") or [""])[0])
    if action == "lambda:CreateEventSourceMapping":
        return _named("lambda:FunctionArn", _function(json.loads(body).get("FunctionName", "")))
    if action in SIGNS:
        return _named("kms:SigningAlgorithm", json.loads(body).get("SigningAlgorithm"))
    if action in OF_ONE_ITEM:
        return _named("dynamodb:LeadingKeys", _leading_keys(json.loads(body)))
    return {}


def of_resource(action: str, resource: str) -> dict[str, Any]:
    """Keys of what is there, by its ARN."""
    from ministack.services import iam, kms, lambda_svc

    if ":key/" in resource and (key := keys.record_of(resource)):
        aliases = [arn.partition(":alias/")[2] for arn in _aliases_of(kms, key["KeyId"])]
        return _named("kms:ResourceAliases", [f"alias/{name}" for name in aliases])
    if action in CHANGES_PERMISSIONS:
        role = iam._roles.get(resource.rpartition("/")[2]) or {}
        return _named("iam:PermissionsBoundary", role.get("PermissionsBoundary"))
    if MAPPING in resource:
        mapping = lambda_svc._esms.get(resource.partition(MAPPING)[2]) or {}
        return _named("lambda:FunctionArn", mapping.get("FunctionArn"))
    return {}


def _leading_keys(asked: dict[str, Any]) -> list[str]:
    """The item's partition key."""
    from ministack.services import dynamodb

    table = dynamodb._tables.get(asked.get("TableName", "")) or {}
    names = [one["AttributeName"] for one in table.get("KeySchema", []) if one["KeyType"] == "HASH"]
    typed = [asked.get("Key", {}).get(name, {}) for name in names]
    return [str(value) for one in typed for value in one.values()]


def _aliases_of(kms: Any, key: str) -> list[str]:
    return [arn for arn, behind in kms._aliases.items() if behind == key]


def _function(name: str) -> str:
    from ministack.core.responses import get_account_id, get_region

    scope = f"{get_region()}:{get_account_id()}"
    return name if name.startswith("arn:") else f"arn:aws:lambda:{scope}:function:{name}"


def _named(key: str, value: Any) -> dict[str, Any]:
    return {key: value} if value else {}
