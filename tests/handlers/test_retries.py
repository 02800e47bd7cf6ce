"""A failed job leads to a new attempt, or to an end that says why."""

import pytest

from fakes import events, profiles
from fakes.mediaconvert import client_error

PASSING = {"errorCode": 1999, "errorMessage": "who knows"}


def end(pipeline, **error):
    """Every attempt's job ends in an error, until no new attempt is asked for."""
    for number in range(10):
        pipeline.track(pipeline.job_event("ERROR", number=number, **error))
        if not pipeline.sent:
            return
        assert pipeline.resubmit() == []


def test_a_job_that_may_pass_is_tried_again(submitted):
    assert submitted.track(submitted.job_event("ERROR", **PASSING)) == []
    assert submitted.recorder.calls == ["get_item", "put_item", "send_message"]
    asset = submitted.asset()
    assert (asset["status"], asset["attempt"], asset["retries"]) == ("PENDING", 2, 1)
    assert submitted.sent == [(events.resubmit(asset["assetId"], 2), 60)]
    assert asset["leaseUntil"] == "2026-01-01T12:01:30.000Z"

    submitted.recorder.calls.clear()
    assert submitted.resubmit() == []
    calls = ["get_item", "put_item", "get_parameter", "probe", "create_job", "put_item"]
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
        submitted.resubmit()
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


def test_a_profile_that_changed_between_attempts_is_used(submitted):
    submitted.put_profile(profiles.text(profiles.PER_FORMAT))
    submitted.clock.forward(61)
    submitted.track(submitted.job_event("ERROR", **PASSING))
    assert submitted.resubmit() == []
    assert len(submitted.mediaconvert.jobs) == 4
    assert set(submitted.asset()["jobs"]) == {"hls", "dash", "mp4"}


def test_an_upload_deleted_between_attempts_is_missing(submitted):
    submitted.track(submitted.job_event("ERROR", **PASSING))
    submitted.mediaconvert.answer = client_error("Probe", "NotFoundException", 404)
    assert submitted.resubmit() == []
    asset = submitted.asset()
    assert asset["status"] == "FAILED"
    assert [error["code"] for error in asset["errors"]] == ["JOB_ERROR_1999", "SOURCE_MISSING"]
