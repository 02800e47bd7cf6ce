"""Who may submit an attempt's jobs, and how long."""

from dataclasses import dataclass
from datetime import datetime
from math import ceil

# The owner of a backoff: an attempt that nobody has claimed yet.
_NOBODY = "retry"


@dataclass(frozen=True)
class Lease:
    """While it lasts, ``owner`` (one delivery of one message) may be submitting jobs."""

    owner: str
    until: datetime

    @property
    def is_backoff(self) -> bool:
        """Nobody holds it: the attempt waits, and none of its jobs can exist."""
        return self.owner == _NOBODY

    def left_seconds(self, now: datetime) -> int:
        """Whole seconds, rounded up; 0 where it is over."""
        return max(0, ceil((self.until - now).total_seconds()))


def backoff_until(until: datetime) -> Lease:
    """The lease of an attempt that waits for whoever continues."""
    return Lease(_NOBODY, until)
