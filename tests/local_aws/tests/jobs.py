"""Run jobs and collect their events."""

import json
import time
from types import SimpleNamespace
from typing import Any

OPEN = ("SUBMITTED", "PROGRESSING")


def finish(resources: SimpleNamespace, job_id: str, seconds: float = 60) -> dict[str, Any]:
    """Wait for a job's end and return it."""
    deadline = time.monotonic() + seconds
    while True:
        job = resources.mediaconvert.get_job(Id=job_id)["Job"]
        if job["Status"] not in OPEN:
            return job
        assert time.monotonic() < deadline, f"still {job['Status']} {job.get('CurrentPhase')}"
        time.sleep(0.05)


def run(resources: SimpleNamespace, request: dict[str, Any]) -> dict[str, Any]:
    """Create a job and wait for its end; the token is dropped, so that every call is a new job."""
    request.pop("ClientRequestToken", None)
    return finish(resources, resources.mediaconvert.create_job(**request)["Job"]["Id"])


def events(
    resources: SimpleNamespace, job_id: str, last: str, seconds: float = 10
) -> list[dict[str, Any]]:
    """All events of a job up to the status ``last``; other jobs' events are dropped."""
    found: list[dict[str, Any]] = []
    deadline = time.monotonic() + seconds
    while not found or found[-1]["detail"]["status"] != last:
        assert time.monotonic() < deadline, [event["detail"]["status"] for event in found]
        answer = resources.sqs.receive_message(QueueUrl=resources.queue_url, MaxNumberOfMessages=10)
        for message in answer.get("Messages", []):
            resources.sqs.delete_message(
                QueueUrl=resources.queue_url, ReceiptHandle=message["ReceiptHandle"]
            )
            event = json.loads(message["Body"])
            if event["detail"]["jobId"] == job_id:
                found.append(event)
        time.sleep(0.02)
    return found


def keys(resources: SimpleNamespace, prefix: str) -> list[str]:
    """Keys in the outputs bucket under a prefix, without it."""
    answer = resources.s3.list_objects_v2(Bucket="outputs", Prefix=prefix)
    return [row["Key"].removeprefix(prefix) for row in answer.get("Contents", [])]
