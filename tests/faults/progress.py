"""How far a campaign is: a bar on a terminal, else a line now and then."""

import sys
import time

LINE_SECONDS = 30


class Progress:
    """Of one mix; ``total`` schedules."""

    def __init__(self, label: str, total: int) -> None:
        self._label, self._total = label, total
        self._bar = sys.stderr.isatty()
        self._began = self._told = time.monotonic()

    def show(self, done: int, wrong: int) -> None:
        now = time.monotonic()
        rate = done / max(0.001, now - self._began)
        text = f"{done}/{self._total} schedules, {rate:.0f}/s, {wrong} wrong"
        if self._bar:
            bar = "#" * int(done / self._total * 30)
            end = "\n" if done == self._total else ""
            print(f"\r{self._label:18} [{bar:30}] {text} ", end=end, file=sys.stderr, flush=True)
        elif done == self._total or now - self._told >= LINE_SECONDS:
            self._told = now
            print(f"{self._label}: {text}", file=sys.stderr, flush=True)
