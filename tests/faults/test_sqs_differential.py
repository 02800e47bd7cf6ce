"""The simulator's queues against moto's: the same calls in the same order get the same answers."""

import time
from collections.abc import Iterator
from typing import Any

import boto3
import pytest
from botocore.exceptions import ClientError
from moto import mock_aws

from faults.services.sqs import SQS, Queue

URL = "queue-url"
LARGEST = 1024 * 1024
REASON = {"reason": {"DataType": "String", "StringValue": "because"}}


class Fake:
    """The simulator's queue, with the receiver's calls that mappings make themselves."""

    def __init__(self, max_receives: int) -> None:
        self.now = 0.0
        self.letters = Queue("letters")
        self.queue = Queue("messages", 1, max_receives, self.letters)
        self._sqs = SQS({URL: self.queue}, lambda: self.now)

    def call(self, operation: str, **request: Any) -> Any:
        return getattr(self._sqs, operation)(QueueUrl=request.pop("QueueUrl", URL), **request)

    def receive(self) -> tuple[str, str, int] | None:
        received = self.queue.receive(1, self.now)
        return (received[0].body, received[0].handle, received[0].receives) if received else None

    def sleep(self, seconds: float) -> None:
        self.now += seconds

    def dead_letters(self) -> list[str]:
        return [message.body for message in self.letters.messages.values()]


class Moto:
    def __init__(self, max_receives: int) -> None:
        self._sqs = boto3.client("sqs", region_name="us-east-1")
        self._letters = self._sqs.create_queue(QueueName="letters")["QueueUrl"]
        arn = "arn:aws:sqs:us-east-1:123456789012:letters"
        policy = f'{{"deadLetterTargetArn": "{arn}", "maxReceiveCount": {max_receives}}}'
        attributes = {"VisibilityTimeout": "1", "RedrivePolicy": policy}
        self._url = self._sqs.create_queue(QueueName="messages", Attributes=attributes)["QueueUrl"]

    def call(self, operation: str, **request: Any) -> Any:
        url = request.pop("QueueUrl", self._url)
        return getattr(self._sqs, operation)(QueueUrl=url, **request)

    def receive(self) -> tuple[str, str, int] | None:
        answer = self._sqs.receive_message(
            QueueUrl=self._url,
            AttributeNames=["ApproximateReceiveCount"],
            WaitTimeSeconds=0,
        )
        for message in answer.get("Messages", []):
            count = int(message["Attributes"]["ApproximateReceiveCount"])
            return message["Body"], message["ReceiptHandle"], count
        return None

    def sleep(self, seconds: float) -> None:
        time.sleep(seconds)

    def dead_letters(self) -> list[str]:
        answer = self._sqs.receive_message(QueueUrl=self._letters, MaxNumberOfMessages=10)
        return [message["Body"] for message in answer.get("Messages", [])]


@pytest.fixture(params=[Fake, Moto])
def queue(request: pytest.FixtureRequest) -> Iterator[Any]:
    with mock_aws():
        yield request.param(max_receives=2)


def code(queue: Any, operation: str, **request: Any) -> str | None:
    try:
        queue.call(operation, **request)
    except ClientError as error:
        return error.response["Error"]["Code"].rpartition(".")[2]
    return None


def test_a_received_message_is_hidden_and_comes_back(queue):
    queue.call("send_message", MessageBody="a")
    assert queue.receive()[::2] == ("a", 1)
    assert queue.receive() is None
    queue.sleep(1.1)
    assert queue.receive()[::2] == ("a", 2)


def test_a_message_received_too_often_is_a_dead_letter(queue):
    queue.call("send_message", MessageBody="a")
    for _ in range(2):
        assert queue.receive() is not None
        queue.sleep(1.1)
    assert queue.receive() is None
    assert queue.dead_letters() == ["a"]


def test_a_message_is_put_off(queue):
    queue.call("send_message", MessageBody="a")
    _, handle, _ = queue.receive()
    queue.call("change_message_visibility", ReceiptHandle=handle, VisibilityTimeout=3)
    queue.sleep(1.5)
    assert queue.receive() is None
    queue.sleep(1.7)
    assert queue.receive()[2] == 2


def test_a_message_is_given_back_at_once(queue):
    queue.call("send_message", MessageBody="a")
    _, handle, _ = queue.receive()
    queue.call("change_message_visibility", ReceiptHandle=handle, VisibilityTimeout=0)
    assert queue.receive()[2] == 2


def test_a_message_is_sent_with_a_delay(queue):
    queue.call("send_message", MessageBody="a", DelaySeconds=1)
    assert queue.receive() is None
    queue.sleep(1.2)
    assert queue.receive()[2] == 1


@pytest.mark.parametrize(
    ("operation", "request_", "expected"),
    [
        ("send_message", {"MessageBody": "a", "MessageAttributes": REASON}, None),
        ("send_message", {"MessageBody": "a", "DelaySeconds": 900}, None),
        ("send_message", {"MessageBody": "a", "DelaySeconds": 901}, "InvalidParameterValue"),
        ("send_message", {"MessageBody": "x" * (LARGEST + 1)}, "InvalidParameterValue"),
        (
            "change_message_visibility",
            {"ReceiptHandle": "unknown", "VisibilityTimeout": 5},
            "ReceiptHandleIsInvalid",
        ),
        (
            "send_message",
            {"MessageBody": "a", "QueueUrl": "https://sqs.us-east-1.amazonaws.com/123456789012/no"},
            "NonExistentQueue",
        ),
    ],
)
def test_requests_are_taken_or_refused_alike(queue, operation, request_, expected):
    assert code(queue, operation, **request_) == expected


def test_a_visibility_above_12_hours_is_refused(queue):
    queue.call("send_message", MessageBody="a")
    _, handle, _ = queue.receive()
    request = {"ReceiptHandle": handle, "VisibilityTimeout": 12 * 3600 + 1}
    assert code(queue, "change_message_visibility", **request) == "InvalidParameterValue"


def test_what_moto_takes_and_sqs_refuses():
    queue = Fake(max_receives=2)
    empty = {"reason": {"DataType": "String", "StringValue": ""}}
    request = {"MessageBody": "a", "MessageAttributes": empty}
    assert code(queue, "send_message", **request) == "InvalidParameterValue"
    queue.call("send_message", MessageBody="a")
    _, handle, _ = queue.receive()
    queue.sleep(1.1)
    request = {"ReceiptHandle": handle, "VisibilityTimeout": 5}
    assert code(queue, "change_message_visibility", **request) == "MessageNotInflight"
