"""What the demo prints: phases with their times, progress bars, sizes."""

import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager

WIDTH = 32


@contextmanager
def phase(title: str) -> Iterator[None]:
    """Say what is done now and, at its end, how long it took."""
    print(f"▸ {title}", flush=True)
    began = time.monotonic()
    yield
    print(f"  done in {time.monotonic() - began:.1f} s", flush=True)


class Bar:
    """A progress bar; where output is no terminal, a line at every quarter and every new state."""

    def __init__(self) -> None:
        self._last: object = None
        self._open = False

    def show(self, share: float, text: str, state: str = "") -> None:
        """Draw the bar at ``share`` (0 to 1) with a state and a text behind it."""
        text = f"{state} {text}".lstrip()
        if sys.stdout.isatty():
            full = round(WIDTH * share)
            print(f"\r  {'█' * full}{'░' * (WIDTH - full)} {text}\033[K", end="", flush=True)
            self._open = True
        elif self._last != (seen := (int(share * 4), state)):
            print(f"  {text}", flush=True)
            self._last = seen

    def end(self) -> None:
        """Leave the line of the bar."""
        if self._open:
            print(flush=True)
        self._open = False


def size(byte_count: int) -> str:
    """A size as people write it."""
    if byte_count < 1000:
        return f"{byte_count} B"
    if byte_count < 1_000_000:
        return f"{byte_count / 1000:.1f} kB"
    return f"{byte_count / 1_000_000:.1f} MB"
