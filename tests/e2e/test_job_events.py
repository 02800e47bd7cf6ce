"""Job events as EventBridge may deliver them: more than once, in any order."""

import random
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import Any

from e2e.outcomes import (
    assert_one_set_of_jobs,
    assert_succeeded,
    dead_letters,
    ended,
    jobs_by_asset,
)
from e2e.started_faults import StartedFaults, wait_for_jobs

UPLOADS = 20
DELIVERIES = 3
SEED = 20


def taken(sqs: Any, url: str) -> Iterator[str]:
    """Bodies of all messages of a queue, which are gone then."""
    while messages := sqs.receive_message(QueueUrl=url, MaxNumberOfMessages=10).get("Messages"):
        for message in messages:
            sqs.delete_message(QueueUrl=url, ReceiptHandle=message["ReceiptHandle"])
            yield message["Body"]


def test_every_event_thrice_in_random_order(started_faults: StartedFaults, tmp_path: Path) -> None:
    environment, pipeline = started_faults.environment, started_faults.environment.pipeline
    sqs, url = pipeline.client("sqs"), pipeline.names["queue_urls"]["job-events"]
    with environment.mapping_off("job-status-processor"):
        with ThreadPoolExecutor() as pool:
            keys = [f"uploads/thrice/{number}.mp4" for number in range(UPLOADS)]
            assets = list(
                pool.map(lambda key: pipeline.upload(started_faults.short_clip, key), keys)
            )
        wait_for_jobs(environment, assets)
        bodies = sorted(taken(sqs, url)) * DELIVERIES
        random.Random(SEED).shuffle(bodies)  # noqa: S311
        assert len(bodies) >= UPLOADS * 2 * 2 * DELIVERIES
        for start in range(0, len(bodies), 10):
            batch = bodies[start : start + 10]
            entries = [{"Id": str(n), "MessageBody": body} for n, body in enumerate(batch)]
            answer = sqs.send_message_batch(QueueUrl=url, Entries=entries)
            assert len(answer["Successful"]) == len(batch)
    records, jobs = ended(pipeline, assets, seconds=180), jobs_by_asset(pipeline)
    for record in records:
        assert_succeeded(pipeline, record, tmp_path)
        assert_one_set_of_jobs(record, jobs[record["assetId"]])
        assert len(started_faults.announcements.of(record["assetId"])) == 1
    assert dead_letters(pipeline) == {}
