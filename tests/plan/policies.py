"""The statements of the policies in a plan."""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from plan.planned import Planned, Resource

POLICY_ATTRIBUTES = ("policy", "assume_role_policy")


@dataclass(frozen=True)
class Statement:
    """Lists where IAM allows a single value too. ``principals`` by type; ``*`` is ``{"*": ["*"]}``.

    ``conditions`` maps an operator to condition keys to their values.
    """

    resource: Resource
    sid: str
    effect: str
    actions: tuple[str, ...]
    resources: tuple[str, ...]
    principals: dict[str, tuple[str, ...]]
    conditions: dict[str, dict[str, tuple[str, ...]]]

    def __str__(self) -> str:
        return f"{self.resource} {self.sid or self.actions}"

    @property
    def services(self) -> tuple[str, ...]:
        return self.principals.get("Service", ())

    @property
    def condition_values(self) -> tuple[str, ...]:
        """Of every key and operator."""
        return tuple(
            value
            for keys in self.conditions.values()
            for values in keys.values()
            for value in values
        )

    def condition(self, key: str) -> tuple[str, ...]:
        """The values of a condition key, whatever the operator; empty without one."""
        return tuple(
            value
            for keys in self.conditions.values()
            for name, values in keys.items()
            if name == key
            for value in values
        )


def statements_of(resource: Resource) -> Iterator[Statement]:
    """Nothing for a policy that is unknown until apply."""
    for attribute in POLICY_ATTRIBUTES:
        document = resource.document(attribute)
        if isinstance(document, dict):
            for statement in document["Statement"]:
                yield _statement(resource, statement)


def statements(planned: Planned) -> Iterator[Statement]:
    for resource in planned.resources:
        yield from statements_of(resource)


def _statement(resource: Resource, raw: dict[str, Any]) -> Statement:
    principal = raw.get("Principal", {})
    return Statement(
        resource=resource,
        sid=raw.get("Sid", ""),
        effect=raw["Effect"],
        actions=_tuple(raw["Action"]),
        resources=_tuple(raw.get("Resource", ())),
        principals={"*": ("*",)}
        if principal == "*"
        else {type_: _tuple(names) for type_, names in principal.items()},
        conditions={
            operator: {key: _tuple(values) for key, values in keys.items()}
            for operator, keys in raw.get("Condition", {}).items()
        },
    )


def _tuple(value: Any) -> tuple[str, ...]:
    return (str(value),) if isinstance(value, str | bool) else tuple(value)
