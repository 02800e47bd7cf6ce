"""What can go wrong, sorted by who has to do something about it."""

from dataclasses import dataclass
from datetime import timedelta
from math import ceil

from pipeline.text.visible import plain

BACKOFF_BASE_SECONDS = 10
BACKOFF_CAP_SECONDS = 900
LOOK_LEAST_SECONDS, LOOK_MOST_SECONDS = 20, 600
MESSAGE_LIMIT = 1000


@dataclass(frozen=True)
class Failure:
    """Why an asset or a job got no further. ``code`` is stable, ``message`` is for people."""

    code: str
    message: str


class TransientError(Exception):
    """AWS could not answer now; the same call may work later.

    ``outcome_unknown`` is true where the call may have taken effect (timeouts, 5xx).
    """

    def __init__(self, operation: str, reason: str, *, outcome_unknown: bool = False) -> None:
        super().__init__(plain(f"{operation}: {reason}", MESSAGE_LIMIT))
        self.outcome_unknown = outcome_unknown


class PermanentError(Exception):
    """A fault of ours (permissions, configuration, a request the service refuses).

    Waiting does not mend it: the message goes to the dead-letter queue with ``str(error)``.
    """

    def __init__(self, code: str, message: str) -> None:
        super().__init__(plain(f"{code}: {message}", MESSAGE_LIMIT))
        self.failure = Failure(code, plain(message, MESSAGE_LIMIT))


class AccessDeniedError(PermanentError):
    """AWS says that we may not."""


def next_look_seconds(waited: timedelta) -> int:
    """When to look again at what takes seconds, and hours where many wait for it: after a quarter
    of the time that it took so far, 20 s to 600 s."""
    return min(max(ceil(waited / timedelta(seconds=4)), LOOK_LEAST_SECONDS), LOOK_MOST_SECONDS)


def backoff_seconds(tries: int, random: float, base_seconds: int = BACKOFF_BASE_SECONDS) -> int:
    """Exponential backoff with full jitter, 1 s to 900 s; ``random`` is in [0, 1)."""
    ceiling = min(BACKOFF_CAP_SECONDS, base_seconds << min(tries - 1, 10))
    return max(1, round(ceiling * random))
