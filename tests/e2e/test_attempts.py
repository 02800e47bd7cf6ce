"""Later attempts: a failed job is retried, an operator reprocesses a failed asset."""

import json
from pathlib import Path

from e2e.observation import jobs_of, take_message, until
from e2e.outcomes import assert_one_set_of_jobs, assert_succeeded, dead_letters, ended
from e2e.started_faults import RETRYABLE, StartedFaults

# The first retry comes within 60 s.
PATIENCE_SECONDS = 150


def test_a_failed_job_leads_to_another_attempt(
    started_faults: StartedFaults, tmp_path: Path
) -> None:
    pipeline = started_faults.environment.pipeline
    (record,) = ended(pipeline, [started_faults.job_failed], PATIENCE_SECONDS)
    assert_succeeded(pipeline, record, tmp_path, attempt=2)
    assert_one_set_of_jobs(record, jobs_of(pipeline, started_faults.job_failed), attempts=2)
    assert record["retries"] == 1
    first = record["errors"][0]
    assert (first["code"], first["attempt"]) == (f"JOB_ERROR_{RETRYABLE}", 1)
    assert "made to fail" in first["message"]
    assert [
        one["status"] for one in started_faults.announcements.of(started_faults.job_failed)
    ] == ["SUCCEEDED"]
    assert dead_letters(pipeline) == {}


def test_a_canceled_job_fails_its_asset_until_an_operator_asks(
    started_faults: StartedFaults, tmp_path: Path
) -> None:
    environment, pipeline = started_faults.environment, started_faults.environment.pipeline
    with environment.jobs_waiting():
        asset = pipeline.upload(started_faults.short_clip, "uploads/canceled/clip.mp4")
        until(lambda: (pipeline.asset(asset) or {}).get("status") == "PROCESSING", "the jobs")
        pipeline.client("mediaconvert").cancel_job(Id=pipeline.record(asset)["jobs"]["main"]["id"])
        (record,) = ended(pipeline, [asset])
        assert record["status"] == "FAILED"
        assert [error["code"] for error in record["errors"]] == ["CANCELED"]
        # Its sibling would have been paid for in vain.
        until(
            lambda: {job["Status"] for job in jobs_of(pipeline, asset)} == {"CANCELED"},
            "the sibling's end",
        )
        assert pipeline.outputs(asset) == []
        message = take_message(pipeline, "failed-assets", lambda one: asset in one["Body"])
        assert json.loads(message["Body"])["detail"]["errors"][0]["code"] == "CANCELED"
    pipeline.client("sqs").send_message(
        QueueUrl=pipeline.names["queue_urls"]["upload-events"],
        MessageBody=json.dumps({"reprocess": {"assetId": asset, "attempt": 1}}),
    )

    def again() -> dict | None:
        found = pipeline.record(asset)
        return found if found["status"] == "SUCCEEDED" else None

    record = until(again, "the second attempt")
    assert_succeeded(pipeline, record, tmp_path, attempt=2)
    assert_one_set_of_jobs(record, jobs_of(pipeline, asset), attempts=2)
    until(lambda: len(started_faults.announcements.of(asset)) == 2, "both announcements")
    announced = [one["status"] for one in started_faults.announcements.of(asset)]
    assert announced == ["FAILED", "SUCCEEDED"]
    assert dead_letters(pipeline) == {}
