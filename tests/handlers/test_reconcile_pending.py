"""Attempts without their jobs are helped on: adopted, asked for again, or given up."""

import pytest

from fakes import events, profiles
from fakes.recorder import once

NOTHING = {"looked": 0, "healed": 0}


HEALED = {"looked": 1, "healed": 1}


UNHEALED = {"looked": 1, "healed": 0}


@pytest.fixture
def pending(pipeline):
    """Its orchestrator died after CreateJob, and its message is gone."""
    pipeline.recorder.after = once("create_job", KeyboardInterrupt())
    with pytest.raises(KeyboardInterrupt):
        pipeline.ingest(events.object_created())
    pipeline.clock.forward(901)
    pipeline.recorder.calls.clear()
    return pipeline


def test_lost_jobs_are_adopted(pending):
    assert pending.reconcile() == HEALED
    assert pending.recorder.calls == [
        "query",
        "get_item",
        "put_item",
        "list_jobs",
        "put_item",
        "query",
        "query",
        "query",
        "query",
    ]
    asset = pending.asset()
    assert (asset["status"], asset["jobIds"]) == (
        "PROCESSING",
        [pending.mediaconvert.jobs[0]["Id"]],
    )
    assert pending.sent == []


def test_an_attempt_without_jobs_is_asked_for_again(pending):
    pending.mediaconvert.jobs.clear()
    assert pending.reconcile() == HEALED
    ((body, delay),) = pending.sent
    assert (body, delay) == (events.resubmit(pending.asset()["assetId"], 1), 0)
    assert pending.reconcile() == NOTHING, "the message gets its time"
    assert pending.ingest(body) == []
    assert pending.asset()["status"] == "PROCESSING"
    assert len(pending.mediaconvert.jobs) == 1
    assert pending.mediaconvert.requests[-1]["UserMetadata"]["attempt"] == "1"


def test_it_creates_no_job(pending):
    pending.mediaconvert.jobs.clear()
    pending.reconcile()
    assert "create_job" not in pending.recorder.calls


def test_an_attempt_that_never_gets_its_jobs_is_given_up(pipeline):
    pipeline.clients["ssm"].delete_parameter(Name="/media-test/profiles/default")
    pipeline.ingest(events.object_created())
    for _ in range(200):
        pipeline.clock.forward(901)
        pipeline.reconcile()
        while pipeline.sent:
            pipeline.ingest(pipeline.sent.pop()[0])
        if pipeline.asset()["status"] == "FAILED":
            break
    asset = pipeline.asset()
    assert "2026-01-02T12:00" < asset["completedAt"] < "2026-01-02T12:16"
    codes = [error["code"] for error in asset["errors"]]
    assert (codes[-1], set(codes[:-1])) == ("STALLED", {"BAD_PROFILE"}), "the cause stays"


def test_a_mended_fault_is_made_up_for(pipeline):
    pipeline.clients["ssm"].delete_parameter(Name="/media-test/profiles/default")
    pipeline.ingest(events.object_created())
    pipeline.put_profile(profiles.text(profiles.DEFAULT))
    pipeline.clock.forward(901)
    pipeline.reconcile()
    assert pipeline.ingest(pipeline.sent.pop()[0]) == []
    assert pipeline.asset()["status"] == "PROCESSING"


def test_what_moves_on_meanwhile_is_not_asked_for(pending):
    pending.mediaconvert.jobs.clear()

    def overtake(name: str) -> None:
        if name == "list_jobs":
            pending.recorder.after = lambda _: None
            pending.ingest(events.object_created())

    pending.recorder.after = overtake
    assert pending.reconcile() == UNHEALED
    assert pending.sent == []
    assert len(pending.mediaconvert.jobs) == 1


@pytest.mark.parametrize("moment", ["before", "after"])
@pytest.mark.parametrize("number", range(6))
def test_a_killed_run_is_made_up_for_by_the_next(pending, moment, number):
    pending.mediaconvert.jobs.clear()
    calls = iter(range(100))

    def kill(_: str) -> None:
        if next(calls) == number:
            raise KeyboardInterrupt

    setattr(pending.recorder, moment, kill)
    with pytest.raises(KeyboardInterrupt):
        pending.reconcile()
    pending.clock.forward(901)
    pending.reconcile()
    for body, _ in pending.sent:
        assert pending.ingest(body) == []
    assert pending.asset()["status"] == "PROCESSING"
    assert len(pending.mediaconvert.jobs) == 1
