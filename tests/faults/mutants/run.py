"""Applying a mutant and looking for what kills it."""

import traceback
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from functools import partial
from pathlib import Path
from typing import Any

import pipeline
from faults import schedule
from faults.mutants import (
    answering,
    core,
    erasing,
    finishing,
    recording,
    releasing,
    removing,
    retrying,
    sending,
    submitting,
    telling,
)
from faults.mutants.mutant import Mutant, Patch
from faults.scenarios import SCENARIOS

ALL = (
    *submitting.MUTANTS,
    *releasing.MUTANTS,
    *answering.MUTANTS,
    *finishing.MUTANTS,
    *recording.MUTANTS,
    *removing.MUTANTS,
    *retrying.MUTANTS,
    *sending.MUTANTS,
    *telling.MUTANTS,
    *core.MUTANTS,
    *erasing.MUTANTS,
)
PRODUCT = Path(pipeline.__path__[0]).parent
BY_NAME = {mutant.name: mutant for mutant in ALL}


class BrokenMutantError(BaseException):
    """The mutant itself fails: it does not fit the pipeline any more. No kill, and not for
    handlers of exceptions."""


@dataclass(frozen=True)
class MutantResult:
    """``killed_by`` is None where the mutant survived. ``reached``: the last run executed what the
    mutant changed."""

    mutant: Mutant
    killed_by: str | None
    reached: bool
    schedules: int

    @property
    def killed(self) -> bool:
        return self.killed_by is not None and self.reached

    @property
    def end(self) -> str:
        if not self.reached:
            return "NEVER REACHED"
        return self.killed_by or "SURVIVED"

    @property
    def cells(self) -> tuple[str, str, str, str]:
        return (self.mutant.name, self.mutant.what, self.end, f"{self.schedules} schedules")


def names() -> list[str]:
    return list(BY_NAME)


@contextmanager
def applied(name: str | None) -> Iterator[set[Patch]]:
    """Gives the patches that were reached so far."""
    reached: set[Patch] = set()
    originals = []
    for patch in BY_NAME[name].patches if name else ():
        original = vars(patch.owner)[patch.attribute]
        originals.append((patch, original))
        changed = _observed(patch.change(original), partial(reached.add, patch))
        setattr(patch.owner, patch.attribute, changed)
    try:
        yield reached
    finally:
        for patch, original in originals:
            setattr(patch.owner, patch.attribute, original)


def run(name: str, schedules: int, *, seed: int = 1) -> MutantResult:
    """Its directed test if it has one, else schedules of its mix."""
    mutant = BY_NAME[name]
    if mutant.scenario is not None:
        return _directed(mutant, mutant.scenario)
    reached = False
    for number in range(schedules):
        with applied(name) as patches:
            result = schedule.run(seed + number, mutant.mix)
        reached = bool(patches)
        # Only what the pipeline itself gets right tells of the mutant.
        if result.wrong and not schedule.run(seed + number, mutant.mix).wrong:
            killed_by = f"simulator: {result.faults[0][0]}"
            return MutantResult(mutant, killed_by, reached, number + 1)
    return MutantResult(mutant, None, reached, schedules)


def _directed(mutant: Mutant, scenario: str) -> MutantResult:
    killed_by = None
    with applied(mutant.name) as patches:
        try:
            SCENARIOS[scenario]()
        except AssertionError:
            killed_by = f"directed test: {scenario}"
    return MutantResult(mutant, killed_by, bool(patches), 0)


def _observed(value: Any, tell: Callable[[], None]) -> Any:
    """The same, but that its use is told: a function, a property, or a container of constants."""
    if isinstance(value, property):
        return property(_observed(value.fget, tell))
    if not callable(value):
        return _ObservedContainer(value, tell)

    def observed(*arguments: Any, **named: Any) -> Any:
        tell()
        try:
            return value(*arguments, **named)
        except (AttributeError, NameError, TypeError) as error:
            frames = traceback.extract_tb(error.__traceback__)
            if any(Path(frame.filename).is_relative_to(PRODUCT) for frame in frames):
                raise
            raise BrokenMutantError(f"{value.__qualname__}: {error!r}") from error

    return observed


class _ObservedContainer:
    def __init__(self, container: Any, tell: Callable[[], None]) -> None:
        self._container, self._tell = container, tell

    def __contains__(self, entry: object) -> bool:
        self._tell()
        return entry in self._container
