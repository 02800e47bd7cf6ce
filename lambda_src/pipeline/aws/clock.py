"""Time and chance."""

import random
import time
from datetime import UTC, datetime


class Clock:
    def now(self) -> datetime:
        """Milliseconds, as the record keeps them."""
        now = datetime.now(UTC)
        return now.replace(microsecond=now.microsecond // 1000 * 1000)

    def sleep(self, seconds: float) -> None:
        time.sleep(seconds)

    def random(self) -> float:
        """In [0, 1)."""
        return random.random()  # noqa: S311 - spreads retries, guards nothing
