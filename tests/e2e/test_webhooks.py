"""Announcements reach servers outside of the account, whatever these answer at first."""

import json
import time
from collections import Counter
from collections.abc import Callable, Iterator, Mapping
from contextlib import ExitStack
from http.server import BaseHTTPRequestHandler
from pathlib import Path
from threading import Event
from typing import Any
from uuid import uuid4

import pytest
from standardwebhooks import Webhook

from e2e.conftest import NEW_WEBHOOK_SECRET, OTHER_ENDPOINTS, WEBHOOK_SECRET, Applied
from e2e.observation import PATIENCE_SECONDS, take_message, until
from e2e.scripts import run
from e2e.test_dead_letters import refused, shut_queue
from fakes.webhook_receiver import Receiver, status
from local_aws.account import Account
from pipeline_client import Pipeline

Received = tuple[dict[str, str], dict[str, Any]]
TRY_SECONDS = 15  # after that, the sender waits no more
HANGS_SECONDS = 25
MANY = 7  # more than are sent to one endpoint at a time


@pytest.fixture
def endpoints(webhook_receiver: Receiver) -> Iterator[Mapping[str, Receiver]]:
    """By their names; all take what expired, and studio everything else, too."""
    others = {name: webhook_receiver.at(f"/{name}") for name in OTHER_ENDPOINTS}
    found = {"studio": webhook_receiver, **others}
    yield found
    for one in found.values():
        one.answer = status(200)


def announce(pipeline: Pipeline, detail_type: str = "Upload Expired") -> str:
    """The id of an announcement of nothing."""
    event_id = str(uuid4())
    detail = {"eventId": event_id, "occurredAt": "2026-01-01T12:00:00.000Z"}
    entry = {
        "Source": "media-pipeline",
        "DetailType": detail_type,
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


def tries(to: Receiver) -> Counter[str]:
    return Counter(headers["webhook-id"] for headers, _ in list(to.received))


def hear_of(to: Receiver, ids: set[str], seconds: float = PATIENCE_SECONDS) -> None:
    until(lambda: ids <= tries(to).keys(), "all webhooks", seconds)


def take_undelivered(pipeline: Pipeline, queue: str, event_id: str) -> None:
    take_message(
        pipeline,
        f"{queue}-dlq",
        lambda one: refused(one, pipeline, queue) and event_id in one["Body"],
    )


def test_a_completed_asset_is_told_of(
    pipeline: Pipeline, endpoints: Mapping[str, Receiver], short_clip: Path
) -> None:
    to = endpoints["studio"]
    asset = pipeline.upload(short_clip, "uploads/u7/told.mp4")
    record = pipeline.follow(asset, lambda _: None)

    def at(revision: int) -> Callable[[dict[str, Any]], bool]:
        return lambda data: (data.get("assetId"), data.get("revision")) == (asset, revision)

    (_, known), *_ = heard(to, at(1))
    assert known["type"] == "asset.created"
    (headers, told), *_ = heard(to, at(record["revision"]))
    assert told["type"] == "asset.completed"
    assert told["data"]["outputs"]["hls"] == record["outputs"]["hls"]
    assert headers["webhook-id"] == told["data"]["eventId"]


def test_what_fails_at_first_comes_again(
    pipeline: Pipeline, endpoints: Mapping[str, Receiver]
) -> None:
    for to in endpoints.values():
        to.answer = status(503)
    event_id = announce(pipeline)
    for to in endpoints.values():
        heard(to, of(event_id))
        to.answer = status(200)
    for to in endpoints.values():
        (first, body), (second, again), *_ = heard(to, of(event_id), tries=2)
        assert body == again
        assert first["webhook-id"] == second["webhook-id"] == event_id
        waited = int(second["webhook-timestamp"]) - int(first["webhook-timestamp"])
        assert waited >= 5


def test_types_select_and_two_secrets_sign(
    pipeline: Pipeline, endpoints: Mapping[str, Receiver]
) -> None:
    failed, expired = announce(pipeline, "Asset Failed"), announce(pipeline)
    for event_id in (failed, expired):
        heard(endpoints["studio"], of(event_id))
    for name in OTHER_ENDPOINTS:
        heard(endpoints[name], of(expired))
        assert failed not in tries(endpoints[name])
    # While a receiver changes its secret, it verifies with either.
    headers, body = next(
        one for one in endpoints["gone"].received if one[0]["webhook-id"] == expired
    )
    assert len(headers["webhook-signature"].split()) == 2
    assert Webhook(NEW_WEBHOOK_SECRET).verify(body, headers)["type"] == "upload.expired"


def test_one_that_hangs_delays_no_other(
    pipeline: Pipeline, endpoints: Mapping[str, Receiver]
) -> None:
    slow, mended = endpoints["slow"], Event()

    def hang(request: BaseHTTPRequestHandler) -> None:
        mended.wait(HANGS_SECONDS)
        status(200)(request)

    # While nobody hangs, so many take this long on this machine.
    began = time.monotonic()
    ids = {announce(pipeline) for _ in range(MANY)}
    for to in endpoints.values():
        hear_of(to, ids)
    usual = time.monotonic() - began

    slow.answer = hang
    began = time.monotonic()
    ids = {announce(pipeline) for _ in range(MANY)}
    try:
        for name in ("studio", "gone"):
            hear_of(endpoints[name], ids, TRY_SECONDS + 3 * usual)
        print(f"\nthe others had theirs after {time.monotonic() - began:.1f} s, not {usual:.1f} s")
        # It is given up, and asked again, as often as the schedule says.
        until(lambda: any(tries(slow)[one] > 1 for one in ids), "another try")
    finally:
        mended.set()
    hear_of(slow, ids)


def test_gone_is_set_aside_and_a_redrive_delivers_it(
    applied: dict[str, Applied], account: Account, endpoints: Mapping[str, Receiver]
) -> None:
    dev, to = applied["dev"], endpoints["gone"]
    for one in endpoints.values():
        one.answer = status(410)
    event_id = announce(dev.pipeline)
    for one in endpoints.values():
        heard(one, of(event_id))
        one.answer = status(200)
    where = {"TF_DIR": str(dev.deployment.root), "QUEUE": "webhook-gone"}
    said = "GONE: the receiver wants no upload.expired"
    until(lambda: said in run("redrive.sh", account, **where).stdout, "the dead letter")
    sent = run("redrive.sh", account, **where, GO="1")
    assert "from webhook-gone-dlq to webhook-gone." in sent.stdout, sent.stderr
    heard(to, of(event_id), tries=2)
    for name in ("studio", "slow"):
        queue = f"webhook-{name}-dlq"
        dead = take_message(dev.pipeline, queue, lambda one: event_id in one["Body"])
        assert dead["MessageAttributes"]["reason"]["StringValue"] == said
        assert tries(endpoints[name])[event_id] == 1


def test_what_the_rule_cannot_deliver_is_a_dead_letter(
    pipeline: Pipeline, endpoints: Mapping[str, Receiver]
) -> None:
    queues = [f"webhook-{name}" for name in endpoints]
    with ExitStack() as stack:
        for queue in queues:
            stack.enter_context(shut_queue(pipeline, queue))
        event_id = announce(pipeline)
        for queue in queues:
            take_undelivered(pipeline, queue, event_id)
