"""Many schedules, on all cores."""

import gc
import os
import sys
import time
from collections import Counter
from collections.abc import Callable, Iterable, Iterator
from concurrent.futures import ProcessPoolExecutor, as_completed
from contextlib import suppress
from dataclasses import dataclass, field
from multiprocessing import get_context
from typing import Any

from faults import schedule
from faults.progress import Progress

CHUNK = 50
EXAMPLES = 5

Run = Callable[..., schedule.Result]


@dataclass
class Tally:
    """``examples`` are (seed, kind, text) of faults; ``kinds`` counts them."""

    mix: str
    schedules: int = 0
    wrong: int = 0
    seconds: float = 0
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
        for name in ("schedules", "wrong", "hours", "jobs", "healed", "ends", "kinds"):
            setattr(self, name, getattr(self, name) + getattr(other, name))
        self.injected += other.injected
        self.calls += other.calls
        self.examples = sorted([*self.examples, *other.examples])[:EXAMPLES]


def run(
    mix: str,
    seeds: range,
    *,
    baseline: bool = False,
    cores: int | None = None,
    progress: bool = True,
) -> Tally:
    began = time.monotonic()
    tally = Tally(mix)
    chunks = [seeds[at : at + CHUNK] for at in range(0, len(seeds), CHUNK)]
    shown = Progress(f"{'baseline' if baseline else 'ours'} {mix}", len(seeds))
    for part in _parts(chunks, mix, baseline, cores or os.cpu_count() or 1):
        tally.join(part)
        if progress:
            shown.show(tally.schedules, tally.wrong)
    tally.seconds = time.monotonic() - began
    return tally


def _parts(chunks: list[range], mix: str, baseline: bool, cores: int) -> Iterator[Tally]:
    if cores == 1 or len(chunks) == 1:
        yield from (part(chunk, mix, baseline) for chunk in chunks)
        return
    context = get_context("fork" if sys.platform == "linux" else "spawn")
    number = context.Value("i", 0)
    with ProcessPoolExecutor(cores, context, initializer=prepare, initargs=(number,)) as pool:
        for done in as_completed([pool.submit(part, chunk, mix, baseline) for chunk in chunks]):
            yield done.result()


def prepare(number: Any) -> None:
    """Keep a process on one core: its threads take turns anyway, and hand over faster so."""
    gc.set_threshold(200_000)
    with suppress(AttributeError, OSError), number.get_lock():
        cores = sorted(os.sched_getaffinity(0))
        os.sched_setaffinity(0, {cores[number.value % len(cores)]})
        number.value += 1


def part(seeds: Iterable[int], mix: str, baseline: bool) -> Tally:
    tally = Tally(mix)
    for seed in seeds:
        tally.add(design_run(baseline)(seed, mix))
    return tally


def design_run(baseline: bool) -> Run:
    if not baseline:
        return schedule.run
    from faults.baseline import schedule as of_baseline

    return of_baseline.run
