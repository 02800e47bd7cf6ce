"""Where the real functions meet the simulator: clients, clock, logger, metrics, environment."""

import os
import traceback
from collections.abc import Callable
from datetime import datetime
from importlib import import_module
from types import ModuleType
from typing import Any

from fakes.function_environment import ENVIRONMENT
from faults.chance import chance_of
from faults.world import World

CACHES = ("parts", "event_bus")

_originals: dict[tuple[ModuleType, str], Any] = {}


class Clock:
    def __init__(self, world: World) -> None:
        self._world, self._chance = world, chance_of(world.seed, "clock")

    def now(self) -> datetime:
        return self._world.simulation.time

    def random(self) -> float:
        return self._chance.random()

    def sleep(self, seconds: float) -> None:
        self._world.calls.sleep(seconds)


class Notebook:
    """In place of the logger and the metrics: keeps measurements, and what nobody foresaw."""

    def __init__(self) -> None:
        self.unforeseen: list[str] = []
        self.measurements: dict[str, float] = {}

    def exception(self, message: str, **_: Any) -> None:
        self.unforeseen.append(f"{message}\n{traceback.format_exc()}")

    def record(self, _: str | None, measurements: Any) -> None:
        for entry in measurements:
            self.measurements[entry.name] = self.measurements.get(entry.name, 0) + entry.value

    def __getattr__(self, name: str) -> Any:
        return lambda *_, **__: None


class Seams:
    """Of one world. Those of another world take their place; ``restore`` ends it."""

    def __init__(self, world: World, concurrency: int) -> None:
        self.notebook = Notebook()
        self._simulation = world.simulation
        self._environment = {"PROCESSING_CONCURRENCY": str(concurrency)}
        clock = Clock(world)
        self._parts = {
            "client": world.client,
            "Clock": lambda: clock,
            "Metrics": lambda *_: self.notebook,
            "logger": self.notebook,
        }

    def function(self, name: str) -> Callable[..., Any]:
        """A function's handler."""
        os.environ.update(ENVIRONMENT | self._environment)
        module = import_module(f"handlers.{name}")
        for place in (module, import_module("handlers.queue_batch")):
            for part, mine in self._parts.items():
                if hasattr(place, part):
                    _originals.setdefault((place, part), getattr(place, part))
                    setattr(place, part, mine)
        for cache in CACHES:
            if hasattr(module, cache):
                made = _originals.setdefault((module, cache), getattr(module, cache))
                setattr(module, cache, self._of_process(cache, made.__wrapped__))
        return lambda *call: module.handler(*call)

    def _of_process(self, cache: str, make: Callable[[], Any]) -> Callable[[], Any]:
        """What is kept in memory is kept by each process for itself."""

        def kept() -> Any:
            memory = self._simulation.current.invocation.memory
            if cache not in memory:
                memory[cache] = make()
            return memory[cache]

        return kept


def restore() -> None:
    """Give the handlers back to AWS."""
    for (place, part), original in _originals.items():
        setattr(place, part, original)
    _originals.clear()
    for variable in ENVIRONMENT:
        os.environ.pop(variable, None)
