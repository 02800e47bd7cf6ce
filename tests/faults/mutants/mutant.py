"""What a mutant is."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

Change = Callable[[Any], Any]  # the original to what takes its place


@dataclass(frozen=True)
class Patch:
    """``target`` is a module, or a class in one: "pipeline.aws.asset_table:AssetTable"."""

    target: str
    attribute: str
    change: Change


@dataclass(frozen=True)
class Mutant:
    """``scene`` names the directed test that kills it where schedules cannot: other layers make
    up for the rule that it lacks."""

    name: str
    what: str
    patches: tuple[Patch, ...]
    scene: str | None = None


def mutant(
    name: str, what: str, *patches: tuple[str, str, Change], scene: str | None = None
) -> Mutant:
    return Mutant(name, what, tuple(Patch(*patch) for patch in patches), scene)
