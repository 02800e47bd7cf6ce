"""The same event any number of times: one record, one set of jobs."""

import json
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

from e2e.observation import jobs_of, log_lines
from pipeline_client import Pipeline

DELIVERIES = 5


def upload_event(pipeline: Pipeline, key: str, version: str, head: dict) -> str:
    return json.dumps(
        {
            "version": "0",
            "id": "11111111-2222-3333-4444-555555555555",
            "detail-type": "Object Created",
            "source": "aws.s3",
            "account": "000000000000",
            "time": head["LastModified"].strftime("%Y-%m-%dT%H:%M:%SZ"),
            "region": "us-east-1",
            "resources": [f"arn:aws:s3:::{pipeline.names['uploads_bucket_name']}"],
            "detail": {
                "version": "0",
                "bucket": {"name": pipeline.names["uploads_bucket_name"]},
                "object": {
                    "key": key,
                    "size": head["ContentLength"],
                    "etag": head["ETag"].strip('"'),
                    "version-id": version,
                    "sequencer": "00",
                },
                "reason": "PutObject",
            },
        }
    )


def test_event_delivered_many_times_at_once(pipeline: Pipeline, short_clip: Path) -> None:
    key = "uploads/u4/again.mp4"
    asset = pipeline.upload(short_clip, key)
    head = pipeline.s3.head_object(Bucket=pipeline.names["uploads_bucket_name"], Key=key)
    body = upload_event(pipeline, key, head["VersionId"], head)
    sqs, queue = pipeline.client("sqs"), pipeline.names["queue_urls"]["upload-events"]
    with ThreadPoolExecutor(DELIVERIES) as pool:
        for _ in range(DELIVERIES):
            pool.submit(sqs.send_message, QueueUrl=queue, MessageBody=body)
    record = pipeline.follow(asset, lambda _: None)
    assert record["status"] == "SUCCEEDED"
    # All deliveries after the first have been judged, in whatever state they met the asset.
    assert log_lines(pipeline, "ingest-orchestrator", "duplicate")
    assert len(jobs_of(pipeline, asset)) == 1
    assert pipeline.record(asset)["revision"] == record["revision"]


def test_new_version_of_a_key_is_a_new_asset(pipeline: Pipeline, short_clip: Path) -> None:
    key = "uploads/u4/versions.mp4"
    first = pipeline.upload(short_clip, key)
    pipeline.follow(first, lambda _: None)
    second = pipeline.upload(short_clip, key)
    assert second != first
    assert pipeline.follow(second, lambda _: None)["status"] == "SUCCEEDED"
