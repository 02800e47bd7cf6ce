"""CreateJob calls wait for their turn."""

import pytest

from fakes import events


@pytest.fixture
def slow(pipeline, monkeypatch):
    """A quota of one call in 4 seconds for each of two instances, and no burst."""
    monkeypatch.setenv("CREATE_JOBS_PER_SECOND", "0.5")
    monkeypatch.setenv("CREATE_JOBS_BURST", "2")
    pipeline.forget_processes()
    return pipeline


def uploads(count):
    return [events.object_created(version_id=f"v{number}") for number in range(count)]


def test_one_upload_does_not_wait(slow):
    assert slow.ingest(*uploads(1)) == []
    assert slow.clock.slept == []


def test_the_uploads_of_a_batch_are_submitted_one_interval_apart(slow):
    assert slow.ingest(*uploads(3)) == []
    assert slow.clock.slept == [4, 4]
    assert len(slow.mediaconvert.jobs) == 3


def test_a_batch_waits_for_the_one_before(slow):
    slow.ingest(*uploads(1))
    slow.clock.forward(3)
    slow.ingest(events.object_created(version_id="next"))
    assert slow.clock.slept == [1]


def test_another_instance_knows_nothing_of_it(slow):
    slow.ingest(*uploads(1))
    slow.forget_processes()
    slow.ingest(events.object_created(version_id="next"))
    assert slow.clock.slept == []


def test_the_shipped_quota_lets_a_burst_through(pipeline):
    assert pipeline.ingest(*uploads(50)) == []
    assert pipeline.clock.slept == []
    pipeline.ingest(events.object_created(version_id="next"))
    assert pipeline.clock.slept == [1]


def test_a_turn_that_comes_too_late_is_left_to_a_later_delivery(slow):
    """30 s of an invocation, of which the last 5 are kept for the call itself."""
    back = slow.ingest(*uploads(8))
    assert slow.clock.slept == [4] * 6
    assert len(back) == 1
    assert slow.dead_letters() == []
    slow.clock.forward(46)
    assert slow.ingest(uploads(8)[7], receive_count=2) == []
    assert len(slow.mediaconvert.jobs) == 8
    assert {asset["status"] for asset in slow.assets()} == {"PROCESSING"}


def test_duplicates_do_not_wait(slow):
    slow.ingest(*uploads(1))
    slow.ingest(*uploads(1) * 5)
    assert slow.clock.slept == []
