"""Where the real functions meet the simulator: clients, clock, logger, metrics, environment."""

import os
import traceback
from collections.abc import Callable
from datetime import datetime
from functools import lru_cache
from types import ModuleType
from typing import Any

from aws_lambda_powertools import Logger

from fakes.function_environment import ENVIRONMENT
from faults.chance import chance_of
from faults.services.cloudfront import DISTRIBUTION_ID
from faults.webhooks import VARIABLES, Webhooks
from faults.world import World
from handlers import queue_batch
from pipeline.aws import clock
from pipeline.aws.clients import client
from pipeline.aws.metrics import Metrics
from pipeline.aws.receivers import Receivers

CLIENT, CLOCK, METRICS, LOGGER, CACHE = "client", "clock", "metrics", "logger", "cache"
RECEIVERS = "receivers"
CDN = "CDN_DISTRIBUTION_ID"
# What every handler has of these, in its own module or in the one that queue readers share.
REQUIRED = {CLIENT, LOGGER, CACHE}

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


class Observer:
    """In place of the logger and the metrics: keeps measurements, and unexpected errors."""

    def __init__(self) -> None:
        self.unexpected: list[str] = []
        self.measurements: dict[str, float] = {}

    def exception(self, message: str, **_: Any) -> None:
        self.unexpected.append(f"{message}\n{traceback.format_exc()}")

    def record(self, _: str | None, measurements: Any) -> None:
        for entry in measurements:
            self.measurements[entry.name] = self.measurements.get(entry.name, 0) + entry.value

    def __getattr__(self, name: str) -> Any:
        return lambda *_, **__: None


class PatchPoints:
    """Of one world. Those of another world take their place; ``restore`` ends it."""

    def __init__(self, world: World, concurrency: int, webhooks: Webhooks) -> None:
        self.observer = Observer()
        self._simulation = world.simulation
        os.environ.update(ENVIRONMENT | {"PROCESSING_CONCURRENCY": str(concurrency)})
        os.environ.update(webhooks.environment)
        # Most schedules are of a pipeline without a CDN.
        os.environ[CDN] = DISTRIBUTION_ID if world.has_cdn else ""
        simulated = Clock(world)
        self._replacements: dict[str, Any] = {
            CLIENT: world.client,
            CLOCK: lambda: simulated,
            METRICS: lambda *_: self.observer,
            LOGGER: self.observer,
            RECEIVERS: lambda: webhooks,
        }

    def handler(self, module: ModuleType) -> Callable[..., Any]:
        """A function's handler, on this world."""
        for place, name, kind in _found(module):
            original = _originals.setdefault((place, name), getattr(place, name))
            if kind == CACHE:
                setattr(place, name, self._of_process(name, original.__wrapped__))
            else:
                setattr(place, name, self._replacements[kind])
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
    for (place, name), original in _originals.items():
        setattr(place, name, original)
    _originals.clear()
    for variable in (*ENVIRONMENT, *VARIABLES, CDN):
        os.environ.pop(variable, None)


@lru_cache(maxsize=10)
def _found(module: ModuleType) -> list[tuple[ModuleType, str, str]]:
    """Module, name and kind of all that is replaced. They are found by what they are, so that one
    with another name is not left as it is."""
    found = [
        (place, name, kind)
        for place in (module, queue_batch)
        for name, value in vars(place).items()
        if (kind := _kind(_originals.get((place, name), value))) is not None
    ]
    missing = REQUIRED - {kind for _, _, kind in found}
    if missing:
        raise LookupError(f"{module.__name__} has no {sorted(missing)} to replace")
    return found


def _kind(value: Any) -> str | None:
    for kind, original in (
        (CLIENT, client),
        (CLOCK, clock.Clock),
        (METRICS, Metrics),
        (RECEIVERS, Receivers),
    ):
        if value is original:
            return kind
    if isinstance(value, Logger):
        return LOGGER
    return CACHE if isinstance(value, type(_found)) else None
