"""Scenes of attempts that were stopped: whether a job of them may exist."""

from collections.abc import Callable

from fakes import profiles
from faults.stage import Stage


def nobody_looks_in_vain() -> None:
    """Where an upload was throttled before it had a job, no job is looked for."""
    stage = Stage(create_job=["throttled"] * 3, probe=["throttled"]).play()
    assert stage.record["status"] == "SUCCEEDED"
    assert stage.world.calls.counts["create_job"] == 4
    assert stage.world.calls.counts["list_jobs"] == 0


def lost_before_throttled() -> None:
    """A job may exist although the SDK's last try was throttled."""
    stage = Stage(create_job=["lost answer, then throttled"])
    stage.world.mediaconvert.lag = lambda: 20.0
    stage.world.job_events = lambda _: None  # they would tell the job's id
    stage.forget_tokens()
    stage.play()
    assert len(stage.world.mediaconvert.jobs) == 1
    assert stage.record["status"] == "PROCESSING"


def lost_and_not_found() -> None:
    """Nor does a throttled search say that there is no job."""
    stage = Stage(create_job=["lost answer"], list_jobs=["throttled"])
    stage.world.job_events = lambda _: None
    stage.forget_tokens()
    stage.play()
    assert len(stage.world.mediaconvert.jobs) == 1
    assert stage.record["status"] == "PROCESSING"


def searched_too_early() -> None:
    """Who took over and found no job does not know that there is none."""
    stage = Stage(create_job=["killed after", "throttled"])
    stage.world.mediaconvert.lag = lambda: 200.0
    stage.world.job_events = lambda _: None
    stage.forget_tokens()
    stage.play()
    assert len(stage.world.mediaconvert.jobs) == 1
    assert stage.record["status"] == "PROCESSING"


def first_of_three() -> None:
    """The first of several jobs exists where the second one is throttled."""
    stage = Stage(create_job=[None, "throttled"])
    stage.world.profile(profiles.text(profiles.PER_FORMAT))
    stage.world.job_events = lambda _: None
    stage.forget_tokens()
    stage.play()
    assert len(stage.world.mediaconvert.jobs) == 3
    assert stage.record["status"] == "PROCESSING"


SCENES: tuple[Callable[[], None], ...] = (
    nobody_looks_in_vain,
    lost_before_throttled,
    lost_and_not_found,
    searched_too_early,
    first_of_three,
)
