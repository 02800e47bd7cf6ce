"""Job events that move nothing, come in the wrong order, or are none."""

import json

import pytest

from fakes import events, profiles
from fakes.mediaconvert import client_error
from fakes.recorder import once


def test_jobs_without_our_metadata_are_ignored_and_counted(submitted, log_lines):
    log_lines()
    event = submitted.job_event("COMPLETE")
    event["detail"]["userMetadata"] = {}
    submitted.track(event)
    assert submitted.recorder.calls == []
    assert [line["JobEventsIgnored"] for line in log_lines() if "_aws" in line] == [[1.0]]


def test_unknown_assets_are_counted_and_not_made(pipeline, log_lines):
    metadata = {"assetId": "8b9a2c8e-0000-0000-0000-000000000000", "job": "main", "attempt": "1"}
    event = events.job_state_change("COMPLETE", job_id="1-a", metadata=metadata)
    assert pipeline.track(event) == []
    assert pipeline.assets() == []
    assert [line["JobEventsIgnored"] for line in log_lines() if "_aws" in line] == [[1.0]]


def test_a_job_that_hopped_from_our_queue_is_ours(submitted):
    hopped = {"queue": f"{events.QUEUE_ARN}-of-another-pipeline", "previousQueue": events.QUEUE_ARN}
    submitted.track(submitted.job_event("COMPLETE", **hopped))
    assert submitted.asset()["status"] == "SUCCEEDED"


@pytest.mark.parametrize("status", ["INPUT_INFORMATION", "NEW_WARNING", "QUEUE_HOP"])
def test_events_that_move_nothing_cost_nothing(submitted, status):
    assert submitted.track(submitted.job_event(status)) == []
    assert submitted.recorder.calls == []


@pytest.mark.parametrize("status", ["COMPLETE", "PROGRESSING", "ERROR"])
def test_an_event_may_overtake_our_own_write(pipeline, status):
    """The job's news arrive between CreateJob and the save that records it."""

    def overtake(name: str) -> None:
        if name == "create_job":
            assert pipeline.track(pipeline.job_event(status, errorCode=1040)) == []

    pipeline.recorder.after = overtake
    assert pipeline.ingest(events.object_created()) == []
    asset = pipeline.asset()
    expected = {"COMPLETE": "SUCCEEDED", "PROGRESSING": "PROCESSING", "ERROR": "FAILED"}
    assert asset["status"] == expected[status]
    assert asset["jobIds"] == [pipeline.mediaconvert.jobs[0]["Id"]]


def test_concurrent_changes_are_both_kept(pipeline):
    pipeline.put_profile(profiles.text(profiles.PER_FORMAT))
    pipeline.ingest(events.object_created())
    interrupted = []

    def interrupt(name: str) -> None:
        if name == "get_item" and not interrupted:
            interrupted.append(name)
            pipeline.track(pipeline.job_event("COMPLETE", number=1))

    pipeline.recorder.after = interrupt
    pipeline.track(pipeline.job_event("COMPLETE", number=0))
    states = {name: job["state"] for name, job in pipeline.asset()["jobs"].items()}
    assert list(states.values()).count("COMPLETE") == 2


@pytest.mark.parametrize(
    "body",
    ["nothing", "3", json.dumps({"source": "aws.s3"}), json.dumps({"source": "aws.mediaconvert"})],
)
def test_what_is_no_job_event_goes_to_the_dead_letters(submitted, body):
    assert submitted.track(body, submitted.job_event("COMPLETE")) == []
    ((reason, _),) = submitted.dead_letters("job-events")
    assert reason.startswith("NOT_A_JOB_EVENT: ")
    assert submitted.asset()["status"] == "SUCCEEDED"


@pytest.mark.parametrize("call", ["get_item", "put_item"])
def test_a_transient_fault_brings_the_event_back(submitted, call):
    fault = client_error("PutItem", "InternalServerError", 500)
    submitted.recorder.before = once(call, fault)
    assert len(submitted.track(submitted.job_event("COMPLETE"))) == 1
    assert submitted.track(submitted.job_event("COMPLETE"), receive_count=2) == []
    assert submitted.asset()["status"] == "SUCCEEDED"
