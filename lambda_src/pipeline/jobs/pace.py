"""The pace of CreateJob: MediaConvert takes so many a second, after a burst."""

from datetime import datetime, timedelta


class Pace:
    """One instance's share of the quota: of ``sharers`` instances that know nothing of each other,
    each keeps to its part of ``per_second`` and ``burst``.

    A bucket of the burst that fills with the rate, kept as the moment when it will be full again.
    """

    def __init__(self, per_second: float, burst: int, sharers: int) -> None:
        self._interval = timedelta(seconds=sharers / per_second)
        self._ahead = self._interval * (max(1.0, burst / sharers) - 1)
        self._full_at: datetime | None = None

    def wait_seconds(self, now: datetime) -> float:
        """Until a call is within the share. No longer than one interval, and 0 as a rule."""
        if self._full_at is None:
            return 0.0
        return max(0.0, (self._full_at - self._ahead - now).total_seconds())

    def count(self, now: datetime) -> None:
        """A call is made now."""
        self._full_at = max(self._full_at or now, now) + self._interval
