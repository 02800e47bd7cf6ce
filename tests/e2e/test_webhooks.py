"""Announcements reach a server outside of the account, whatever it answers at first."""

import json
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any
from uuid import uuid4

import pytest
from standardwebhooks import Webhook

from e2e.conftest import WEBHOOK_SECRET, Applied
from e2e.observation import take_message, until
from e2e.scripts import run
from e2e.test_dead_letters import refused, shut_queue
from fakes.webhook_receiver import Receiver, status
from local_aws.account import Account
from pipeline_client import Pipeline

QUEUE = "webhook-studio"
Received = tuple[dict[str, str], dict[str, Any]]


@pytest.fixture
def to(webhook_receiver: Receiver) -> Iterator[Receiver]:
    yield webhook_receiver
    webhook_receiver.answer = status(200)


def announce(pipeline: Pipeline) -> str:
    """A failed asset that there is not; the id of its announcement."""
    event_id = str(uuid4())
    detail = {
        "eventId": event_id,
        "assetId": f"asset of {event_id}",
        "occurredAt": "2026-01-01T12:00:00.000Z",
    }
    entry = {
        "Source": "media-pipeline",
        "DetailType": "Asset Failed",
        "Detail": json.dumps(detail),
        "EventBusName": pipeline.names["event_bus_arn"],
    }
    pipeline.client("events").put_events(Entries=[entry])
    return event_id


def heard(to: Receiver, wanted: Callable[[dict[str, Any]], bool], tries: int = 1) -> list[Received]:
    """Verified as a receiver does, every time."""

    def look() -> list[Received] | None:
        found = [one for one in list(to.received) if wanted(json.loads(one[1])["data"])]
        if len(found) < tries:
            return None
        return [(headers, Webhook(WEBHOOK_SECRET).verify(body, headers)) for headers, body in found]

    return until(look, "a webhook")


def of(event_id: str) -> Callable[[dict[str, Any]], bool]:
    return lambda data: data["eventId"] == event_id


def test_a_completed_asset_is_told_of(pipeline: Pipeline, to: Receiver, short_clip: Path) -> None:
    asset = pipeline.upload(short_clip, "uploads/u7/told.mp4")
    record = pipeline.follow(asset, lambda _: None)
    ((_, known),) = heard(to, lambda data: data["assetId"] == asset and data["revision"] == 1)
    assert known["type"] == "asset.created"

    def is_end(data: dict[str, Any]) -> bool:
        return data["assetId"] == asset and data["revision"] == record["revision"]

    ((headers, told),) = heard(to, is_end)
    assert told["type"] == "asset.completed"
    assert told["data"]["outputs"]["hls"] == record["outputs"]["hls"]
    assert headers["webhook-id"] == told["data"]["eventId"]


def test_what_fails_at_first_comes_again(pipeline: Pipeline, to: Receiver) -> None:
    to.answer = status(503)
    event_id = announce(pipeline)
    heard(to, of(event_id))
    to.answer = status(200)
    (first, body), (second, again) = heard(to, of(event_id), tries=2)
    assert body == again
    assert first["webhook-id"] == second["webhook-id"] == event_id
    waited = int(second["webhook-timestamp"]) - int(first["webhook-timestamp"])
    assert waited >= 5


def test_gone_is_set_aside_and_a_redrive_delivers_it(
    applied: dict[str, Applied], account: Account, to: Receiver
) -> None:
    dev = applied["dev"]
    to.answer = status(410)
    event_id = announce(dev.pipeline)
    heard(to, of(event_id))
    to.answer = status(200)
    where = {"TF_DIR": str(dev.deployment.root), "QUEUE": QUEUE}

    def shown() -> bool:
        return (
            "GONE: the receiver wants no asset.failed" in run("redrive.sh", account, **where).stdout
        )

    until(shown, "the dead letter")
    sent = run("redrive.sh", account, **where, GO="1")
    assert f"from {QUEUE}-dlq to {QUEUE}." in sent.stdout, sent.stderr
    heard(to, of(event_id), tries=2)


def test_what_the_rule_cannot_deliver_is_a_dead_letter(pipeline: Pipeline) -> None:
    with shut_queue(pipeline, QUEUE):
        event_id = announce(pipeline)
        take_message(
            pipeline,
            f"{QUEUE}-dlq",
            lambda one: refused(one, pipeline, QUEUE) and event_id in one["Body"],
        )
