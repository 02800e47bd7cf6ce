"""The simulator's queues against moto's: the same calls in the same order get the same answers."""

from collections.abc import Iterator
from typing import Any

import pytest
from botocore.exceptions import ClientError
from moto import mock_aws

from faults.queues_compared import Fake, Moto

LARGEST = 1024 * 1024
REASON = {"reason": {"DataType": "String", "StringValue": "because"}}


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
