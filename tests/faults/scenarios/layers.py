"""One layer each: leases, tokens, answers, pace, retries."""

import json
from collections.abc import Callable

from fakes import events, profiles
from faults import burst
from faults.scenarios.one_upload import OneUpload


def only_one_delivery_submits() -> None:
    """Of two deliveries of an event, the second while the first one works, one submits."""
    scenario = OneUpload(probe=["retried by the SDK"])  # takes five seconds
    scenario.world.simulation.after(2, lambda: scenario.world.announce_upload(scenario.upload))
    scenario.run()
    assert scenario.world.calls.counts["create_job"] == 1
    assert scenario.world.calls.counts["probe"] == 1


def second_delivery_takes_over() -> None:
    """The second of two deliveries goes on where the first one died."""
    scenario = OneUpload(create_job=["killed before"])
    queue = scenario.world.queues["upload-events"]
    scenario.world.simulation.after(1.0, lambda: scenario.world.announce_upload(scenario.upload))

    def lose_the_message_of_the_killed_delivery() -> None:
        queue.delete(next(iter(queue.messages.values())))

    scenario.world.simulation.after(100, lose_the_message_of_the_killed_delivery)
    scenario.run()
    assert scenario.record["status"] == "SUCCEEDED"


def token_is_reused() -> None:
    """Within a minute the same job is not made twice, even if no listing shows it."""
    scenario = OneUpload(create_job=["failed after its effect"])
    scenario.world.mediaconvert.lag = lambda: 3600.0
    scenario.world.job_events = lambda _: None  # they would tell the job's id
    scenario.run()
    assert scenario.world.calls.counts["create_job"] == 2
    assert len(scenario.world.mediaconvert.jobs) == 1


def job_events_are_redelivered() -> None:
    """A job event that could not be written is delivered again."""
    scenario = OneUpload(get_item=["refused", "lost answer", "refused", None]).run()
    assert scenario.record["status"] == "SUCCEEDED"
    assert scenario.record["jobs"]["main"]["state"] == "COMPLETE"


def uploads_are_redelivered_until_recorded() -> None:
    """An upload is acknowledged only when its jobs are recorded."""
    scenario = OneUpload(put_item=[None, "refused"])
    scenario.world.job_events = lambda _: None
    scenario.run()
    assert scenario.record["status"] == "PROCESSING"


def throttled_uploads_are_retried() -> None:
    """Throttling is no fault that anyone has to look at."""
    scenario = OneUpload(create_job=["throttled"] * 3).run()
    assert scenario.record["status"] == "SUCCEEDED"
    assert not scenario.world.queues["upload-events-dlq"].messages


def bursts_are_paced() -> None:
    """Hundreds of uploads at once stay within the quota of CreateJob."""
    assert burst.run(340).throttled < 0.01


def failed_job_is_retried() -> None:
    """A new attempt begins without the help of the reconciler."""
    scenario = OneUpload()
    scenario.fail("main", 1999, attempt=1)
    scenario.run()
    assert (scenario.record["status"], scenario.record["attempt"]) == ("SUCCEEDED", 2)
    assert len(scenario.world.mediaconvert.jobs) == 2


def retries_are_limited() -> None:
    """The third failure is the last one."""
    scenario = OneUpload()
    scenario.fail("main", 1999)
    scenario.run()
    assert (scenario.record["status"], scenario.record["attempt"]) == ("FAILED", 3)
    assert len(scenario.world.mediaconvert.jobs) == 3


def sibling_jobs_are_cancelled() -> None:
    """Where a job fails for good, the jobs beside it are cancelled."""
    scenario = OneUpload()
    scenario.world.profile(profiles.text(profiles.PER_FORMAT))
    scenario.fail("mp4", 1010, run=5)
    scenario.run()
    ends = {job.metadata["job"]: job.status for job in scenario.world.mediaconvert.jobs.values()}
    assert ends == {"hls": "CANCELED", "dash": "CANCELED", "mp4": "ERROR"}
    assert scenario.record["status"] == "FAILED"


def reprocessed_once() -> None:
    """An operator's reprocess opens one new attempt, however often it is sent."""
    scenario = OneUpload()
    scenario.fail("main", 1010, attempt=1)
    scenario.run()
    assert scenario.record["status"] == "FAILED"
    asset = scenario.record["assetId"]
    scenario.asked.add((asset, 1))
    for _ in range(3):
        scenario.world.upload_events(json.dumps(events.reprocess(asset, attempt=1)))
    scenario.world.simulation.run()
    assert (scenario.record["status"], scenario.record["attempt"]) == ("SUCCEEDED", 2)
    assert len(scenario.world.mediaconvert.jobs) == 2
    assert not scenario.oracle.violations


SCENARIOS: tuple[Callable[[], None], ...] = (
    only_one_delivery_submits,
    second_delivery_takes_over,
    token_is_reused,
    job_events_are_redelivered,
    uploads_are_redelivered_until_recorded,
    throttled_uploads_are_retried,
    bursts_are_paced,
    failed_job_is_retried,
    retries_are_limited,
    sibling_jobs_are_cancelled,
    reprocessed_once,
)
