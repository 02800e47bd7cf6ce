"""The other jobs of an attempt whose one job failed."""

import pytest

from fakes import events, profiles
from fakes.mediaconvert import client_error
from fakes.recorder import once

PASSING = {"errorCode": 1999, "errorMessage": "who knows"}


BROKEN = client_error("Any", "InternalServerErrorException", 500)


@pytest.fixture
def per_format(pipeline):
    """One asset in PROCESSING with three jobs."""
    pipeline.put_profile(profiles.text(profiles.PER_FORMAT))
    pipeline.ingest(events.object_created())
    pipeline.recorder.calls.clear()
    return pipeline


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
    assert per_format.resubmit() == []
    for number in (3, 4):
        per_format.track(per_format.job_event("COMPLETE", number=number))
    assert per_format.asset()["status"] == "PROCESSING"
    per_format.track(per_format.job_event("COMPLETE", number=5))
    assert per_format.asset()["status"] == "SUCCEEDED"
