"""A queue's messages: coming back later, going to the dead letters with a reason, new ones."""

from typing import TYPE_CHECKING

from pipeline.aws.errors import translated
from pipeline.failures import MESSAGE_LIMIT
from pipeline.text.visible import plain

if TYPE_CHECKING:
    from mypy_boto3_sqs.client import SQSClient


class Messages:
    """Both methods raise TransientError and PermanentError."""

    def __init__(self, client: "SQSClient", queue_url: str, dlq_url: str) -> None:
        self._client = client
        self._queue_url = queue_url
        self._dlq_url = dlq_url

    def delay(self, receipt_handle: str, seconds: int) -> None:
        """The message can be received again after ``seconds``."""
        with translated("ChangeMessageVisibility"):
            self._client.change_message_visibility(
                QueueUrl=self._queue_url,
                ReceiptHandle=receipt_handle,
                VisibilityTimeout=seconds,
            )

    def dead_letter(self, body: str, reason: str, asset_id: str | None) -> None:
        """A redrive by SQS itself could not add the attributes ``reason`` and ``assetId``. SQS
        refuses control characters in both."""
        texts = {"reason": plain(reason, MESSAGE_LIMIT), "assetId": asset_id}
        with translated("SendMessage"):
            self._client.send_message(
                QueueUrl=self._dlq_url,
                MessageBody=body,
                MessageAttributes={
                    name: {"DataType": "String", "StringValue": text}
                    for name, text in texts.items()
                    if text
                },
            )


class Outbox:
    """A queue that others read."""

    def __init__(self, client: "SQSClient", queue_url: str) -> None:
        self._client = client
        self._queue_url = queue_url

    def send(self, body: str, delay_seconds: int) -> None:
        """Nobody receives it before ``delay_seconds``, at most 900.

        Raises TransientError and PermanentError.
        """
        with translated("SendMessage"):
            self._client.send_message(
                QueueUrl=self._queue_url, MessageBody=body, DelaySeconds=delay_seconds
            )
