"""Many schedules, on all cores."""

import faulthandler
import gc
import os
import sys
import time
from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Mapping
from concurrent.futures import Future, ProcessPoolExecutor, as_completed
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field
from multiprocessing import get_context
from typing import Any

from faults import burst, schedule
from faults.progress import Progress

CHUNK = 50
EXAMPLES = 5
# A schedule takes hundredths of a second, a burst of thousands of uploads half a minute.
SCHEDULE_LIMIT_SECONDS = 60
BURST_LIMIT_SECONDS = 600
LOCK_LIMIT_SECONDS = 30

Run = Callable[..., schedule.Result]
Task = tuple[Callable[..., Any], tuple[Any, ...]]

STANDARD_ERROR = 2  # the file itself: pytest puts others in the place of sys.stderr

_in_pool = False


@dataclass
class Tally:
    """``examples`` are (seed, kind, text) of faults; ``kinds`` counts them. ``cpu_seconds`` are
    those of all processes."""

    mix: str
    schedules: int = 0
    wrong: int = 0
    cpu_seconds: float = 0
    hours: float = 0
    jobs: int = 0
    healed: int = 0
    ends: Counter[str] = field(default_factory=Counter)
    kinds: Counter[str] = field(default_factory=Counter)
    injected: Counter[str] = field(default_factory=Counter)
    calls: Counter[str] = field(default_factory=Counter)
    examples: list[tuple[int, str, str]] = field(default_factory=list)

    @property
    def uploads(self) -> int:
        return sum(self.ends.values()) - self.ends["with a fault"]

    def add(self, result: schedule.Result) -> None:
        self.schedules += 1
        self.wrong += result.wrong
        self.hours += result.hours
        self.jobs += result.jobs
        self.healed += result.healed
        self.ends += result.ends
        self.injected += result.injected
        self.calls += result.calls
        self.kinds.update(kind for kind, _ in result.faults)
        for kind, text in result.faults:
            if len(self.examples) < EXAMPLES:
                self.examples.append((result.seed, kind, text))

    def join(self, other: "Tally") -> None:
        for name in ("schedules", "wrong", "cpu_seconds", "hours", "jobs", "healed"):
            setattr(self, name, getattr(self, name) + getattr(other, name))
        self.ends += other.ends
        self.kinds += other.kinds
        self.injected += other.injected
        self.calls += other.calls
        self.examples = sorted([*self.examples, *other.examples])[:EXAMPLES]


def run(
    seeds: Mapping[str, range],
    *,
    baseline: bool = False,
    cores: int | None = None,
    progress: bool = True,
    bursts: Iterable[int] = (),
) -> tuple[list[Tally], list[burst.Figures]]:
    """The seeds of each mix, and ``bursts`` of so many uploads beside them, longest first."""
    tallies = {mix: Tally(mix) for mix in seeds}
    figures = []
    shown = Progress("baseline" if baseline else "ours", sum(map(len, seeds.values())))
    tasks: list[Task] = [(measure, (count,)) for count in sorted(bursts, reverse=True)]
    for mix, numbers in seeds.items():
        chunks = (numbers[at : at + CHUNK] for at in range(0, len(numbers), CHUNK))
        tasks += [(part, (chunk, mix, baseline)) for chunk in chunks]
    for done in _results(tasks, cores or os.cpu_count() or 1):
        if isinstance(done, Tally):
            tallies[done.mix].join(done)
            if progress:
                whole = tallies.values()
                shown.show(sum(t.schedules for t in whole), sum(t.wrong for t in whole))
        else:
            figures.append(done)
    return list(tallies.values()), sorted(figures, key=lambda each: each.uploads)


def _results(tasks: list[Task], cores: int) -> Iterator[Any]:
    if cores == 1 or len(tasks) == 1:
        yield from (function(*arguments) for function, arguments in tasks)
        return
    context = get_context("fork" if sys.platform == "linux" else "spawn")
    number = context.Value("i", 0)
    with ProcessPoolExecutor(cores, context, initializer=prepare, initargs=(number,)) as pool:
        futures: list[Future[Any]] = [pool.submit(function, *given) for function, given in tasks]
        try:
            for done in as_completed(futures):
                yield done.result()
        finally:
            pool.shutdown(cancel_futures=True)  # what runs has a limit


def prepare(number: Any) -> None:
    """Keep a process on one core: its threads take turns anyway, and hand over faster so."""
    global _in_pool
    _in_pool = True
    collect_seldom()
    if not number.get_lock().acquire(timeout=LOCK_LIMIT_SECONDS):
        raise TimeoutError("another process keeps the campaign's counter")
    try:
        with suppress(AttributeError, OSError):
            cores = sorted(os.sched_getaffinity(0))
            os.sched_setaffinity(0, {cores[number.value % len(cores)]})
        number.value += 1
    finally:
        number.get_lock().release()


def collect_seldom() -> None:
    """What is imported stays, and is not looked through again and again."""
    gc.freeze()
    gc.set_threshold(200_000)


@contextmanager
def limit(seconds: float) -> Iterator[None]:
    """In a process of the pool: one that hangs shows its stacks and ends, and the campaign
    fails. Elsewhere nothing is done: a process has one such timer, and it may be pytest's."""
    if not _in_pool:
        yield
        return
    faulthandler.dump_traceback_later(seconds, exit=True, file=STANDARD_ERROR)
    try:
        yield
    finally:
        faulthandler.cancel_dump_traceback_later()


def part(seeds: Iterable[int], mix: str, baseline: bool) -> Tally:
    tally, began, run = Tally(mix), time.process_time(), design_run(baseline)
    for seed in seeds:
        with limit(SCHEDULE_LIMIT_SECONDS):
            tally.add(run(seed, mix))
    tally.cpu_seconds = time.process_time() - began
    return tally


def measure(uploads: int) -> burst.Figures:
    with limit(BURST_LIMIT_SECONDS):
        return burst.run(uploads)


def design_run(baseline: bool) -> Run:
    if not baseline:
        return schedule.run
    from faults.baseline import schedule as of_baseline

    return of_baseline.run
