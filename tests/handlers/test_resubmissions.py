"""The message that asks for another attempt: early, late, lost, doubled."""

import pytest

from fakes import events
from fakes.mediaconvert import client_error
from fakes.recorder import once

PASSING = {"errorCode": 1999, "errorMessage": "who knows"}


BROKEN = client_error("Any", "InternalServerErrorException", 500)


def test_the_same_error_twice_opens_one_attempt(submitted):
    event = submitted.job_event("ERROR", **PASSING)
    submitted.track(event)
    submitted.track(event)
    asset = submitted.asset()
    assert asset["attempt"] == 2
    assert {body["resubmit"]["attempt"] for body, _ in submitted.sent} == {2}
    for body, _ in list(submitted.sent):
        submitted.clock.forward(60)
        assert submitted.ingest(body) == []
    assert len(submitted.mediaconvert.jobs) == 2


def test_news_of_the_older_attempt_change_nothing(submitted):
    submitted.track(submitted.job_event("ERROR", **PASSING))
    submitted.resubmit()
    before = submitted.asset()
    for status in ("PROGRESSING", "COMPLETE", "ERROR", "CANCELED"):
        assert submitted.track(submitted.job_event(status, number=0)) == []
    assert submitted.asset() == before


def test_a_resubmission_before_its_time_waits(submitted):
    submitted.track(submitted.job_event("ERROR", **PASSING))
    ((body, _),) = submitted.sent
    assert len(submitted.ingest(body)) == 1
    assert len(submitted.mediaconvert.jobs) == 1
    submitted.clock.forward(60)
    assert submitted.ingest(body) == []
    assert len(submitted.mediaconvert.jobs) == 2


def test_a_late_upload_event_neither_repeats_nor_hurries_an_attempt(submitted):
    submitted.track(submitted.job_event("ERROR", **PASSING))
    assert len(submitted.ingest(events.object_created())) == 1
    assert submitted.resubmit() == []
    assert submitted.ingest(events.object_created()) == []
    assert len(submitted.mediaconvert.jobs) == 2


def test_death_between_save_and_send_is_made_up_for_by_the_event_itself(submitted):
    event = submitted.job_event("ERROR", **PASSING)
    submitted.recorder.before = once("send_message", KeyboardInterrupt())
    with pytest.raises(KeyboardInterrupt):
        submitted.track(event)
    assert (submitted.asset()["attempt"], submitted.sent) == (2, [])
    submitted.clock.forward(180)
    assert submitted.track(event, receive_count=2) == []
    assert submitted.sent == [(events.resubmit(submitted.asset()["assetId"], 2), 0)]


def test_a_resubmission_that_cannot_be_sent_comes_back(submitted):
    event = submitted.job_event("ERROR", **PASSING)
    submitted.recorder.before = once("send_message", BROKEN)
    assert len(submitted.track(event)) == 1
    assert submitted.track(event, receive_count=2) == []
    assert len(submitted.sent) == 1


@pytest.mark.parametrize("moment", ["before", "after"])
@pytest.mark.parametrize("number", range(5))
def test_a_killed_resubmission_is_replaced(submitted, moment, number):
    submitted.track(submitted.job_event("ERROR", **PASSING))
    ((body, delay),) = submitted.sent
    submitted.clock.forward(delay)
    calls = iter(range(100))

    def kill(_: str) -> None:
        if next(calls) == number:
            raise KeyboardInterrupt

    setattr(submitted.recorder, moment, kill)
    with pytest.raises(KeyboardInterrupt):
        submitted.ingest(body)
    submitted.clock.forward(200)
    assert submitted.ingest(body, receive_count=2) == []
    assert submitted.asset()["status"] == "PROCESSING"
    assert len(submitted.mediaconvert.jobs) == 2


def test_an_error_that_overtakes_our_own_write_opens_an_attempt(pipeline):
    def interrupt(name: str) -> None:
        if name == "create_job":
            pipeline.recorder.after = lambda _: None
            pipeline.track(pipeline.job_event("ERROR", **PASSING))

    pipeline.recorder.after = interrupt
    assert pipeline.ingest(events.object_created()) == []
    asset = pipeline.asset()
    assert (asset["status"], asset["attempt"]) == ("PENDING", 2)
    assert pipeline.resubmit() == []
    assert pipeline.asset()["status"] == "PROCESSING"
    assert len(pipeline.mediaconvert.jobs) == 2
