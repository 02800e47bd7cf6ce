"""A plan, so that a test can ask for what it needs."""

import json
import re
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cached_property
from typing import Any

from plan.roots import Root

# One step of a module's address: a call, and its index where it has count or for_each.
CALL = re.compile(r'module\.([\w-]+)(?:\[(?:\d+|"(?:[^"\\]|\\.)*")\])?')


class Unknown:
    """The value of what AWS decides at apply."""

    def __repr__(self) -> str:
        return "(known after apply)"


UNKNOWN = Unknown()


@dataclass(frozen=True)
class Resource:
    """One instance. ``module`` is the path of its module's calls, as in ``("data_key",)``, without
    the indices of calls that have some; ``provider`` is named as in the root: ``aws.us_east_1``."""

    address: str
    module: tuple[str, ...]
    type: str
    label: str
    index: str | int | None
    values: dict[str, Any]
    unknown: dict[str, Any]
    expressions: dict[str, Any]
    provider: str

    def __str__(self) -> str:
        return self.address

    def get(self, path: str) -> Any:
        """The value at a dotted path, UNKNOWN, or None where there is none. Blocks are lists."""
        value: Any = self.values
        unknown: Any = self.unknown
        for step in path.split("."):
            key = int(step) if step.isdigit() else step
            value = _at(value, key)
            unknown = True if unknown is True else _at(unknown, key)
        return UNKNOWN if unknown is True else value

    def document(self, path: str) -> Any:
        """A JSON attribute, parsed; UNKNOWN and None as they are."""
        value = self.get(path)
        return json.loads(value) if isinstance(value, str) and value else value


def _at(value: Any, key: str | int) -> Any:
    if isinstance(value, dict):
        return value.get(key)
    if isinstance(value, list) and isinstance(key, int) and key < len(value):
        return value[key]
    return None


def _with_unknowns(value: Any, unknown: Any) -> Any:
    """Terraform leaves out what is unknown, and says so in a structure of its own."""
    if unknown is True:
        return UNKNOWN
    if isinstance(unknown, dict):
        known = value if isinstance(value, dict) else {}
        return {
            key: _with_unknowns(known.get(key), unknown.get(key)) for key in {**known, **unknown}
        }
    return value


class Planned:
    """One root's plan."""

    def __init__(self, root: Root, raw: dict[str, Any]) -> None:
        self.root = root
        self.raw = raw

    def __str__(self) -> str:
        return str(self.root)

    @property
    def variables(self) -> dict[str, Any]:
        return {name: entry.get("value") for name, entry in self.raw.get("variables", {}).items()}

    @property
    def calls(self) -> dict[str, Any]:
        """The configuration of every module call of the root."""
        return self.raw["configuration"]["root_module"].get("module_calls", {})

    @property
    def outputs(self) -> dict[str, Any]:
        return {
            name: _with_unknowns(change.get("after"), change["after_unknown"])
            for name, change in self.raw.get("output_changes", {}).items()
        }

    @cached_property
    def resources(self) -> list[Resource]:
        return [
            self._resource(change)
            for change in self.raw["resource_changes"]
            if change["mode"] == "managed"
        ]

    def of(self, *types: str) -> Iterator[Resource]:
        return (resource for resource in self.resources if resource.type in types)

    def called(self, call: str) -> list[Resource]:
        """The resources of one module call of the root, and of the modules that it calls."""
        return [resource for resource in self.resources if resource.module[:1] == (call,)]

    def _resource(self, change: dict[str, Any]) -> Resource:
        module = tuple(CALL.findall(change.get("module_address") or ""))
        configured = self._configured(module, change["type"], change["name"])
        return Resource(
            address=change["address"],
            module=module,
            type=change["type"],
            label=change["name"],
            index=change.get("index"),
            values=change["change"]["after"],
            unknown=change["change"]["after_unknown"],
            expressions={
                **configured["expressions"],
                "for_each": configured.get("for_each_expression", {}),
            },
            provider=configured["provider_config_key"],
        )

    def call(self, module: tuple[str, ...]) -> dict[str, Any]:
        """The configuration of the call at a path."""
        here = self.raw["configuration"]["root_module"]
        for name in module[:-1]:
            here = here["module_calls"][name]["module"]
        return here["module_calls"][module[-1]]

    def _configured(self, module: tuple[str, ...], type_: str, label: str) -> dict[str, Any]:
        root = self.raw["configuration"]["root_module"]
        here = self.call(module)["module"] if module else root
        (found,) = (
            resource
            for resource in here["resources"]
            if (resource["mode"], resource["type"], resource["name"]) == ("managed", type_, label)
        )
        return found
