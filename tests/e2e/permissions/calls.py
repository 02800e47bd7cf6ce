"""The local account's access log: every decision about a caller."""

import json
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any


@dataclass(frozen=True)
class Call:
    """One decision. ``role`` is the name of the caller's role, empty for services and users."""

    at: float
    principal: str
    action: str
    resource: str
    allowed: bool
    context: tuple[tuple[str, Any], ...]

    @property
    def role(self) -> str:
        kind, _, rest = self.principal.rpartition(":")[2].partition("/")
        return rest.partition("/")[0] if kind == "assumed-role" else ""

    def condition(self, key: str) -> Any:
        """What the request brought for a condition key; None where it brought nothing."""
        return dict(self.context).get(key.lower())


def read(path: Path) -> Iterator[Call]:
    """All calls so far, oldest first."""
    with path.open(encoding="utf-8") as lines:
        for line in lines:
            yield _call(json.loads(line))


def distinct(calls: Iterable[Call]) -> list[Call]:
    """One of all calls that differ in nothing but their time."""
    return list(dict.fromkeys(replace(call, at=0.0) for call in calls))


def _call(line: Mapping[str, Any]) -> Call:
    context = {
        key: tuple(value) if isinstance(value, list) else value
        for key, value in line["context"].items()
    }
    return Call(
        at=line["at"],
        principal=line["principal"],
        action=line["action"],
        resource=line["resource"],
        allowed=line["allowed"],
        context=tuple(sorted(context.items())),
    )
