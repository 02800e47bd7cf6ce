"""A rule, and how one is written: a function that yields what breaks it."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass

from streaming.presentation import Presentation

MUST, SHOULD = "MUST", "SHOULD"
Faults = Iterator[str]
Check = Callable[[Presentation], Faults]
Applies = Callable[[Presentation], bool]


@dataclass(frozen=True)
class Rule:
    """``number`` is Apple's, or P and a number for rules of ours; ``applies`` says whether what the
    rule is about is there at all."""

    number: str
    force: str
    says: str
    check: Check
    applies: Applies


class Rules:
    """Rules about the same thing."""

    def __init__(self, applies: Applies) -> None:
        self.applies = applies
        self.all: list[Rule] = []

    def __call__(self, number: str, force: str, says: str) -> Callable[[Check], Check]:
        def add(check: Check) -> Check:
            self.all.append(Rule(number, force, says, check, self.applies))
            return check

        return add


def of_playlists(found: Presentation) -> bool:
    return found.hls is not None


def of_media(found: Presentation) -> bool:
    return bool(found.streams or found.unread)


def of_dash(found: Presentation) -> bool:
    return found.dash is not None
