"""What one owner may send in a day."""

from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from decimal import Decimal


@dataclass(frozen=True)
class Quota:
    """Of an owner, in a day of UTC. Sessions count when they are made, also those that are never
    sent. So do their bytes, or where no size is told, when the parts that were sent are counted.
    What their jobs may cost is known, and counted, once they are submitted: no upload begins after
    that has used up the day."""

    uploads_per_day: int
    bytes_per_day: int
    estimate_usd_per_day: Decimal


@dataclass(frozen=True)
class Day:
    """A day of UTC, as far as counting needs it."""

    name: str
    ends_at: datetime

    def left_seconds(self, now: datetime) -> int:
        """At least 1."""
        return max(1, int((self.ends_at - now).total_seconds()))


@dataclass(frozen=True)
class OwnersDay:
    """What is counted together."""

    owner: str
    day: Day


@dataclass(frozen=True)
class Allowance(OwnersDay):
    """What an owner may send in a day, and which day it is."""

    quota: Quota


def day_of(now: datetime) -> Day:
    today = now.astimezone(UTC).replace(hour=0, minute=0, second=0, microsecond=0)
    return Day(today.date().isoformat(), today + timedelta(days=1))
