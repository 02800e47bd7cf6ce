"""Simulated time: what happens when, and who runs."""

import heapq
from collections.abc import Callable
from datetime import UTC, datetime, timedelta

from faults.workers import Worker, stacks

START = datetime(2026, 1, 1, 12, 0, tzinfo=UTC)

# What an event is to those who wait for the end.
LIVE, BACKGROUND, PATIENT = range(3)
# Of real time. A step takes milliseconds.
STALLED_SECONDS = 25


class EndlessError(Exception):
    """The schedule does not come to rest."""


class StalledError(Exception):
    """Nobody takes the next step: a deadlock, or a task that never pauses. Holds all stacks."""


class Simulation:
    """``now`` is in seconds since START. Actions run at their moment and take no time; tasks may
    pause. Events of the same moment run in the order in which they were planned.

    ``live`` counts what is still to come, but for what is planned as ``background``, or is
    ``patient``: what may wait for hours, and happens in its time, but is no reason to go on.
    """

    def __init__(self, tracing: bool = False) -> None:
        self.now = 0.0
        self.live = self._pressing = 0
        self._patiently = False
        self.lines: list[tuple[float, str]] | None = [] if tracing else None
        self._limit = 0
        self._events: list[tuple[float, int, Callable[[], None] | None, Worker | None, int]] = []
        self._planned = 0
        self._main = Worker()  # the caller of run: it has no thread of its own
        self.current = self._main
        self._failure: BaseException | None = None

    @property
    def time(self) -> datetime:
        return START + timedelta(milliseconds=int(self.now * 1000))

    def note(self, text: str) -> None:
        """A line of the trace, where one is wanted."""
        if self.lines is not None:
            self.lines.append((self.now, text))

    def after(
        self,
        seconds: float,
        action: Callable[[], None],
        *,
        background: bool = False,
        patient: bool = False,
    ) -> None:
        rank = PATIENT if patient else BACKGROUND if background else LIVE
        self._plan(self.now + seconds, action, None, rank)

    def start(self, task: Callable[[], None]) -> None:
        """Begin a task now."""

        def guarded() -> None:
            try:
                task()
            except BaseException as error:  # a fault of the simulator, or an oracle that gave up
                self._failure = self._failure or error

        self._plan(self.now, None, Worker.hire(guarded, self._next), LIVE)

    def pause(self, seconds: float) -> None:
        """Let the current task rest; others run meanwhile."""
        worker = self.current
        self._plan(self.now + seconds, None, worker, LIVE)
        self._next(worker)

    def run(self, limit: int = 2_000_000, *, patiently: bool = False) -> None:
        """Until nothing is to come, ``patiently`` also of what may wait. Raises what a task
        raised."""
        self._limit, self._patiently = limit, patiently
        self._next(self._main)
        if self._failure is not None:
            raise self._failure

    def _plan(
        self, moment: float, action: Callable[[], None] | None, worker: Worker | None, rank: int
    ) -> None:
        self._planned += 1
        self.live += rank == LIVE
        self._pressing += rank != PATIENT
        heapq.heappush(self._events, (moment, self._planned, action, worker, rank))

    def _next(self, me: Worker) -> None:
        """Run what is next until it is the turn of ``me``."""
        events = self._events
        while events and self._failure is None and (self._pressing or self._patiently):
            moment, number, action, worker, rank = heapq.heappop(events)
            self.now = moment
            self.live -= rank == LIVE
            self._pressing -= rank != PATIENT
            if worker is me:
                self.current = me
                return
            if worker is not None:
                self._hand_over(me, worker)
                return
            if number > self._limit:
                self._failure = EndlessError(f"{number} events")
                break
            try:
                if action is not None:
                    action()
            except BaseException as error:
                self._failure = error
        if me is not self._main:
            self._hand_over(me, self._main)

    def _hand_over(self, me: Worker, other: Worker) -> None:
        self.current = other
        other.turn.release()
        if me is self._main:
            self._watch()
        else:
            me.turn.acquire()  # a daemon's wait: it ends with the process, or the caller's watch

    def _watch(self) -> None:
        """The caller of ``run`` waits while others run, as long as somebody does."""
        seen = self._progress()
        while not self._main.turn.acquire(timeout=STALLED_SECONDS):
            now = self._progress()
            if now == seen:
                raise StalledError(stacks())
            seen = now

    def _progress(self) -> tuple[int, int]:
        return self._planned, len(self._events)
