"""make redrive."""

import json
import re

import pytest

from e2e.conftest import Applied
from e2e.observation import take_message, until
from e2e.scripts import run
from local_aws.account import Account
from pipeline_client import Pipeline

DEAD_LETTERS = "upload-events-dlq"


def test_it_shows_first_and_sends_once(applied: dict[str, Applied], account: Account) -> None:
    second = applied["second"]
    sqs, urls = second.pipeline.client("sqs"), second.pipeline.names["queue_urls"]
    body = '{"redriven": "with a \\"quote\\",\ttab, \x9b31m, ü 🎬 and\nline"}'
    sqs.send_message(QueueUrl=urls["upload-events"], MessageBody=body)
    until(lambda: depth(second.pipeline, DEAD_LETTERS) == 1, "the dead letter")
    where = {"TF_DIR": str(second.deployment.root), "QUEUE": "upload-events"}

    for _ in range(2):
        shown = run("redrive.sh", account, **where)
        assert shown.returncode == 0, shown.stderr
        assert "NOT_A_REQUEST" in shown.stdout
        assert r"\ttab, ?31m, ü 🎬 and\nline" in shown.stdout
        assert "1 message in upload-events-dlq" in shown.stdout
        assert depth(second.pipeline, DEAD_LETTERS) == 1, "given back at once"

    sent = run("redrive.sh", account, **where, GO="1")
    assert sent.returncode == 0, sent.stderr
    assert "Sent 1 message from upload-events-dlq to upload-events." in sent.stdout
    # It is junk still: the function sets it aside again, unchanged.
    again = take_message(second.pipeline, DEAD_LETTERS, lambda _: True)
    assert again["Body"] == body
    assert "Sent 0 messages" in run("redrive.sh", account, **where, GO="1").stdout


def test_many_are_sent_in_batches(applied: dict[str, Applied], account: Account) -> None:
    second = applied["second"]
    sqs, url = second.pipeline.client("sqs"), second.pipeline.names["queue_urls"]["job-events-dlq"]
    folder = {"source": "aws.mediaconvert", "detail-type": "MediaConvert Job State Change"}
    detail = {"queue": "another", "jobId": "1-a", "status": "COMPLETE", "timestamp": 1}
    for number in range(12):
        event = {**folder, "detail": {**detail, "number": number}}
        sqs.send_message(QueueUrl=url, MessageBody=json.dumps(event))
    where = {"TF_DIR": str(second.deployment.root), "QUEUE": "job-events"}
    sent = run("redrive.sh", account, **where, GO="1")
    assert sent.returncode == 0, sent.stderr
    assert "Sent 12 messages" in sent.stdout
    assert "0 messages in job-events-dlq" in run("redrive.sh", account, **where).stdout


@pytest.mark.parametrize("queue", ["announcements", "asset-reconciler", "failed-assets"])
def test_what_cannot_be_sent_again_is_shown(
    applied: dict[str, Applied], account: Account, queue: str
) -> None:
    where = {"TF_DIR": str(applied["second"].deployment.root), "QUEUE": queue}
    shown = run("redrive.sh", account, **where)
    assert shown.returncode == 0, shown.stderr
    assert re.search(rf"^\d+ messages? in {queue}", shown.stdout, re.MULTILINE)
    refused = run("redrive.sh", account, **where, GO="1")
    assert refused.returncode == 2
    assert "cannot be redriven" in refused.stderr


@pytest.mark.parametrize(
    "given", [{"QUEUE": ""}, {"QUEUE": "nothing"}, {"QUEUE": "upload-events", "GO": "yes"}]
)
def test_it_asks_what_is_meant(account: Account, given: dict[str, str]) -> None:
    done = run("redrive.sh", account, TF_DIR=".", **given)
    assert done.returncode == 2
    assert "is not valid" in done.stderr


def depth(pipeline: Pipeline, queue: str) -> int:
    """Messages of a queue that can be received now."""
    attributes = pipeline.client("sqs").get_queue_attributes(
        QueueUrl=pipeline.names["queue_urls"][queue],
        AttributeNames=["ApproximateNumberOfMessages"],
    )["Attributes"]
    return int(attributes["ApproximateNumberOfMessages"])
