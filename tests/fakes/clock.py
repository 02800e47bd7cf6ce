"""Time and chance that a test controls."""

from datetime import UTC, datetime, timedelta

START = datetime(2026, 1, 1, 12, 0, tzinfo=UTC)


class FakeClock:
    """Stands still until it is told to move; ``random`` gives the largest value by default."""

    def __init__(self, now: datetime = START, chance: float = 0.999) -> None:
        self.moment = now
        self.chance = chance
        self.slept: list[float] = []

    def now(self) -> datetime:
        return self.moment

    def random(self) -> float:
        return self.chance

    def sleep(self, seconds: float) -> None:
        self.slept.append(seconds)
        self.forward(seconds)

    def forward(self, seconds: float) -> None:
        self.moment += timedelta(seconds=seconds)
