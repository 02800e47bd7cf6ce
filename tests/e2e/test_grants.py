"""Paths that normal runs do not take, each with permissions of its own."""

import json
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path

from e2e.interventions import (
    HOURS,
    held_back,
    reconcile,
    rewrite,
    send,
    submitted,
    table,
    unreachable_table,
    unseen_upload,
    unsubmitted,
)
from e2e.observation import jobs_of, log_lines, until
from e2e.test_duplicates import upload_event
from e2e.test_stray_messages import job_event
from pipeline.assets.asset import Asset, Lease, Status
from pipeline.jobs.job import JobState
from pipeline_client import Pipeline


def test_a_claim_is_waited_for_and_taken_over_with_its_lost_jobs(
    pipeline: Pipeline, short_clip: Path
) -> None:
    key = "uploads/u9/taken over.mp4"
    asset_id = pipeline.upload(short_clip, key)
    done = pipeline.follow(asset_id, lambda _: None)
    lease = Lease("a delivery that died", datetime.now(UTC) + timedelta(seconds=5))
    found = table(pipeline).get(asset_id)
    assert isinstance(found, Asset)
    rewrite(pipeline, asset_id, **unsubmitted(found), lease=lease)
    head = pipeline.s3.head_object(Bucket=pipeline.names["uploads_bucket_name"], Key=key)
    send(pipeline, "upload-events", upload_event(pipeline, key, head["VersionId"], head))
    assert log_lines(pipeline, "ingest-orchestrator", "another delivery is at work", asset_id)

    def adopted() -> bool:
        record = table(pipeline).get(asset_id)
        return isinstance(record, Asset) and record.status is Status.PROCESSING

    until(adopted, "the take-over")
    assert len(jobs_of(pipeline, asset_id)) == 1
    # Its events have come and gone: the reconciler recovers them. It makes the storyboard by the
    # playlists of HLS, where the DASH manifest is gone.
    rewrite(pipeline, asset_id, updated_at=datetime.now(UTC) - 2 * HOURS)
    manifest = f"{asset_id}/1/cmaf/index.mpd"
    pipeline.s3.delete_object(Bucket=pipeline.names["outputs_bucket_name"], Key=manifest)
    reconcile(pipeline)
    record = pipeline.asset(asset_id)
    assert record is not None
    assert {"poster", "storyboard"} <= set(record["formats"])
    assert (record["status"], record["jobIds"]) == ("SUCCEEDED", done["jobIds"])


def test_an_attempt_without_jobs_is_asked_for_again(pipeline: Pipeline, short_clip: Path) -> None:
    asset_id = pipeline.upload(short_clip, "uploads/u9/asked for.mp4")
    pipeline.follow(asset_id, lambda _: None)
    found = table(pipeline).get(asset_id)
    assert isinstance(found, Asset)
    now = datetime.now(UTC)
    pending = unsubmitted(found)
    pending["jobs"] = {name: replace(job, attempt=2) for name, job in pending["jobs"].items()}
    rewrite(
        pipeline,
        asset_id,
        **pending,
        **{"attempt": 2, "claimed_at": now - HOURS, "updated_at": now - HOURS},
        lease=Lease("a delivery that died", now - HOURS),
    )
    reconcile(pipeline)
    record = pipeline.follow(asset_id, lambda _: None)
    assert (record["status"], record["attempt"]) == ("SUCCEEDED", 2)


def test_siblings_of_a_failed_job_are_canceled(second_pipeline: Pipeline, short_clip: Path) -> None:
    with held_back(second_pipeline):
        record = submitted(second_pipeline, short_clip, "uploads/u9/siblings.mp4")
        event = job_event(second_pipeline, {**record, "jobs": {"main": record["jobs"]["hls"]}})
        event["detail"] |= {"errorCode": 1010}
        event["detail"]["userMetadata"]["job"] = "hls"
        send(second_pipeline, "job-events", json.dumps(event))
        assert second_pipeline.follow(record["assetId"], lambda _: None)["status"] == "FAILED"

        def canceled() -> bool:
            jobs = jobs_of(second_pipeline, record["assetId"])
            return sum(job["Status"] == "CANCELED" for job in jobs) == 2

        until(canceled, "two canceled jobs")


def test_a_failed_job_is_tried_again(pipeline: Pipeline, short_clip: Path) -> None:
    with held_back(pipeline):
        record = submitted(pipeline, short_clip, "uploads/u9/again.mp4")
        send(pipeline, "job-events", json.dumps(job_event(pipeline, record)))

        def second_attempt() -> bool:
            return len(jobs_of(pipeline, record["assetId"])) == 2

        until(second_attempt, "the second attempt's job")
    record = pipeline.follow(record["assetId"], lambda _: None)
    assert (record["status"], record["attempt"]) == ("SUCCEEDED", 2)


def test_a_stalled_attempt_is_given_up_and_its_jobs_canceled(
    pipeline: Pipeline, short_clip: Path
) -> None:
    with held_back(pipeline):
        record = submitted(pipeline, short_clip, "uploads/u9/stalled.mp4")
        long_ago = datetime.now(UTC) - 48 * HOURS
        changes = {"claimed_at": long_ago, "updated_at": long_ago}
        rewrite(pipeline, record["assetId"], status=Status.PENDING, **changes)
        reconcile(pipeline)
        record = pipeline.follow(record["assetId"], lambda _: None)
        assert [error["code"] for error in record["errors"]] == ["STALLED"]
        (job,) = jobs_of(pipeline, record["assetId"])
        assert job["Status"] == "CANCELED"


def test_an_upload_that_was_deleted_fails_with_a_reason(
    pipeline: Pipeline, short_clip: Path
) -> None:
    key = "uploads/u9/no.mp4"
    upload = unseen_upload(pipeline, short_clip, key)
    pipeline.s3.delete_object(**upload.place, VersionId=upload.version_id)
    send(pipeline, "upload-events", upload_event(pipeline, key, upload.version_id, upload.head))
    record = pipeline.follow(upload.asset_id, lambda _: None)
    assert [error["code"] for error in record["errors"]] == ["SOURCE_MISSING"]


def test_job_events_are_put_off_while_the_table_cannot_be_reached(
    pipeline: Pipeline, short_clip: Path
) -> None:
    with held_back(pipeline):
        record = submitted(pipeline, short_clip, "uploads/u9/put off.mp4")
        event = job_event(pipeline, record)
        event["detail"] |= {"status": "PROGRESSING"}
        with unreachable_table(pipeline, "job-status-processor"):
            send(pipeline, "job-events", json.dumps(event))
            assert log_lines(pipeline, "job-status-processor", "comes back in", record["assetId"])

        def progressing() -> bool:
            found = table(pipeline).get(record["assetId"])
            return isinstance(found, Asset) and found.jobs["main"].state is JobState.PROGRESSING

        until(progressing, "the event, again")
    assert pipeline.follow(record["assetId"], lambda _: None)["status"] == "SUCCEEDED"
