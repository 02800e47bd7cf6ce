"""What a mutant is."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

Change = Callable[[Any], Any]  # the original to what takes its place


@dataclass(frozen=True)
class Patch:
    """``attribute`` of ``owner``, a module or a class, is what ``change`` makes of it."""

    owner: Any
    attribute: str
    change: Change


@dataclass(frozen=True)
class Mutant:
    """``scenario`` names the directed test that kills it where schedules cannot or seldom do:
    other layers make up for the rule that it lacks. ``mix`` is that of the schedules."""

    name: str
    what: str
    patches: tuple[Patch, ...]
    scenario: str | None = None
    mix: str = "all"


def mutant(
    name: str,
    what: str,
    *patches: tuple[Any, Any, Change],
    scenario: str | None = None,
    mix: str = "all",
) -> Mutant:
    """Each patch is an owner, the original as an attribute of it, and the change. Naming the
    original itself makes a rename fail where the mutant is defined."""
    return Mutant(name, what, tuple(_patch(*patch) for patch in patches), scenario, mix)


def _patch(owner: Any, original: Any, change: Change) -> Patch:
    names = [name for name, value in vars(owner).items() if value is original]
    if len(names) != 1:
        raise LookupError(f"{owner.__name__} has {names} for {original!r}, not one name")
    return Patch(owner, names[0], change)
