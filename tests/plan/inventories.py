"""Inventories: what matters of a plan, as data.

``values`` maps addresses to a subset of their attributes, ``outputs`` names to (a subset of) their
values, ``counts`` types to the number of their instances. A mapping where the plan has a string is
compared with the string's JSON; ``__unknown__`` stands for what AWS decides at apply, and
``__absent__`` for an address that is not planned.
"""

import json
from collections import Counter
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import yaml

from plan.planned import UNKNOWN, Resource

COUNTS = "counts:\n"


def counts_of(resources: list[Resource]) -> dict[str, int]:
    return dict(sorted(Counter(resource.type for resource in resources).items()))


def differences(expected: Any, actual: Any, where: str) -> Iterator[str]:
    """What of ``expected`` is not so. Mappings and lists are compared piece by piece."""
    if expected == "__unknown__":
        if actual is not UNKNOWN:
            yield f"{where} is {actual!r}, and not unknown until apply"
        return
    if isinstance(expected, dict | list) and isinstance(actual, str):
        actual = json.loads(actual)
    if isinstance(expected, dict) and isinstance(actual, dict):
        for key, value in expected.items():
            yield from differences(value, actual.get(key), f"{where}.{key}")
    elif isinstance(expected, list) and isinstance(actual, list) and len(expected) == len(actual):
        for number, value in enumerate(expected):
            yield from differences(value, actual[number], f"{where}[{number}]")
    elif expected != actual:
        yield f"{where} is {actual!r}, and not {expected!r}"


def write_counts(path: Path, counts: dict[str, int]) -> None:
    """Rewrites the last section of an inventory; what stands above it was written by a person."""
    above = path.read_text().split(COUNTS)[0] if path.exists() else ""
    path.write_text(above + COUNTS + "".join(f"  {name}: {n}\n" for name, n in counts.items()))


def read(path: Path) -> dict[str, Any]:
    """Raises ValueError for a section that is not known."""
    inventory = yaml.safe_load(path.read_text())
    if unknown := set(inventory) - {"values", "outputs", "counts"}:
        raise ValueError(f"{path} has unknown sections {sorted(unknown)}")
    return {name: section or {} for name, section in inventory.items()}
