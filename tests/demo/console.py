"""What the demo prints: phases with their times, progress bars, sizes; and its wait for Ctrl-C."""

import os
import select
import sys
import termios
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress

WIDTH = 32
LOOK_SECONDS = 1.0


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


def on_terminal() -> bool:
    """Whether somebody sees this and can press Ctrl-C: not where it runs in the background."""
    try:
        seen = sys.stdin.isatty() and sys.stdout.isatty()
        return seen and os.tcgetpgrp(sys.stdin.fileno()) == os.getpgrp()
    except (OSError, ValueError):
        return False


def wait_for_ctrl_c(text: str, is_over: Callable[[], bool]) -> None:
    """Print ``text`` and wait for Ctrl-C, or until ``is_over``.

    Ctrl-C is read as a character here. As a signal it would reach make as well, which then fails
    whatever we end with. A signal from elsewhere (kill) ends the wait, too.
    """
    terminal = sys.stdin.fileno()
    before, now = termios.tcgetattr(terminal), termios.tcgetattr(terminal)
    ctrl_c = before[6][termios.VINTR]
    now[3] &= ~(termios.ICANON | termios.ECHO)
    now[6][termios.VINTR] = bytes([os.fpathconf(terminal, "PC_VDISABLE")])
    try:
        termios.tcsetattr(terminal, termios.TCSADRAIN, now)
        print(text, flush=True)
        while not is_over():
            if select.select([terminal], [], [], LOOK_SECONDS)[0]:
                typed = os.read(terminal, 1024)
                if not typed or ctrl_c in typed:
                    break
    except (KeyboardInterrupt, OSError, termios.error):
        return  # the latter two: the terminal is gone
    finally:
        with suppress(termios.error):
            termios.tcsetattr(terminal, termios.TCSADRAIN, before)
