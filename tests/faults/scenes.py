"""Directed tests of single layers: where several layers guard one promise, schedules cannot tell
that one of them is missing. Each raises AssertionError where its layer does not hold."""

from collections.abc import Callable

from faults.chance import chance_of
from faults.design import Design
from faults.mixes import NONE
from faults.uploads import Upload, uploads_of
from faults.world import World
from pipeline.aws.attribute_values import plain_item


class Stage:
    """One upload without faults but for those that a scene asks for, and without reconciler."""

    def __init__(self, **script: list[str | None]) -> None:
        self.world = World("scene", NONE, uploads_of(chance_of("scene"), NONE, 1, 0), False)
        self.design = Design(self.world)
        self.design.functions.pop("asset_reconciler", None)
        self.world.calls.script = script

    @property
    def upload(self) -> Upload:
        return self.world.uploads[0]

    def play(self) -> "Stage":
        self.world.plan_uploads()
        self.world.simulation.run()
        return self

    @property
    def record(self) -> dict:
        return plain_item(self.world.table.items[self.design.asset_ids[self.upload]])


def rivals_wait() -> None:
    """Only one of two deliveries of an event at the same moment submits."""
    stage = Stage()
    stage.world.simulation.after(0, lambda: stage.world.announce_upload(stage.upload))
    stage.play()
    assert stage.world.calls.counts["create_job"] == 1
    assert stage.world.calls.counts["probe"] == 1


def rivals_stay() -> None:
    """The second of two deliveries goes on where the first one died."""
    stage = Stage(create_job=["killed before"])
    queue = stage.world.queues["upload-events"]
    stage.world.simulation.after(1.0, lambda: stage.world.announce_upload(stage.upload))
    # The message of the killed delivery is never seen again.
    stage.world.simulation.after(
        100, lambda: [queue.delete(message) for message in list(queue.messages.values())[:1]]
    )
    stage.play()
    assert stage.record["status"] == "SUCCEEDED"


def same_token() -> None:
    """Within a minute the same job is not made twice, even if no listing shows it."""
    stage = Stage(create_job=["failed after its effect"])
    stage.world.mediaconvert.lag = lambda: 3600.0
    stage.world.job_events = lambda _: None  # they would tell the job's id
    stage.play()
    assert stage.world.calls.counts["create_job"] == 2
    assert len(stage.world.mediaconvert.jobs) == 1


def job_events_come_back() -> None:
    """A job event that could not be written is delivered again."""
    stage = Stage(get_item=["refused", "lost answer", "refused", None]).play()
    assert stage.record["status"] == "SUCCEEDED"
    assert stage.record["jobs"]["main"]["state"] == "COMPLETE"


def records_come_back() -> None:
    """An upload is acknowledged only when its jobs are recorded."""
    stage = Stage(put_item=[None, "refused"])
    stage.world.job_events = lambda _: None
    stage.play()
    assert stage.record["status"] == "PROCESSING"


SCENES: dict[str, Callable[[], None]] = {
    scene.__name__: scene
    for scene in (rivals_wait, rivals_stay, same_token, job_events_come_back, records_come_back)
}
