"""Announcements in, signed requests out; and what becomes of those that do not arrive."""

import json
from base64 import b64encode
from datetime import timedelta
from functools import cache
from types import SimpleNamespace

import boto3
import pytest
from moto import mock_aws
from standardwebhooks import Webhook as Verifier

from fakes import events
from fakes.clock import START, FakeClock
from fakes.function_environment import PREFIX
from fakes.recorder import Recorder
from fakes.webhook_receiver import NAME, PUBLIC, status
from handlers import webhook_sender

ASSET_ID = "dc693077-70f4-5a48-b982-255897033d16"
EVENT_ID = "5b0e0a62-8d4c-5a2f-9d6b-0c7c6f0a3f11"
EVENT = {
    "detail-type": "Asset Completed",
    "detail": {"eventId": EVENT_ID, "assetId": ASSET_ID, "occurredAt": "2026-01-01T12:00:00.000Z"},
}
QUEUE, OTHER = f"{PREFIX}-webhook-one", f"{PREFIX}-webhook-two"
SECRET, NEW_SECRET = (f"whsec_{b64encode(bytes([n]) * 32).decode()}" for n in (1, 2))


real_client = cache(boto3.client)  # slow to make


class Sender:
    """The function for two endpoints, of which the second has no receiver."""

    def __init__(self, monkeypatch, port):
        self.clock, self.recorder = FakeClock(), Recorder()
        self.sqs, self.secrets = (real_client(name) for name in ("sqs", "secretsmanager"))
        made = {"sqs": self.sqs, "secretsmanager": self.secrets}
        self.urls = {
            name: self.sqs.create_queue(QueueName=name)["QueueUrl"]
            for queue in (QUEUE, OTHER)
            for name in (queue, f"{queue}-dlq")
        }
        self.arn = self.secrets.create_secret(Name="one", SecretString=SECRET)["ARN"]
        endpoint = {"url": f"https://{NAME}:{port}/hook?a=b", "allowed_networks": []}
        endpoints = {
            "one": {**endpoint, "secret_arn": self.arn},
            "two": {"url": "https://no.example/", "allowed_networks": [], "secret_arn": self.arn},
        }
        monkeypatch.setenv("WEBHOOK_ENDPOINTS", json.dumps(endpoints))
        monkeypatch.setenv("WEBHOOK_QUEUE_URL_PREFIX", self.urls[QUEUE].removesuffix("one"))
        monkeypatch.setattr(webhook_sender, "client", lambda name: self.recorder.wrap(made[name]))
        monkeypatch.setattr(webhook_sender, "Clock", lambda: self.clock)

    def send(self, event=EVENT, receive_count=1, queue=QUEUE):
        """Whether the message comes back, and after how many seconds."""
        batch = events.queue_batch(event, receive_count=receive_count)
        (record,) = batch["Records"]
        record["eventSourceARN"] = f"arn:aws:sqs:us-east-1:{events.ACCOUNT_ID}:{queue}"
        self.sqs.send_message(QueueUrl=self.urls[queue], MessageBody=record["body"])
        (message,) = self.sqs.receive_message(QueueUrl=self.urls[queue])["Messages"]
        record["receiptHandle"] = message["ReceiptHandle"]
        hidden = []
        change = self.sqs.change_message_visibility
        self.sqs.change_message_visibility = lambda **request: (
            hidden.append(request["VisibilityTimeout"]),
            change(**request),
        )
        context = SimpleNamespace(
            function_name="function",
            memory_limit_in_mb=512,
            invoked_function_arn="arn",
            aws_request_id="request",
            get_remaining_time_in_millis=lambda: 30_000,
        )
        failures = webhook_sender.handler(batch, context)["batchItemFailures"]
        self.sqs.change_message_visibility = change
        assert len(failures) == len(hidden)
        return hidden

    def dead_letters(self, queue=QUEUE):
        found = self.sqs.receive_message(
            QueueUrl=self.urls[f"{queue}-dlq"], MessageAttributeNames=["All"]
        )
        return [
            {name: value["StringValue"] for name, value in one["MessageAttributes"].items()}
            for one in found.get("Messages", [])
        ]


@pytest.fixture
def sender(monkeypatch, to, network):
    assert network.connected == []
    with mock_aws():
        yield Sender(monkeypatch, to.port)
        webhook_sender.services.cache_clear()


def test_an_announcement_arrives_signed(sender, to, network, log_lines):
    sender.clock.moment += timedelta(milliseconds=999)
    assert sender.send() == []
    ((headers, body),) = to.received
    assert json.loads(body) == {
        "type": "asset.completed",
        "timestamp": EVENT["detail"]["occurredAt"],
        "data": EVENT["detail"],
    }
    assert headers["host"] == f"{NAME}:{to.port}"
    assert headers["content-type"] == "application/json"
    assert headers["webhook-id"] == EVENT_ID
    assert headers["webhook-timestamp"] == str(int(START.timestamp()))
    signed = Verifier(SECRET).sign(EVENT_ID, START, body.decode())
    assert headers["webhook-signature"] == signed
    assert network.connected == [PUBLIC]
    lines = log_lines()
    assert [line["WebhooksDelivered"] for line in lines if "WebhooksDelivered" in line] == [[1.0]]
    (line,) = (line for line in lines if "message" in line)
    assert (line["assetId"], line["message"]) == (ASSET_ID, f"sent asset.completed {EVENT_ID}")


def test_a_secret_is_kept_for_a_minute_and_rotates_with_both(sender, to):
    sender.send()
    sender.secrets.put_secret_value(SecretId="one", SecretString=f"{NEW_SECRET} {SECRET}")
    sender.clock.forward(59)
    sender.send()
    sender.clock.forward(1)
    sender.send()
    signatures = [headers["webhook-signature"].split() for headers, _ in to.received]
    assert [len(one) for one in signatures] == [1, 1, 2]
    assert sender.recorder.calls.count("get_secret_value") == 2


@pytest.mark.parametrize("code", [102, 302, 404, 429, 500])
def test_what_the_receiver_does_not_take_comes_back_by_the_schedule(
    sender, to, network, code, log_lines
):
    to.answer = status(code, location="https://127.0.0.1/")
    assert [*sender.send(), *sender.send(receive_count=6)] == [5, 39596]
    assert len(network.connected) == 2
    assert sender.dead_letters() == []
    lines = log_lines()
    assert [line["WebhookTriesFailed"] for line in lines if "WebhookTriesFailed" in line] == [
        [1.0],
        [1.0],
    ]
    assert f"comes back in 5 s: the receiver answered {code}" in [
        line.get("message") for line in lines
    ]


@pytest.mark.parametrize("code", [200, 204, 299])
def test_any_success_is_done(sender, to, code):
    to.answer = status(code)
    assert sender.send() == []
    assert sender.dead_letters() == []


def test_after_the_last_try_it_is_a_dead_letter_with_the_reason(sender, to):
    to.answer = status(500)
    assert sender.send(receive_count=7) == []
    reason = "UNDELIVERED: 7 tries: the receiver answered 500"
    assert sender.dead_letters() == [{"reason": reason, "assetId": ASSET_ID}]


def test_who_says_gone_is_asked_no_more_for_it(sender, to):
    to.answer = status(410)
    assert sender.send() == []
    reason = "GONE: the receiver wants no asset.completed"
    assert sender.dead_letters() == [{"reason": reason, "assetId": ASSET_ID}]


def test_what_is_no_announcement_is_set_aside_unsent(sender, to):
    assert sender.send({"detail-type": "Asset Mislaid", "detail": {}}) == []
    (dead,) = sender.dead_letters()
    assert dead == {"reason": "NOT_AN_ANNOUNCEMENT: Asset Mislaid has no webhook"}
    assert to.received == []


@pytest.mark.parametrize(
    "break_it",
    [
        lambda sender: sender.secrets.put_secret_value(SecretId="one", SecretString="change me"),
        lambda sender: sender.secrets.delete_secret(
            SecretId="one", ForceDeleteWithoutRecovery=True
        ),
    ],
)
def test_a_fault_of_ours_is_tried_again_and_sends_nothing(sender, network, break_it, log_lines):
    break_it(sender)
    assert sender.send() == [5]
    assert network.connected == []
    assert SECRET not in json.dumps(log_lines())


def test_each_endpoint_has_its_own_queues(sender, to):
    assert sender.send(queue=OTHER) == [5]
    assert sender.send(queue=OTHER, receive_count=7) == []
    (dead,) = sender.dead_letters(OTHER)
    assert dead["reason"] == "UNDELIVERED: 7 tries: POST: gaierror: [Errno -2] no such name"
    assert sender.dead_letters() == to.received == []
