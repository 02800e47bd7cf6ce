"""Deliveries that die or overlap: the next one takes over, and makes no job twice."""

import pytest
from botocore.exceptions import ReadTimeoutError

from fakes import events, profiles
from fakes.mediaconvert import client_error
from fakes.recorder import once

THROTTLED = client_error("CreateJob", "TooManyRequestsException", 429)


BROKEN = client_error("CreateJob", "InternalServerErrorException", 500)


TIMED_OUT = ReadTimeoutError(endpoint_url="https://mediaconvert")


CALLS_OF_AN_UPLOAD = ["put_item", "probe", "create_job", "put_item"]


@pytest.mark.parametrize("call", CALLS_OF_AN_UPLOAD[:3])
@pytest.mark.parametrize("error", [BROKEN, TIMED_OUT], ids=["500", "timeout"])
def test_a_lost_answer_does_not_repeat_the_deed(pipeline, call, error):
    pipeline.recorder.after = once(call, error)
    pipeline.ingest(events.object_created())
    pipeline.finish()
    assert pipeline.asset()["status"] == "PROCESSING"
    assert len(pipeline.mediaconvert.requests) == 1


def test_a_job_whose_answer_was_lost_is_adopted_on_the_spot(pipeline):
    pipeline.recorder.after = once("create_job", TIMED_OUT)
    assert pipeline.ingest(events.object_created()) == []
    assert pipeline.asset()["jobIds"] == [pipeline.mediaconvert.jobs[0]["Id"]]


def test_a_lost_job_is_found_behind_many_newer_ones(pipeline):
    pipeline.recorder.before = once("probe", BROKEN)
    pipeline.ingest(events.object_created())
    pipeline.recorder.after = once("create_job", KeyboardInterrupt())  # the process is killed
    pipeline.clock.forward(46)
    with pytest.raises(KeyboardInterrupt):
        pipeline.ingest(events.object_created())
    for number in range(45):
        pipeline.ingest(events.object_created(version_id=f"other-{number}"))
    pipeline.clock.forward(60)  # no token protects any more
    pipeline.finish()
    assert len(pipeline.mediaconvert.jobs) == 46


@pytest.mark.parametrize("moment", ["before", "after"])
@pytest.mark.parametrize("number", range(4))
def test_a_killed_process_is_replaced(pipeline, moment, number):
    """Killed around any call, long enough that no token protects: one set of jobs."""
    calls = iter(range(100))

    def kill(_: str) -> None:
        if next(calls) == number:
            raise KeyboardInterrupt

    setattr(pipeline.recorder, moment, kill)
    pipeline.ingest(events.object_created("uploads/u1/folder/", size=0))
    with pytest.raises(KeyboardInterrupt):
        pipeline.ingest(events.object_created())
    pipeline.clock.forward(200)
    assert pipeline.ingest(events.object_created(), receive_count=2) == []
    assert pipeline.asset()["status"] == "PROCESSING"
    assert len(pipeline.mediaconvert.jobs) == 1


@pytest.mark.parametrize("moment", ["before", "after"])
@pytest.mark.parametrize("number", range(4))
def test_overlapping_deliveries_make_one_set_of_jobs(pipeline, moment, number):
    """Four more deliveries arrive around any call of the first one."""
    pipeline.ingest(events.object_created("uploads/u1/warm.mp4"))
    calls, back = iter(range(100)), []

    def interrupt(_: str) -> None:
        if next(calls) == number:
            for _delivery in range(4):
                back.append(pipeline.ingest(events.object_created()))

    setattr(pipeline.recorder, moment, interrupt)
    back.append(pipeline.ingest(events.object_created()))
    pipeline.finish()
    assert len(pipeline.assets()) == 2
    assert len(pipeline.mediaconvert.requests) == 2, "the tokens were not needed either"
    if number < 3 and (number, moment) != (0, "before"):
        assert [len(failures) for failures in back] == [1, 1, 1, 1, 0]


def test_a_job_that_listjobs_does_not_show_yet_is_not_made_twice(pipeline, monkeypatch):
    """Its answer was lost: the message waits for the lease, within the token's minute."""
    listed = pipeline.mediaconvert.list_jobs
    monkeypatch.setattr(pipeline.mediaconvert, "list_jobs", lambda **_: {"Jobs": []})
    pipeline.recorder.after = once("create_job", TIMED_OUT)
    assert len(pipeline.ingest(events.object_created())) == 1
    pipeline.clock.forward(46)
    assert pipeline.ingest(events.object_created(), receive_count=2) == []
    monkeypatch.setattr(pipeline.mediaconvert, "list_jobs", listed)
    assert len(pipeline.mediaconvert.jobs) == 1
    assert pipeline.asset()["jobIds"] == [pipeline.mediaconvert.jobs[0]["Id"]]


def test_jobs_of_two_profiles_are_not_mixed(pipeline):
    pipeline.put_profile(profiles.text(profiles.PER_FORMAT))
    calls = iter(["hls"])
    pipeline.recorder.after = lambda name: (
        pipeline.recorder.__setattr__("before", once("create_job", THROTTLED))
        if name == "create_job" and next(calls, None)
        else None
    )
    assert len(pipeline.ingest(events.object_created())) == 1
    assert len(pipeline.mediaconvert.jobs) == 1
    pipeline.put_profile(profiles.text({**profiles.PER_FORMAT, "segment_seconds": 4}))
    pipeline.clock.forward(61)
    assert pipeline.ingest(events.object_created()) == []
    assert pipeline.dead_letters()[0][0].startswith("PROFILE_CHANGED: ")
    assert len(pipeline.mediaconvert.jobs) == 1
    pipeline.put_profile(profiles.text(profiles.PER_FORMAT))
    pipeline.clock.forward(61)
    pipeline.finish()
    assert len(pipeline.mediaconvert.jobs) == 3


def test_a_profile_that_changed_before_any_job_is_used(pipeline):
    pipeline.recorder.before = once("probe", BROKEN)
    pipeline.ingest(events.object_created())
    pipeline.put_profile(profiles.text(profiles.PER_FORMAT))
    pipeline.clock.forward(61)
    pipeline.finish()
    assert len(pipeline.mediaconvert.jobs) == 3
    assert set(pipeline.asset()["jobs"]) == {"hls", "dash", "mp4"}
