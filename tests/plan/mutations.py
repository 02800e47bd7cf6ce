"""A plan with one fault put in, to show that a check sees it."""

import json
from collections.abc import Callable
from copy import deepcopy
from typing import Any

from plan.planned import Planned


def with_policy(
    planned: Planned, address: str, change: Callable[[list[dict[str, Any]]], None]
) -> Planned:
    """The statements of the policy at an address, changed in place."""

    def rewrite(values: dict[str, Any]) -> None:
        name = "assume_role_policy" if "assume_role_policy" in values else "policy"
        document = json.loads(values[name])
        before = deepcopy(document)
        change(document["Statement"])
        assert document != before, f"{address} is as it was"
        values[name] = json.dumps(document)

    return with_values(planned, address, rewrite)


def with_values(
    planned: Planned, address: str, change: Callable[[dict[str, Any]], None]
) -> Planned:
    """The values of the resource at an address, changed in place."""
    raw = {**planned.raw, "resource_changes": deepcopy(planned.raw["resource_changes"])}
    (found,) = (entry for entry in raw["resource_changes"] if entry["address"] == address)
    change(found["change"]["after"])
    return Planned(planned.root, raw)


def without(sid: str) -> Callable[[list[dict[str, Any]]], None]:
    def change(statements: list[dict[str, Any]]) -> None:
        statements[:] = [statement for statement in statements if statement.get("Sid") != sid]

    return change


def condition(sid: str, key: str, value: Any) -> Callable[[list[dict[str, Any]]], None]:
    """Sets the value of a condition key; None takes it away."""

    def change(statements: list[dict[str, Any]]) -> None:
        for statement in statements:
            for keys in statement.get("Condition", {}).values():
                if sid in (statement.get("Sid"), "*") and key in keys:
                    keys.pop(key) if value is None else keys.update({key: value})

    return change


def adding(**statement: Any) -> Callable[[list[dict[str, Any]]], None]:
    return lambda statements: statements.append({"Sid": "Added", "Effect": "Allow", **statement})
