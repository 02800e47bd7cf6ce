"""Runs of the reconciler: faults on the way, the end of its time."""

import pytest

from fakes import events
from fakes.mediaconvert import client_error
from fakes.recorder import once

BROKEN = client_error("Any", "InternalServerErrorException", 500)


DENIED = client_error("Any", "ForbiddenException", 403)


NOTHING = {"looked": 0, "healed": 0}


HEALED = {"looked": 1, "healed": 1}


def move(pipeline, number=0, **facts):
    pipeline.mediaconvert.jobs[number].update(facts)


def test_nothing_is_decided_from_the_index(unmoved):
    """It says PROCESSING; meanwhile the record moved."""
    event = unmoved.job_event("COMPLETE")

    def overtake(name: str) -> None:
        if name == "query" and unmoved.recorder.calls.count("query") == 2:
            unmoved.recorder.after = lambda _: None
            unmoved.track(event)

    unmoved.recorder.after = overtake
    assert unmoved.reconcile() == NOTHING
    assert "get_job" not in unmoved.recorder.calls
    assert unmoved.asset()["status"] == "SUCCEEDED"


@pytest.mark.parametrize("call", ["get_item", "get_job", "put_item"])
def test_one_assets_transient_fault_does_not_stop_the_others(pipeline, call):
    for version in ("v1", "v2"):
        pipeline.ingest(events.object_created(version_id=version))
    pipeline.clock.forward(3601)
    for number in (0, 1):
        move(pipeline, number, Status="COMPLETE")
    pipeline.recorder.before = once(call, BROKEN)
    assert pipeline.reconcile() == {"looked": 2, "healed": 1}
    assert pipeline.reconcile() == HEALED


def test_an_index_that_cannot_be_read_is_left_for_the_next_run(unmoved, log_lines):
    unmoved.recorder.before = once("query", BROKEN)
    assert unmoved.reconcile() == NOTHING
    assert not any("exception" in line for line in log_lines())


def test_a_fault_of_ours_is_raised_after_all_were_looked_at(pipeline):
    for version in ("v1", "v2"):
        pipeline.ingest(events.object_created(version_id=version))
    pipeline.clock.forward(3601)
    for number in (0, 1):
        move(pipeline, number, Status="COMPLETE")
    pipeline.recorder.before = once("get_job", DENIED)
    with pytest.raises(Exception, match="GetJob: ForbiddenException"):
        pipeline.reconcile()
    assert sorted(asset["status"] for asset in pipeline.assets()) == ["PROCESSING", "SUCCEEDED"]


def test_a_run_ends_in_time(pipeline):
    for number in range(6):
        pipeline.ingest(events.object_created(version_id=f"v{number}"))
    pipeline.clock.forward(3601)
    pipeline.recorder.after = lambda name: pipeline.clock.forward(3) if name == "get_job" else None
    assert pipeline.reconcile()["looked"] == 4
