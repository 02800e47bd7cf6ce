"""A failed job leads to a new attempt, or to an end that says why."""

import pytest

from fakes import events, profiles
from fakes.mediaconvert import client_error
from fakes.recorder import once

PASSING = {"errorCode": 1999, "errorMessage": "who knows"}
BROKEN = client_error("Any", "InternalServerErrorException", 500)


@pytest.fixture
def submitted(pipeline):
    """One asset in PROCESSING."""
    pipeline.ingest(events.object_created())
    pipeline.clock.forward(30)
    pipeline.recorder.calls.clear()
    return pipeline


@pytest.fixture
def per_format(pipeline):
    """One asset in PROCESSING with three jobs."""
    pipeline.put_profile(profiles.text(profiles.PER_FORMAT))
    pipeline.ingest(events.object_created())
    pipeline.recorder.calls.clear()
    return pipeline


def resubmit(pipeline):
    """Deliver the resubmit message when its delay is over."""
    body, delay = pipeline.sent.pop()
    pipeline.clock.forward(delay)
    return pipeline.ingest(body)


def end(pipeline, **error):
    """Every attempt's job ends in an error, until no new attempt is asked for."""
    for number in range(10):
        pipeline.track(pipeline.job_event("ERROR", number=number, **error))
        if not pipeline.sent:
            return
        assert resubmit(pipeline) == []


def test_a_job_that_may_pass_is_tried_again(submitted):
    assert submitted.track(submitted.job_event("ERROR", **PASSING)) == []
    assert submitted.recorder.calls == ["get_item", "put_item", "send_message"]
    asset = submitted.asset()
    assert (asset["status"], asset["attempt"], asset["retries"]) == ("PENDING", 2, 1)
    assert submitted.sent == [(events.resubmit(asset["assetId"], 2), 60)]
    assert asset["leaseUntil"] == "2026-01-01T12:01:30.000Z"

    submitted.recorder.calls.clear()
    assert resubmit(submitted) == []
    calls = ["get_item", "get_parameter", "put_item", "probe", "create_job", "put_item"]
    assert submitted.recorder.calls == calls
    first, second = submitted.mediaconvert.jobs
    assert second["UserMetadata"] == {**first["UserMetadata"], "attempt": "2"}
    assert second["ClientRequestToken"] != first["ClientRequestToken"]
    for group in second["Settings"]["OutputGroups"]:
        assert f"/{asset['assetId']}/2/" in str(group["OutputGroupSettings"])

    submitted.track(submitted.job_event("COMPLETE", number=1))
    asset = submitted.asset()
    assert asset["status"] == "SUCCEEDED"
    assert asset["jobIds"] == [first["Id"], second["Id"]]
    assert all("/2/" in str(output) for output in asset["outputs"].values())
    assert [error["code"] for error in asset["errors"]] == ["JOB_ERROR_1999"]


def test_attempts_are_capped_and_the_cause_stays(submitted):
    end(submitted, **PASSING)
    asset = submitted.asset()
    assert (asset["status"], asset["attempt"]) == ("FAILED", 3)
    assert [(error["code"], error["attempt"]) for error in asset["errors"]] == [
        ("JOB_ERROR_1999", 1),
        ("JOB_ERROR_1999", 2),
        ("JOB_ERROR_1999", 3),
    ]
    assert len(submitted.mediaconvert.jobs) == 3


def test_backoff_grows(submitted):
    delays = []
    for number in range(2):
        submitted.track(submitted.job_event("ERROR", number=number, **PASSING))
        delays.append(submitted.sent[-1][1])
        resubmit(submitted)
    assert delays == [60, 120]


def test_silent_files_are_tried_without_sound(submitted):
    end(submitted, errorCode=1021)
    first, second = submitted.mediaconvert.jobs
    assert "AudioSelectors" in first["Settings"]["Inputs"][0]
    assert "AudioSelectors" not in second["Settings"]["Inputs"][0]
    asset = submitted.asset()
    assert (asset["status"], asset["concessions"]) == ("FAILED", ["audio"]), "nothing else to leave"


@pytest.mark.parametrize(
    ("status", "detail", "operators"),
    [
        ("ERROR", {"errorCode": 1010}, False),
        ("ERROR", {"errorCode": 1040}, False),
        ("ERROR", {"errorCode": 1401}, True),
        ("ERROR", {"errorCode": 1404}, True),
        ("ERROR", {"errorCode": 1042}, False),
        ("CANCELED", {}, False),
    ],
)
def test_what_would_fail_again_is_final(submitted, log_lines, status, detail, operators):
    log_lines()
    submitted.track(submitted.job_event(status, **detail))
    assert submitted.asset()["status"] == "FAILED"
    assert submitted.sent == []
    assert any("OperatorErrors" in line for line in log_lines()) is operators


def test_a_retried_job_counts_as_failed(submitted, log_lines):
    log_lines()
    submitted.track(submitted.job_event("ERROR", **PASSING))
    counted = {name for line in log_lines() if "_aws" in line for name in line}
    assert {"AssetsRetried", "JobsFailed", "OutputsFailed"} <= counted
    assert not counted & {"AssetsFailed", "OperatorErrors"}


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
    resubmit(submitted)
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
    assert resubmit(submitted) == []
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
    assert resubmit(pipeline) == []
    assert pipeline.asset()["status"] == "PROCESSING"
    assert len(pipeline.mediaconvert.jobs) == 2


def statuses(pipeline):
    return [job["Status"] for job in pipeline.mediaconvert.jobs]


@pytest.mark.parametrize(("code", "status"), [(1010, "FAILED"), (1999, "PENDING")])
def test_siblings_of_a_failed_job_are_canceled(per_format, code, status):
    per_format.track(per_format.job_event("COMPLETE", number=0))
    per_format.track(per_format.job_event("ERROR", number=1, errorCode=code))
    assert statuses(per_format) == ["SUBMITTED", "SUBMITTED", "CANCELED"], "0 and 1 have ended"
    asset = per_format.asset()
    assert asset["status"] == status
    assert asset["formats"] == (["hls"] if status == "FAILED" else [])
    per_format.track(per_format.job_event("CANCELED", number=2))
    assert per_format.asset() == asset


@pytest.mark.parametrize(
    "error",
    [BROKEN, client_error("CancelJob", "ForbiddenException", 403)],
    ids=["500", "403"],
)
def test_a_sibling_that_cannot_be_canceled_undoes_nothing(per_format, log_lines, error):
    per_format.recorder.before = once("cancel_job", error)
    log_lines()
    assert per_format.track(per_format.job_event("ERROR", errorCode=1010)) == []
    assert per_format.asset()["status"] == "FAILED"
    assert statuses(per_format).count("CANCELED") == 1, "the other one was"
    assert any("could not cancel" in line.get("message", "") for line in log_lines())


def test_all_jobs_of_a_retry_are_made_again(per_format):
    per_format.track(per_format.job_event("COMPLETE", number=0))
    per_format.track(per_format.job_event("ERROR", number=1, **PASSING))
    assert resubmit(per_format) == []
    for number in (3, 4):
        per_format.track(per_format.job_event("COMPLETE", number=number))
    assert per_format.asset()["status"] == "PROCESSING"
    per_format.track(per_format.job_event("COMPLETE", number=5))
    assert per_format.asset()["status"] == "SUCCEEDED"


def test_a_profile_that_changed_between_attempts_is_used(submitted):
    submitted.put_profile(profiles.text(profiles.PER_FORMAT))
    submitted.clock.forward(61)
    submitted.track(submitted.job_event("ERROR", **PASSING))
    assert resubmit(submitted) == []
    assert len(submitted.mediaconvert.jobs) == 4
    assert set(submitted.asset()["jobs"]) == {"hls", "dash", "mp4"}


def test_an_upload_deleted_between_attempts_is_missing(submitted):
    submitted.track(submitted.job_event("ERROR", **PASSING))
    submitted.mediaconvert.answer = client_error("Probe", "NotFoundException", 404)
    assert resubmit(submitted) == []
    asset = submitted.asset()
    assert asset["status"] == "FAILED"
    assert [error["code"] for error in asset["errors"]] == ["JOB_ERROR_1999", "SOURCE_MISSING"]
