"""Events that a rule cannot deliver become dead letters, unchanged, and can be sent again."""

import json
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from e2e.observation import take_message
from pipeline_client import Pipeline


def without_services(policy: str) -> str:
    """A policy that lets no service in."""
    document = json.loads(policy)
    document["Statement"] = [one for one in document["Statement"] if one["Effect"] == "Deny"]
    return json.dumps(document)


@contextmanager
def shut_queue(pipeline: Pipeline, role: str) -> Iterator[None]:
    sqs, url = pipeline.client("sqs"), pipeline.names["queue_urls"][role]
    attributes = sqs.get_queue_attributes(QueueUrl=url, AttributeNames=["Policy"])["Attributes"]
    shut = {"Policy": without_services(attributes["Policy"])}
    sqs.set_queue_attributes(QueueUrl=url, Attributes=shut)
    try:
        yield
    finally:
        sqs.set_queue_attributes(QueueUrl=url, Attributes=attributes)


@contextmanager
def shut_topic(pipeline: Pipeline, role: str) -> Iterator[None]:
    sns, arn = pipeline.client("sns"), pipeline.names["topic_arns"][role]
    policy = sns.get_topic_attributes(TopicArn=arn)["Attributes"]["Policy"]
    put = {"TopicArn": arn, "AttributeName": "Policy"}
    sns.set_topic_attributes(**put, AttributeValue=without_services(policy))
    try:
        yield
    finally:
        sns.set_topic_attributes(**put, AttributeValue=policy)


def refused(message: dict[str, Any], pipeline: Pipeline, rule: str) -> bool:
    attributes = message.get("MessageAttributes", {})
    arn = pipeline.names["rule_arns"][rule]
    return attributes.get("RULE_ARN", {}).get("StringValue") == arn


def send(pipeline: Pipeline, queue: str, body: str) -> None:
    url = pipeline.names["queue_urls"][queue]
    pipeline.client("sqs").send_message(QueueUrl=url, MessageBody=body)


def test_events_of_uploads_and_jobs(pipeline: Pipeline, short_clip: Path) -> None:
    key = "uploads/u10/refused.mp4"
    with shut_queue(pipeline, "upload-events"):
        asset = pipeline.upload(short_clip, key)
        upload = take_message(
            pipeline,
            "upload-events-dlq",
            lambda one: refused(one, pipeline, "upload-events") and key in one["Body"],
        )
    with shut_queue(pipeline, "job-events"):
        send(pipeline, "upload-events", upload["Body"])
        done = take_message(
            pipeline,
            "job-events-dlq",
            lambda one: (
                refused(one, pipeline, "job-events")
                and asset in one["Body"]
                and '"COMPLETE"' in one["Body"]
            ),
        )
    send(pipeline, "job-events", done["Body"])
    assert pipeline.follow(asset, lambda _: None)["status"] == "SUCCEEDED"


def test_announcements(pipeline: Pipeline) -> None:
    entry = {
        "Source": "media-pipeline",
        "DetailType": "Asset Completed",
        "Detail": json.dumps({"assetId": "refused"}),
        "EventBusName": pipeline.names["event_bus_arn"],
    }
    with shut_topic(pipeline, "asset-completed"):
        pipeline.client("events").put_events(Entries=[entry])
        take_message(
            pipeline, "announcements-dlq", lambda one: refused(one, pipeline, "asset-completed")
        )
