"""Many uploads in one moment, under the quota of CreateJob."""

from dataclasses import dataclass

from faults.call_faults import OVER_QUOTA
from faults.chance import chance_of
from faults.design import Design
from faults.mixes import NONE
from faults.oracle import Oracle
from faults.uploads import uploads_of
from faults.verdicts import judge
from faults.world import World

SPREAD_SECONDS = 2


@dataclass(frozen=True)
class Figures:
    """``last_job_seconds``: when the last job was created. ``throttled`` is the share of requests
    to CreateJob that were answered 429, the SDK's own tries included; ``put_off`` that of calls,
    which brought a message back."""

    uploads: int
    concurrency: int
    batch_size: int
    last_job_seconds: float
    throttled: float
    put_off: float
    most_receives: int
    timeouts: int
    dead_letters: int
    faults: tuple[tuple[str, str], ...]

    @property
    def wrong(self) -> bool:
        return bool(self.faults or self.dead_letters)


def run(count: int, concurrency: int = 2, batch_size: int = 5, seed: int = 1) -> Figures:
    uploads = uploads_of(chance_of(seed), NONE, count, SPREAD_SECONDS)
    world = World(f"{seed}/burst", NONE, uploads, False)
    design = Design(world, concurrency, batch_size)
    oracle = Oracle(world.mediaconvert.jobs, world.simulation.note)
    world.table.changed.insert(0, oracle.watch)
    received: list[int] = []
    world.queues["upload-events"].received = received.append
    world.plan_uploads()
    world.simulation.run(limit=20_000_000)
    service = world.mediaconvert
    return Figures(
        count,
        concurrency,
        batch_size,
        max(service.created),
        service.throttled / (service.throttled + len(service.created)),
        world.calls.injected[OVER_QUOTA] / world.calls.counts["create_job"],
        max(received),
        sum(
            invocation.killed
            for function in design.functions
            for invocation in function.invocations
        ),
        sum(len(queue.messages) for name, queue in world.queues.items() if name.endswith("-dlq")),
        (*(("illegal write", text) for text in oracle.violations), *judge(world, design).faults),
    )
