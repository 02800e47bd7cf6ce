"""Directed tests of single layers: where several layers guard one promise, schedules cannot tell
that one of them is missing. Each raises AssertionError where its layer does not hold."""

import json
from collections.abc import Callable

from fakes import events, profiles
from faults import burst, scenes_of_doubt
from faults.stage import Stage


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


def throttled_uploads_come_back() -> None:
    """Throttling is no fault that anyone has to look at."""
    stage = Stage(create_job=["throttled"] * 3).play()
    assert stage.record["status"] == "SUCCEEDED"
    assert not stage.world.queues["upload-events-dlq"].messages


def bursts_are_paced() -> None:
    """Hundreds of uploads at once stay within the quota of CreateJob."""
    assert burst.run(340).throttled < 0.01


def retries_go_on() -> None:
    """A new attempt begins without the help of the reconciler."""
    stage = Stage()
    stage.fail("main", 1999, attempt=1)
    stage.play()
    assert (stage.record["status"], stage.record["attempt"]) == ("SUCCEEDED", 2)
    assert len(stage.world.mediaconvert.jobs) == 2


def retries_end() -> None:
    """The third failure is the last one."""
    stage = Stage()
    stage.fail("main", 1999)
    stage.play()
    assert (stage.record["status"], stage.record["attempt"]) == ("FAILED", 3)
    assert len(stage.world.mediaconvert.jobs) == 3


def siblings_end() -> None:
    """Where a job fails for good, the jobs beside it are cancelled."""
    stage = Stage()
    stage.world.profile(profiles.text(profiles.PER_FORMAT))
    stage.fail("mp4", 1010, run=5)
    stage.play()
    ends = {job.metadata["job"]: job.status for job in stage.world.mediaconvert.jobs.values()}
    assert ends == {"hls": "CANCELED", "dash": "CANCELED", "mp4": "ERROR"}
    assert stage.record["status"] == "FAILED"


def reprocessed_once() -> None:
    """An operator's reprocess opens one new attempt, however often it is sent."""
    stage = Stage()
    stage.fail("main", 1010, attempt=1)
    stage.play()
    assert stage.record["status"] == "FAILED"
    stage.oracle.reprocessing = True
    asset = stage.record["assetId"]
    for _ in range(3):
        stage.world.upload_events(json.dumps(events.reprocess(asset, attempt=1)))
    stage.world.simulation.run()
    assert (stage.record["status"], stage.record["attempt"]) == ("SUCCEEDED", 2)
    assert len(stage.world.mediaconvert.jobs) == 2
    assert not stage.oracle.violations


SCENES: dict[str, Callable[[], None]] = {
    scene.__name__: scene
    for scene in (
        *(rivals_wait, rivals_stay, same_token, job_events_come_back, records_come_back),
        *(throttled_uploads_come_back, bursts_are_paced),
        *scenes_of_doubt.SCENES,
        *(retries_go_on, retries_end, siblings_end, reprocessed_once),
    )
}
