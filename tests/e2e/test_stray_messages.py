"""Foreign messages change nothing and do not block the others."""

import copy
import json
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from e2e.observation import jobs_of, log_lines, take_message
from pipeline_client import Pipeline


@pytest.mark.parametrize("body", ["{not json", '{"a": 1}', "[]", '{"source": "aws.s3"}'])
@pytest.mark.parametrize("queue", ["upload-events", "job-events", "removals", "erasures"])
def test_junk_ends_in_the_dead_letters_with_its_reason(
    pipeline: Pipeline, queue: str, body: str
) -> None:
    sent = time.monotonic()
    pipeline.client("sqs").send_message(
        QueueUrl=pipeline.names["queue_urls"][queue], MessageBody=body
    )
    message = take_message(pipeline, f"{queue}-dlq", lambda one: one["Body"] == body)
    assert time.monotonic() - sent < 30
    assert message["MessageAttributes"]["reason"]["StringValue"]


def test_batch_mates_of_junk_are_processed(pipeline: Pipeline, short_clip: Path) -> None:
    sqs, queue = pipeline.client("sqs"), pipeline.names["queue_urls"]["upload-events"]
    entries = [{"Id": str(number), "MessageBody": f"junk {number}"} for number in range(4)]
    sqs.send_message_batch(QueueUrl=queue, Entries=entries)
    asset = pipeline.upload(short_clip, "uploads/u5/mate.mp4")
    assert pipeline.follow(asset, lambda _: None)["status"] == "SUCCEEDED"
    for entry in entries:
        take_message(pipeline, "upload-events-dlq", has_body(entry["MessageBody"]))


def has_body(body: str) -> Callable[[dict[str, Any]], bool]:
    return lambda message: message["Body"] == body


def job_event(pipeline: Pipeline, record: dict) -> dict[str, Any]:
    job = record["jobs"]["main"]
    return {
        "version": "0",
        "id": "11111111-2222-3333-4444-555555555555",
        "detail-type": "MediaConvert Job State Change",
        "source": "aws.mediaconvert",
        "account": "000000000000",
        "time": "2026-01-01T00:00:00Z",
        "region": "us-east-1",
        "resources": [],
        "detail": {
            "timestamp": 1767225600000,
            "accountId": "000000000000",
            "queue": pipeline.names["mediaconvert_queue_arn"],
            "jobId": job["id"],
            "status": "ERROR",
            "errorCode": 1999,
            "errorMessage": "made up",
            "userMetadata": {"assetId": record["assetId"], "job": "main", "attempt": "1"},
        },
    }


def test_job_events_that_are_not_for_us_change_nothing(
    pipeline: Pipeline, short_clip: Path
) -> None:
    asset = pipeline.upload(short_clip, "uploads/u5/done.mp4")
    record = pipeline.follow(asset, lambda _: None)
    late = job_event(pipeline, record)
    unknown, foreign, older = (copy.deepcopy(late) for _ in range(3))
    unknown["detail"]["userMetadata"]["assetId"] = "00000000-0000-5000-8000-000000000000"
    foreign["detail"]["queue"] = f"{foreign['detail']['queue']}-of-others"
    older["detail"]["userMetadata"]["attempt"] = "0"
    sqs, queue = pipeline.client("sqs"), pipeline.names["queue_urls"]["job-events"]
    for event in (late, unknown, foreign, older):
        sqs.send_message(QueueUrl=queue, MessageBody=json.dumps(event))
    assert log_lines(pipeline, "job-status-processor", "changes nothing", asset)
    assert log_lines(pipeline, "job-status-processor", "unknown asset")
    time.sleep(2)
    assert pipeline.asset(asset) == record
    assert pipeline.asset("00000000-0000-5000-8000-000000000000") is None
    assert len(jobs_of(pipeline, asset)) == 1
