"""Capabilities that an environment may leave out: the rule of decision 16, read from its files."""

import re
from collections.abc import Iterator
from pathlib import Path

from plan.hcl import Block, blocks

# The root variable of each, and the default that leaves it out.
CAPABILITIES = {
    "api": "null",
    "cdn": "null",
    "identity": "null",
    "images": "null",
    "webhooks": "{}",
}


def declared(folder: Path) -> list[str]:
    """The capabilities that an environment has."""
    names = [variable.labels[0] for variable in blocks(folder, "variable")]
    return [name for name in names if name in CAPABILITIES]


def faults(folder: Path) -> list[str]:
    """Where an environment's files break the rule."""
    return [*_of_variables(folder), *_of_calls(folder), *_of_references(folder)]


def optional_calls(folder: Path) -> dict[str, str]:
    """The count of each module call that has one."""
    counts = {call.labels[0]: call.attribute("count") for call in blocks(folder, "module")}
    return {name: count for name, count in counts.items() if count is not None}


def _of_variables(folder: Path) -> Iterator[str]:
    counted = set(optional_calls(folder).values())
    for variable in blocks(folder, "variable"):
        (name,) = variable.labels
        if name in CAPABILITIES:
            yield from _of_variable(name, variable)
            if _count(name) not in counted:
                yield f"{name}: no module is left out without it"


def _of_variable(name: str, variable: Block) -> Iterator[str]:
    off = CAPABILITIES[name]
    type_ = "object({" if off == "null" else "map("
    if variable.attribute("default") != off:
        yield f"{name}: its default is not {off}"
    if not (variable.attribute("type") or "").startswith(type_):
        yield f"{name}: its type does not start with {type_}"


def _of_calls(folder: Path) -> Iterator[str]:
    allowed = {_count(name) for name in CAPABILITIES}
    for call in blocks(folder, "module"):
        if call.attribute("for_each") is not None:
            yield f"module {call.labels[0]} has for_each"
    for name, count in optional_calls(folder).items():
        if _without_further(count) not in allowed:
            yield f"module {name}: its count is {count}"


def _of_references(folder: Path) -> Iterator[str]:
    """What a module that may be left out gives is null then: ``one(module.name[*].output)``. Or it
    is empty, and waits for one output alone: ``var.name == null ? [] : module.name[0].output``."""
    for path in sorted(folder.glob("*.tf")):
        for name, count in optional_calls(folder).items():
            without = re.escape(f"{count.removesuffix(' 0 : 1')} [] : ")
            for found in re.finditer(
                rf"(one\()?({without})?module\.{name}\b(?:(\[\*\]\.\w+\))|(\[0\]\.\w+))?",
                path.read_text(),
            ):
                if not ((found[1] and found[3]) or (found[2] and found[4])):
                    yield f"{path.name}: {found[0]} fails where {name} is left out"


def _without_further(count: str) -> str:
    """What may be left out for one more reason is left out with its capability too."""
    return re.sub(r" \|\| .+(?= \? 0 : 1$)", "", count)


def _count(name: str) -> str:
    if CAPABILITIES[name] == "null":
        return f"var.{name} == null ? 0 : 1"
    return f"length(var.{name}) == 0 ? 0 : 1"
