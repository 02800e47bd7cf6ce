"""Writes that count: of one owner's that come in the same moment, all meet in one item."""

from collections.abc import Callable
from typing import TypeVar

from pipeline.failures import TransientError
from pipeline.workflows.services import Clock

TRIES = 4
PAUSE_SECONDS = 0.1
T = TypeVar("T")


def patiently(clock: Clock, write: Callable[[], T]) -> T:
    """Tried again where it was refused because of others. Raises TransientError and
    PermanentError."""
    for tries in range(TRIES - 1):
        try:
            return write()
        except TransientError as error:
            if error.outcome_unknown:
                raise
            clock.sleep(clock.random() * PAUSE_SECONDS * 2**tries)
    return write()
