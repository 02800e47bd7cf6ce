"""What is wrong with a policy, by policy_sentry's copy of AWS's service authorization reference."""

from collections.abc import Iterator
from functools import cache
from typing import Any

from cloudsplaining.scan.policy_document import PolicyDocument
from policy_sentry.querying.actions import get_action_data
from policy_sentry.querying.conditions import get_condition_keys_for_service

# Actions younger than the installed data, with the resources they take. The reference names none
# for Probe. Once the data has an action, its entry here is an error.
YOUNGER = {"mediaconvert:probe": ["*"]}
# Of API Gateway the data has the page of version 2 alone. The list of domains is on the page of
# version 1 ("Actions, resources, and condition keys for Amazon API Gateway Management").
ELSEWHERE = {"apigateway:post": {"arn:*:apigateway:*::/domainnames"}}

GLOBAL_KEYS = {"aws:PrincipalArn", "aws:SecureTransport", "aws:SourceAccount", "aws:SourceArn"}
GLOBAL_PREFIXES = ("aws:RequestTag/", "aws:ResourceTag/")


def statements(policy: dict[str, Any]) -> Iterator[dict[str, Any]]:
    """With lists where IAM takes a single value too."""
    for statement in policy["document"]["Statement"]:
        conditions = statement.get("Condition") or {}
        yield {
            "effect": statement["Effect"],
            "actions": _list(statement.get("Action", [])),
            "resources": _list(statement.get("Resource", [])),
            "keys": [key for keys in conditions.values() for key in keys],
        }


def unknown_actions(policy: dict[str, Any]) -> list[str]:
    return [
        action
        for statement in statements(policy)
        for action in statement["actions"]
        if "*" not in action and not resource_types(action)
    ]


def unscoped(policy: dict[str, Any]) -> list[str]:
    """Allowed on everything, though AWS takes a resource. In a key's policy "*" is the key."""
    return [
        action
        for statement in statements(policy)
        if statement["effect"] == "Allow" and "*" in statement["resources"]
        if policy["kind"] != "key"
        for action in statement["actions"]
        if resource_types(action) != ["*"]
    ]


def misplaced(policy: dict[str, Any]) -> list[str]:
    """Grants of an action on a resource of a type it does not take: they never hold. An action
    without resource types is granted on "*" or not at all."""
    return [
        f"{action} on {resource}"
        for statement in statements(policy)
        if statement["effect"] == "Allow"
        for action in statement["actions"]
        for resource in statement["resources"]
        if resource != "*"
        and not any(_meet(resource, type_) for type_ in resource_types(action) if type_ != "*")
    ]


def unknown_condition_keys(policy: dict[str, Any]) -> list[str]:
    return [
        key
        for statement in statements(policy)
        for key in statement["keys"]
        if key not in GLOBAL_KEYS and not key.startswith(GLOBAL_PREFIXES)
        if key.startswith("aws:")
        or not any(
            _meet(key.lower(), _pattern(known).lower())
            for known in get_condition_keys_for_service(key.split(":")[0])
        )
    ]


def cloudsplaining_findings(policy: dict[str, Any]) -> list[str]:
    """Also where a condition narrows the statement."""
    if policy["kind"] != "identity":
        return []
    document = PolicyDocument(policy["document"], flag_conditional_statements=True)
    return [
        *document.allows_privilege_escalation,
        *document.allows_data_exfiltration_actions,
        *document.credentials_exposure,
        *document.permissions_management_without_constraints,
        *document.service_wildcard,
        *document.write_actions_without_constraints,
    ]


@cache
def resource_types(action: str) -> list[str]:
    """Patterns of ARNs, ["*"] for an action without resource types, [] for an unknown one."""
    service, name = action.split(":")
    rows = (get_action_data(service, name) or {}).get(service, [])
    types = {_pattern(row["resource_arn_format"]) for row in rows}
    types |= ELSEWHERE.get(action.lower(), set())
    younger = YOUNGER.get(action.lower(), [])
    if types and younger:
        raise AssertionError(f"the data has {action} now: take it out of YOUNGER")
    return sorted(types - {"*"} or types or younger)


def _pattern(template: str) -> str:
    """``arn:${Partition}:sqs:…`` with ``*`` for every placeholder."""
    while "${" in template:
        before, _, rest = template.partition("${")
        template = f"{before}*{rest.partition('}')[2]}"
    return template


@cache
def _meet(one: str, other: str) -> bool:
    """Whether some text matches both patterns."""
    if not one or not other:
        return not (one + other).strip("*")
    if one[0] == "*":
        return _meet(one[1:], other) or _meet(one, other[1:])
    if other[0] == "*":
        return _meet(one, other[1:]) or _meet(one[1:], other)
    return one[0] == other[0] and _meet(one[1:], other[1:])


def _list(value: Any) -> list[str]:
    return [value] if isinstance(value, str) else list(value)
