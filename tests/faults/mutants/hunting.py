"""Applying a mutant and looking for what gives it away."""

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from importlib import import_module
from typing import Any

from faults import schedule
from faults.mutants import answering, core, giving_back, recording, retrying, submitting
from faults.mutants.mutant import Mutant
from faults.scenes import SCENES

ALL = (
    *submitting.MUTANTS,
    *giving_back.MUTANTS,
    *answering.MUTANTS,
    *recording.MUTANTS,
    *retrying.MUTANTS,
    *core.MUTANTS,
)
BY_NAME = {mutant.name: mutant for mutant in ALL}


@dataclass(frozen=True)
class Trophy:
    """``by`` is None where the mutant survived."""

    mutant: Mutant
    by: str | None
    schedules: int

    @property
    def survived(self) -> bool:
        return self.by is None

    @property
    def cells(self) -> tuple[str, str, str, str]:
        after = f"{self.schedules} schedules"
        return (self.mutant.name, self.mutant.what, self.by or "SURVIVED", after)


def names() -> list[str]:
    return list(BY_NAME)


@contextmanager
def applied(name: str | None) -> Iterator[None]:
    originals = []
    for patch in BY_NAME[name].patches if name else ():
        place = _place(patch.target)
        original = place.__dict__[patch.attribute]
        originals.append((place, patch.attribute, original))
        setattr(place, patch.attribute, patch.change(original))
    try:
        yield
    finally:
        for place, attribute, original in originals:
            setattr(place, attribute, original)


def hunt(name: str, schedules: int, *, seed: int = 1) -> Trophy:
    """By its directed test if it has one, else by schedules of the mix of all faults."""
    mutant = BY_NAME[name]
    if mutant.scene is not None:
        with applied(name):
            try:
                SCENES[mutant.scene]()
            except AssertionError:
                return Trophy(mutant, f"directed test: {mutant.scene}", 0)
        return Trophy(mutant, None, 0)
    for number in range(schedules):
        with applied(name):
            result = schedule.run(seed + number, "all")
        # Only what the pipeline itself gets right tells of the mutant.
        if result.wrong and not schedule.run(seed + number, "all").wrong:
            return Trophy(mutant, f"simulator: {result.faults[0][0]}", number + 1)
    return Trophy(mutant, None, schedules)


def _place(target: str) -> Any:
    module, _, name = target.partition(":")
    return getattr(import_module(module), name) if name else import_module(module)
