"""One schedule from its seed to its verdict."""

from collections import Counter
from collections.abc import Callable
from dataclasses import dataclass

from fakes import profiles
from fakes.function_environment import ENVIRONMENT
from faults import webhook_oracle
from faults.api_uploads import ApiUploads
from faults.chance import chance_of
from faults.design import Design
from faults.erasure_oracle import ErasureOracle
from faults.erasures import Erasures
from faults.mixes import MIXES
from faults.operator import Operator
from faults.oracle import Oracle
from faults.simulation import EndlessError
from faults.storyboards import Storyboards
from faults.uploads import uploads_of
from faults.verdicts import WRONG, judge
from faults.world import World

UPLOADS = 4
SPREAD_SECONDS = 60
SEVERAL_JOBS = 0.25  # of the schedules have a profile with three jobs
SWEEPS = 3  # of the backfill
# Once superseded outputs are due; the next time, so is the removal that came to nothing.
REMOVAL_SECONDS = (int(ENVIRONMENT["SUPERSEDED_OUTPUTS_DAYS"]) + 1) * 24 * 3600
REMOVAL_ROUNDS = 30


@dataclass(frozen=True)
class Result:
    """Of one schedule. ``faults`` are (kind, text); ``hours`` simulated."""

    seed: int
    mix: str
    ends: Counter[str]
    faults: tuple[tuple[str, str], ...]
    injected: Counter[str]
    calls: Counter[str]
    jobs: int
    healed: int
    hours: float
    lines: tuple[tuple[float, str], ...] = ()

    @property
    def wrong(self) -> bool:
        return bool(self.faults)


def run(
    seed: int,
    mix: str = "all",
    *,
    tracing: bool = False,
    prepare: Callable[[World, Design], None] | None = None,
) -> Result:
    """``prepare`` may disturb the design before it begins."""
    rates = MIXES[mix]
    chance = chance_of(seed, mix, "uploads")
    world = World(
        f"{seed}/{mix}", rates, uploads_of(chance, rates, UPLOADS, SPREAD_SECONDS), tracing
    )
    design = Design(world)
    operator = Operator(world, design)
    oracle = Oracle(world.mediaconvert.jobs, world.simulation.note, operator.asked)
    storyboards, by_api = Storyboards(world), ApiUploads(world, design)
    erasures = Erasures(world, design, operator)
    of_erasures = ErasureOracle(world, design, erasures.asked)
    world.table.changed[:0] = [oracle.watch, storyboards.watch, of_erasures.watch]
    if rates.cdn:
        world.table.changed.insert(0, world.cdn.watch)
    world.bucket.deleting = of_erasures.deletes_upload
    world.sessions.deleted.append(of_erasures.forgets_session)
    world.outputs.deleting = _each(
        lambda key: oracle.removes(key, world.simulation.time), world.cdn.deletes
    )
    if mix != "none" and chance.random() < SEVERAL_JOBS:
        world.profile(profiles.text(profiles.captioned(profiles.PER_FORMAT)))
    if prepare is not None:
        prepare(world, design)
    by_api.make()
    world.plan_uploads()
    operator.plan()
    erasures.plan()
    faults: list[tuple[str, str]] = []
    hours = 0.0
    try:
        world.simulation.run()
        for _ in range(SWEEPS):
            if not backfill(world, design):
                break
            world.simulation.run()
        hours = world.simulation.now / 3600
        _redrive(world, erasures)
        erasures.disturb()
        world.simulation.run()
        _remove_superseded(world, design, operator, erasures)
        _expire(world, design, by_api)
        _redrive(world, erasures)
        world.simulation.run(patiently=True)
    except EndlessError as error:
        faults.append(("endless", str(error)))
    verdict = judge(world, design, oracle.reopened)
    violations = (*oracle.violations, *storyboards.violations, *world.cdn.violations)
    faults += [("illegal write", text) for text in violations] + verdict.faults
    faults += by_api.faults() + of_erasures.faults(erasures.accepted)
    if not design.stream.discarded:
        steps = oracle.progress_faults(world.bus.announced)
        faults += [("not announced", text) for text in steps]
    faults += [("no storyboard", text) for text in storyboards.missing()]
    faults += webhook_oracle.faults(design.webhooks, world)
    erasures.outlive_tombstones()
    faults += of_erasures.returned()
    if faults and WRONG not in verdict.ends:
        verdict.ends["with a fault"] += 1
    return Result(
        seed,
        mix,
        verdict.ends,
        tuple(faults),
        world.calls.injected,
        world.calls.counts,
        len(world.mediaconvert.jobs),
        int(design.observer.measurements.get("AssetsReconciled", 0)),
        hours,
        tuple(world.simulation.lines or ()),
    )


def _each(*told: Callable[[str], None]) -> Callable[[str], None]:
    def tell(key: str) -> None:
        for one in told:
            one(key)

    return tell


def _redrive(world: World, erasures: Erasures) -> None:
    for _ in range(SWEEPS):
        if not erasures.redrive():
            return
        world.simulation.run()


def _remove_superseded(
    world: World, design: Design, operator: Operator, erasures: Erasures
) -> None:
    """When they are due, and not all at once: other attempts begin meanwhile."""
    for number in range(REMOVAL_ROUNDS):
        if not design.superseded():
            return
        design.sleep(REMOVAL_SECONDS)
        if number == 0:
            operator.plan_when_due(REMOVAL_SECONDS)
            erasures.plan_when_due(REMOVAL_SECONDS)
        world.simulation.run()


def _expire(world: World, design: Design, by_api: ApiUploads) -> None:
    for _ in range(REMOVAL_ROUNDS):
        if not by_api.unexpired():
            return
        design.sleep(REMOVAL_SECONDS)
        world.simulation.run()


def backfill(world: World, design: Design) -> bool:
    """Send the events of objects without a record again, as `make backfill` does."""
    bare = [
        upload for upload in world.lost_uploads if design.asset_ids[upload] not in world.table.items
    ]
    for upload in bare:
        world.simulation.note(f"backfill: {upload.key} {upload.version_id}")
        world.announce_upload(upload)
    design.wake()
    return bool(bare)
