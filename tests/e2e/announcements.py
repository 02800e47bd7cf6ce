"""The pipeline's announcements of ends, collected from its event bus in a queue of our own."""

import json
from typing import Any

from e2e.observation import until
from pipeline_client import Pipeline

NAME = "announcements-received"


class Announcements:
    """Every end announced since this object was made; it can be made again after a restart."""

    def __init__(self, pipeline: Pipeline) -> None:
        self._sqs, events = pipeline.client("sqs"), pipeline.client("events")
        self._received: dict[str, list[dict[str, Any]]] = {}
        self._url = self._sqs.create_queue(QueueName=NAME)["QueueUrl"]
        arn = self._sqs.get_queue_attributes(QueueUrl=self._url, AttributeNames=["QueueArn"])
        arn = arn["Attributes"]["QueueArn"]
        bus = pipeline.names["event_bus_arn"].rsplit("/", 1)[-1]
        ends = ["Asset Completed", "Asset Failed"]
        pattern = {"source": ["media-pipeline"], "detail-type": ends}
        rule = events.put_rule(Name=NAME, EventBusName=bus, EventPattern=json.dumps(pattern))
        policy = {
            "Version": "2012-10-17",
            "Statement": {
                "Effect": "Allow",
                "Principal": {"Service": "events.amazonaws.com"},
                "Action": "sqs:SendMessage",
                "Resource": arn,
                "Condition": {"ArnEquals": {"aws:SourceArn": rule["RuleArn"]}},
            },
        }
        self._sqs.set_queue_attributes(
            QueueUrl=self._url, Attributes={"Policy": json.dumps(policy)}
        )
        events.put_targets(Rule=NAME, EventBusName=bus, Targets=[{"Id": "queue", "Arn": arn}])

    def of(self, asset: str) -> list[dict[str, Any]]:
        """Details of an asset's announcements so far, repeated ones as often as they came.

        The record is saved before anything is announced: the first one is waited for.
        """
        return until(lambda: self._so_far(asset), f"an announcement of {asset}")

    def _so_far(self, asset: str) -> list[dict[str, Any]]:
        while messages := self._sqs.receive_message(QueueUrl=self._url, MaxNumberOfMessages=10).get(
            "Messages"
        ):
            for message in messages:
                detail = json.loads(message["Body"])["detail"]
                self._received.setdefault(detail["assetId"], []).append(detail)
                self._sqs.delete_message(QueueUrl=self._url, ReceiptHandle=message["ReceiptHandle"])
        return self._received.get(asset, [])
