"""Attempts that were stopped: whether a job of them may exist."""

from collections.abc import Callable

from fakes import profiles
from faults.scenarios.one_upload import OneUpload


def no_search_before_the_first_job() -> None:
    """Where an upload was throttled before it had a job, no job is looked for."""
    scenario = OneUpload(create_job=["throttled"] * 3, probe=["throttled"]).run()
    assert scenario.record["status"] == "SUCCEEDED"
    assert scenario.world.calls.counts["create_job"] == 4
    assert scenario.world.calls.counts["list_jobs"] == 0


def lost_answer_then_throttled() -> None:
    """A job may exist although the SDK's last try was throttled."""
    scenario = OneUpload(create_job=["lost answer, then throttled"])
    scenario.world.mediaconvert.lag = lambda: 20.0
    scenario.world.job_events = lambda _: None  # they would tell the job's id
    scenario.forget_tokens()
    scenario.run()
    assert len(scenario.world.mediaconvert.jobs) == 1
    assert scenario.record["status"] == "PROCESSING"


def lost_answer_and_throttled_search() -> None:
    """Nor does a throttled search say that there is no job."""
    scenario = OneUpload(create_job=["lost answer"], list_jobs=["throttled"])
    scenario.world.job_events = lambda _: None
    scenario.forget_tokens()
    scenario.run()
    assert len(scenario.world.mediaconvert.jobs) == 1
    assert scenario.record["status"] == "PROCESSING"


def search_before_the_job_is_listed() -> None:
    """Who took over and found no job does not know that there is none."""
    scenario = OneUpload(create_job=["killed after", "throttled"])
    scenario.world.mediaconvert.lag = lambda: 200.0
    scenario.world.job_events = lambda _: None
    scenario.forget_tokens()
    scenario.run()
    assert len(scenario.world.mediaconvert.jobs) == 1
    assert scenario.record["status"] == "PROCESSING"


def first_of_three_jobs_exists() -> None:
    """The first of several jobs exists where the second one is throttled."""
    scenario = OneUpload(create_job=[None, "throttled"])
    scenario.world.profile(profiles.text(profiles.PER_FORMAT))
    scenario.world.job_events = lambda _: None
    scenario.forget_tokens()
    scenario.run()
    assert len(scenario.world.mediaconvert.jobs) == 3
    assert scenario.record["status"] == "PROCESSING"


SCENARIOS: tuple[Callable[[], None], ...] = (
    no_search_before_the_first_job,
    lost_answer_then_throttled,
    lost_answer_and_throttled_search,
    search_before_the_job_is_listed,
    first_of_three_jobs_exists,
)
