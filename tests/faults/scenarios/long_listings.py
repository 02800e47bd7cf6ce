"""An upload whose jobs nobody can look for, among thousands of jobs of others."""

from collections.abc import Callable
from functools import partial

from fakes.events import QUEUE_ARN
from faults.chance import chance_of
from faults.design import Design
from faults.mixes import NONE
from faults.oracle import Oracle
from faults.services.typed_values import read_item
from faults.uploads import Upload, uploads_of
from faults.verdicts import judge
from faults.world import World

HOUR = 3600
JOBS_AN_HOUR = 5000
COUNT = 40
RESUMED = 6 * HOUR
MOST_SECONDS = 60  # who shares the stuck one's batch waits for half an invocation at most


class StuckAmongMany:
    """The first upload's job is created; its orchestrator dies, its message and job events are
    lost, and the reconciler is off for six hours. Then the other uploads come, and the first one's
    event again with them."""

    def __init__(self) -> None:
        uploads = uploads_of(chance_of("crowd"), NONE, COUNT + 1, 10)
        self.world = World("crowd", NONE, uploads, False)
        self.design = Design(self.world)
        self.oracle = Oracle(self.world.mediaconvert.jobs, self.world.simulation.note)
        self.world.table.changed.insert(0, self.oracle.watch)
        self.world.calls.faults.script = {"create_job": ["killed after"]}
        self.world.mediaconvert.token_seconds = 0
        self.design.reconciling = False
        self.stuck, self.others = uploads[0], uploads[1:]
        self._job_events, self.world.job_events = self.world.job_events, lambda _: None
        simulation = self.world.simulation
        simulation.after(0, lambda: self.world.put_upload(self.stuck))
        simulation.after(100, self._lose_the_message)
        simulation.after(RESUMED, self._go_on)

    def _lose_the_message(self) -> None:
        queue = self.world.queues["upload-events"]
        for message in list(queue.messages.values()):
            queue.delete(message)

    def _go_on(self) -> None:
        service = self.world.mediaconvert
        service.crowd(QUEUE_ARN, 6 * JOBS_AN_HOUR, RESUMED - 200)
        self.world.job_events = self._job_events
        self.design.reconciling = True
        self.design.wake()
        self.world.announce_upload(self.stuck)
        for upload in self.others:
            self.world.simulation.after(upload.at, partial(self.world.put_upload, upload))

    def status(self, upload: Upload) -> str:
        known = self.design.asset_ids[upload] in self.world.table.items
        return self.record(upload)["status"] if known else "NO RECORD"

    def record(self, upload: Upload) -> dict:
        return read_item(self.world.table.items[self.design.asset_ids[upload]])


def stuck_asset_harms_nothing_else() -> None:
    """It gets no second job, and is given up in the end; the others never notice."""
    scenario = StuckAmongMany()
    scenario.world.simulation.run()
    simulated = scenario.world.mediaconvert.jobs.values()
    stuck = scenario.record(scenario.stuck)
    jobs = [job for job in simulated if job.metadata.get("assetId") == stuck["assetId"]]
    assert len(jobs) == 1, f"{len(jobs)} jobs of the stuck asset"
    assert (stuck["status"], stuck["errors"][-1]["code"]) == ("FAILED", "STALLED")
    for upload in scenario.others:
        assert scenario.status(upload) == "SUCCEEDED"
    last = max(job.created_at for job in simulated if job.metadata and job not in jobs)
    assert last - RESUMED < MOST_SECONDS, f"submitted after {last - RESUMED:.0f} s"
    killed = [
        invocation.name
        for function in scenario.design.functions
        for invocation in function.invocations
        if invocation.killed and invocation.name != "ingest_orchestrator#1"  # the scenario's own
    ]
    assert not killed, killed
    faults = [text for _, text in judge(scenario.world, scenario.design).faults]
    assert all("STALLED" in text for text in faults), faults
    assert not scenario.oracle.violations


SCENARIOS: tuple[Callable[[], None], ...] = (stuck_asset_harms_nothing_else,)
