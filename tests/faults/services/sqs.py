"""SQS: the operations that functions call, and messages as functions receive them."""

import json
from collections.abc import Callable, Mapping
from typing import Any

from faults.services.errors import client_error
from faults.services.queues import Message, Queue

MAX_VISIBILITY_SECONDS = 12 * 3600
MAX_DELAY_SECONDS = 900
MAX_BODY_BYTES = 1024 * 1024


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
