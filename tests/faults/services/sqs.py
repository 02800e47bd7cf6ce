"""Queues: messages that are seen by one reader for a while, and come back until deleted."""

import heapq
import json
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Any

from faults.services.errors import client_error

MAX_VISIBILITY_SECONDS = 12 * 3600
MAX_DELAY_SECONDS = 900
MAX_BODY_BYTES = 1024 * 1024


@dataclass
class Message:
    """``handle`` is that of the last receive."""

    id: str
    body: str
    attributes: Mapping[str, Any]
    sent_at: float
    visible_at: float
    receives: int = 0
    handle: str | None = None
    deleted: bool = False


@dataclass
class Queue:
    """``arrived`` is told in how many seconds a message can be seen."""

    name: str
    visibility_seconds: int = 30
    max_receives: int | None = None
    dead_letters: "Queue | None" = None
    messages: dict[str, Message] = field(default_factory=dict)
    arrived: Callable[[float], None] = lambda _: None
    received: Callable[[int], None] = lambda _: None  # is told the number of each receive
    waiting: list[tuple[float, int, Message]] = field(default_factory=list)
    sends: int = 0
    pushes: int = 0

    def put(self, body: str, attributes: Mapping[str, Any], now: float, delay: float) -> Message:
        self.sends += 1
        message = Message(f"{self.name}-{self.sends}", body, attributes, now, now + delay)
        self.messages[message.id] = message
        self._wait(message, now)
        return message

    def receive(self, count: int, now: float) -> list[Message]:
        """Messages that can be seen; those received too often go to the dead letters instead."""
        received: list[Message] = []
        while self.waiting and len(received) < count and self.waiting[0][0] <= now:
            visible_at, _, message = heapq.heappop(self.waiting)
            if message.deleted or message.visible_at != visible_at:
                continue
            if self.max_receives is not None and message.receives >= self.max_receives:
                self.delete(message)
                if self.dead_letters is not None:
                    self.dead_letters.put(message.body, message.attributes, now, 0)
                continue
            message.receives += 1
            self.received(message.receives)
            message.handle = f"{message.id}#{message.receives}"
            self.hide(message, self.visibility_seconds, now)
            received.append(message)
        return received

    def hide(self, message: Message, seconds: float, now: float) -> None:
        message.visible_at = now + seconds
        self._wait(message, now)

    def delete(self, message: Message) -> None:
        message.deleted = True
        self.messages.pop(message.id, None)

    def restore(self, message: Message, now: float) -> None:
        """Standard queues now and then hand out what was deleted."""
        message.deleted = False
        self.messages[message.id] = message
        self.hide(message, 0, now)

    def _wait(self, message: Message, now: float) -> None:
        self.pushes += 1
        heapq.heappush(self.waiting, (message.visible_at, self.pushes, message))
        self.arrived(message.visible_at - now)


class SQS:
    """The operations that functions call; the mappings read the queues themselves."""

    def __init__(self, queues: Mapping[str, Queue], now: Callable[[], float]) -> None:
        self.queues = queues  # by URL
        self._now = now

    def send_message(self, **request: Any) -> dict[str, Any]:
        queue = self._queue("send_message", request)
        body, delay = request["MessageBody"], request.get("DelaySeconds", 0)
        if not body or len(body.encode()) > MAX_BODY_BYTES:
            raise client_error("send_message", "InvalidParameterValue", 400, "length of the body")
        if not 0 <= delay <= MAX_DELAY_SECONDS:
            raise client_error("send_message", "InvalidParameterValue", 400, "DelaySeconds")
        attributes = request.get("MessageAttributes", {})
        for name, attribute in attributes.items():
            if not attribute.get("StringValue"):
                text = f"The message attribute '{name}' must contain a non-empty value"
                raise client_error("send_message", "InvalidParameterValue", 400, text)
        message = queue.put(body, attributes, self._now(), delay)
        return {"MessageId": message.id}

    def change_message_visibility(self, **request: Any) -> dict[str, Any]:
        operation = "change_message_visibility"
        queue = self._queue(operation, request)
        seconds, now = request["VisibilityTimeout"], self._now()
        if not 0 <= seconds <= MAX_VISIBILITY_SECONDS:
            raise client_error(operation, "InvalidParameterValue", 400, "VisibilityTimeout")
        message = queue.messages.get(request["ReceiptHandle"].rpartition("#")[0])
        if "#" not in request["ReceiptHandle"]:
            raise client_error(
                operation, "ReceiptHandleIsInvalid", 404, "The receipt handle is invalid"
            )
        if message is None:
            text = "Message does not exist or is not available for visibility timeout change."
            raise client_error(operation, "InvalidParameterValue", 400, text)
        if message.handle != request["ReceiptHandle"] or message.visible_at <= now:
            raise client_error(operation, "AWS.SimpleQueueService.MessageNotInflight", 400, "")
        queue.hide(message, seconds, now)
        return {}

    def _queue(self, operation: str, request: Mapping[str, Any]) -> Queue:
        try:
            return self.queues[request["QueueUrl"]]
        except KeyError as error:
            code = "AWS.SimpleQueueService.NonExistentQueue"
            raise client_error(operation, code, 400, "The queue does not exist") from error


def record_of(message: Message, arn: str) -> dict[str, Any]:
    """A message as a function receives it from a mapping."""
    return {
        "messageId": message.id,
        "receiptHandle": message.handle,
        "body": message.body,
        "attributes": {"ApproximateReceiveCount": str(message.receives)},
        "messageAttributes": {
            name: {"stringValue": value["StringValue"], "dataType": value["DataType"]}
            for name, value in message.attributes.items()
        },
        "md5OfBody": "",
        "eventSource": "aws:sqs",
        "eventSourceARN": arn,
        "awsRegion": "us-east-1",
    }


def body_of(event: Mapping[str, Any]) -> str:
    return json.dumps(event, ensure_ascii=False)
