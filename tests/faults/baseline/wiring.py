"""The baseline's functions on a world, as its template wires them."""

import json
from typing import Any
from uuid import UUID

from fakes import events
from fakes.function_environment import TABLE
from faults.baseline.orchestrator import PRESETS, Orchestrator
from faults.baseline.status_processor import StatusProcessor
from faults.chance import chance_of
from faults.functions import Answer, Function
from faults.mappings import QueueMapping
from faults.world import World

VISIBILITY_SECONDS = 900
RECEIVES = 3
CONCURRENCY = 10
ASYNC_RETRIES_AFTER_SECONDS = (60, 120)
JOB_SETTINGS = {
    "Queue": events.QUEUE_ARN,
    "Role": f"arn:aws:iam::{events.ACCOUNT_ID}:role/mediaconvert",
    "Settings": {},
}


class Storage:
    """S3's HeadObject: what was uploaded is there."""

    def head_object(self, **_: Any) -> dict[str, Any]:
        return {}


class Metrics:
    def put_metric_data(self, **_: Any) -> dict[str, Any]:
        return {}


class Wiring:
    def __init__(self, world: World) -> None:
        self._world = world
        world.mediaconvert.strict = False
        world.services |= {"s3": Storage(), "cloudwatch": Metrics()}
        for preset in PRESETS:
            world.parameters.values[f"/profiles/{preset}"] = "{}"
        chance, simulation = chance_of(world.seed, "ids"), world.simulation
        orchestrator = Orchestrator(
            world.client,
            TABLE,
            lambda: str(UUID(int=chance.getrandbits(128), version=4)),
            lambda: simulation.time,
            JOB_SETTINGS,
        )
        processor = StatusProcessor(world.client, TABLE, lambda: simulation.time)
        ingest = Function(simulation, "orchestrator", orchestrator.handler, 300)
        self._track = Function(simulation, "status-processor", processor.handler, 60)
        queue = world.queues["upload-events"]
        queue.visibility_seconds, queue.max_receives = VISIBILITY_SECONDS, RECEIVES
        self.mapping = QueueMapping(
            simulation,
            queue,
            ingest,
            chance_of(world.seed, "upload-events"),
            world.rates,
            batch_size=1,
            concurrency=CONCURRENCY,
        )
        world.upload_events = self._put
        world.job_events = lambda body: self._invoke(json.loads(body))

    def _put(self, body: str) -> None:
        self._world.queues["upload-events"].put(body, {}, self._world.simulation.now, 0)

    def _invoke(self, event: dict[str, Any], tries: int = 0) -> None:
        """A rule's target is invoked asynchronously: Lambda tries failed invocations again."""

        def done(answer: Answer) -> None:
            if answer is None and tries < len(ASYNC_RETRIES_AFTER_SECONDS):
                wait = ASYNC_RETRIES_AFTER_SECONDS[tries]
                self._world.simulation.after(wait, lambda: self._invoke(event, tries + 1))

        self._track.start(event, done)
