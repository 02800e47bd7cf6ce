"""Read a pipeline: messages in its queues, lines in its logs, jobs in its queue, reads of S3."""

import json
import time
from collections.abc import Callable
from typing import Any, TypeVar

from e2e.permissions import calls as access_log
from local_aws.account import Account
from pipeline_client import Pipeline

PATIENCE_SECONDS = 60
Found = TypeVar("Found")


def until(look: Callable[[], Found | None], what: str, seconds: float = PATIENCE_SECONDS) -> Found:
    """Look again and again until something is found."""
    deadline = time.monotonic() + seconds
    while time.monotonic() < deadline:
        found = look()
        if found:
            return found
        time.sleep(0.3)
    raise AssertionError(f"not seen within {seconds} s: {what}")


def take_message(
    pipeline: Pipeline, queue: str, wanted: Callable[[dict[str, Any]], bool]
) -> dict[str, Any]:
    """Take the first message that is wanted off a queue (by role); others stay."""
    sqs, url = pipeline.client("sqs"), pipeline.names["queue_urls"][queue]

    def look() -> dict[str, Any] | None:
        received = sqs.receive_message(
            QueueUrl=url,
            MaxNumberOfMessages=10,
            VisibilityTimeout=2,
            MessageAttributeNames=["All"],
        )
        for message in received.get("Messages", []):
            if wanted(message):
                sqs.delete_message(QueueUrl=url, ReceiptHandle=message["ReceiptHandle"])
                return message
        return None

    return until(look, f"a message in {queue}")


def log_lines(pipeline: Pipeline, function: str, *texts: str) -> list[dict[str, Any]]:
    """Lines of a function's log that hold all texts, as the JSON they are."""
    logs, group = pipeline.client("logs"), pipeline.names["log_group_names"][function]

    def look() -> list[dict[str, Any]] | None:
        pages = logs.get_paginator("filter_log_events").paginate(logGroupName=group)
        events = [event["message"] for page in pages for event in page["events"]]
        lines = (event for event in events if event.startswith("{"))
        return [json.loads(line) for line in lines if all(text in line for text in texts)]

    return until(look, f"{' and '.join(texts)} in a line of {function}")


def log_text(pipeline: Pipeline, function: str) -> str:
    """Everything a function logged so far."""
    group = pipeline.names["log_group_names"][function]
    pages = pipeline.client("logs").get_paginator("filter_log_events").paginate(logGroupName=group)
    return "\n".join(event["message"] for page in pages for event in page["events"])


def jobs_of(pipeline: Pipeline, asset: str) -> list[dict[str, Any]]:
    """The MediaConvert jobs of an asset in the pipeline's queue."""
    pages = (
        pipeline.client("mediaconvert")
        .get_paginator("list_jobs")
        .paginate(Queue=pipeline.names["mediaconvert_queue_arn"])
    )
    return [
        job for page in pages for job in page["Jobs"] if job["UserMetadata"]["assetId"] == asset
    ]


def reads(account: Account, path: str) -> int:
    """How often anybody but root asked S3 for an object; ``path`` begins with a slash."""
    return sum(
        call.action == "s3:GetObject" and call.resource.endswith(path)
        for call in access_log.read(account.folder.access_log_path)
    )
