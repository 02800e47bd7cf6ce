"""The grants of a role, one action on one resource each, and which calls they allow.

Held against the local account's own evaluator: for every call that it decided, the answer here
has to be the same.
"""

import fnmatch
import re
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass
from functools import cache
from typing import Any

from e2e.permissions.calls import Call

OPERATORS: Mapping[str, Callable[[str, str], bool]] = {
    "StringEquals": str.__eq__,
    "ArnEquals": lambda found, wanted: _like(found, wanted),
    "StringLike": lambda found, wanted: _like(found, wanted),
    "ArnLike": lambda found, wanted: _like(found, wanted),
    "StringLikeIfExists": lambda found, wanted: _like(found, wanted),
}
Condition = tuple[str, str, tuple[str, ...]]


@dataclass(frozen=True)
class Grant:
    """One action on one resource, as a statement of a role's policy allows it."""

    role: str
    sid: str
    action: str
    resource: str
    conditions: tuple[Condition, ...] = ()

    def __str__(self) -> str:
        return f"{self.role} {self.sid}: {self.action} on {self.resource}"

    def allows(self, call: Call) -> bool:
        """Whether this grant is enough for a call."""
        return (
            _like(call.action.lower(), self.action.lower())
            and _like(call.resource, self.resource)
            and all(_holds(condition, call) for condition in self.conditions)
        )


def grants_of(role: str, document: Mapping[str, Any]) -> Iterator[Grant]:
    """The grants of a policy; it may hold nothing but allowing statements."""
    for statement in _list(document["Statement"]):
        assert statement["Effect"] == "Allow", statement
        conditions = tuple(
            (operator, key, tuple(_list(values)))
            for operator, keys in statement.get("Condition", {}).items()
            for key, values in keys.items()
        )
        for action in _list(statement["Action"]):
            for resource in _list(statement["Resource"]):
                yield Grant(role, statement.get("Sid", ""), action, resource, conditions)


def unused(grants: Iterable[Grant], calls: Iterable[Call]) -> list[Grant]:
    """Grants that allowed none of the calls."""
    made = [call for call in calls if call.allowed]
    return [grant for grant in grants if not any(grant.allows(call) for call in made)]


def denied(grants: Iterable[Grant], calls: Iterable[Call]) -> list[Call]:
    """Calls that no grant allows."""
    held = list(grants)
    return [call for call in calls if not any(grant.allows(call) for grant in held)]


def indispensable(grants: Iterable[Grant], calls: Iterable[Call]) -> set[Grant]:
    """Grants that alone allow some call: taken away, it would be refused."""
    held = list(grants)
    found = ([grant for grant in held if grant.allows(call)] for call in calls)
    return {grants[0] for grants in found if len(grants) == 1}


def _holds(condition: Condition, call: Call) -> bool:
    operator, key, wanted = condition
    found = call.condition(key)
    if operator == "Null":
        return (found is None) == (wanted == ("true",))
    if operator.startswith("ForAllValues:"):
        each = OPERATORS[operator.removeprefix("ForAllValues:")]
        values = found if isinstance(found, tuple) else (() if found is None else (found,))
        return all(any(each(str(value), one) for one in wanted) for value in values)
    if found is None:
        return operator.endswith("IfExists")
    return any(OPERATORS[operator](str(found), one) for one in wanted)


def _like(text: str, pattern: str) -> bool:
    return _compiled(pattern).fullmatch(text) is not None


@cache
def _compiled(pattern: str) -> re.Pattern[str]:
    # IAM knows * and ?, and no brackets.
    return re.compile(fnmatch.translate(pattern.replace("[", "[[]")))


def _list(value: Any) -> list[Any]:
    return value if isinstance(value, list) else [value]
