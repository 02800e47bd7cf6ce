"""Mutants of finishing."""

from typing import Any

from faults.mutants.mutant import mutant
from pipeline.workflows import finish, track


def _always(*, last_chance: bool) -> Any:
    return lambda original: lambda **facts: original(**{**facts, "last_chance": last_chance})


MUTANTS = (
    mutant(
        "saved-before-storyboard",
        "the record names a storyboard that is yet to be written",
        (finish._Finishing, finish._Finishing._put, lambda _: lambda *_: True),
    ),
    mutant(
        "finishing-gives-up",
        "a fault that may pass costs the storyboard",
        (track, track.Heard, _always(last_chance=True)),
        scenario="storyboards_are_tried_again",
    ),
    mutant(
        "finishing-never-gives-up",
        "a bucket that does not answer keeps the asset open",
        (track, track.Heard, _always(last_chance=False)),
        scenario="storyboards_fail_no_asset",
    ),
)
