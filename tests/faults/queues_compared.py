"""The simulator's queue and moto's, with the same methods."""

import time
from typing import Any

import boto3

from faults.services.queues import Queue
from faults.services.sqs import SQS

URL = "queue-url"


class Fake:
    """The simulator's queue, with the receiver's calls that mappings make themselves."""

    def __init__(self, max_receives: int) -> None:
        self.now = 0.0
        self.letters = Queue("letters")
        self.queue = Queue("messages", 1, max_receives, self.letters)
        self._sqs = SQS({URL: self.queue}, lambda: self.now)

    def call(self, operation: str, **request: Any) -> Any:
        return getattr(self._sqs, operation)(QueueUrl=request.pop("QueueUrl", URL), **request)

    def receive(self) -> tuple[str, str | None, int] | None:
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
