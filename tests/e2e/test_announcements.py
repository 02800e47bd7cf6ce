"""Subscribers of the topic hear of a completed asset."""

import json
from pathlib import Path

from e2e.observation import until
from pipeline_client import Pipeline


def test_completed_asset_is_announced_once(pipeline: Pipeline, short_clip: Path) -> None:
    sqs, sns = pipeline.client("sqs"), pipeline.client("sns")
    topic = pipeline.names["topic_arns"]["asset-completed"]
    url = sqs.create_queue(QueueName="subscriber")["QueueUrl"]
    arn = sqs.get_queue_attributes(QueueUrl=url, AttributeNames=["QueueArn"])["Attributes"][
        "QueueArn"
    ]
    policy = {
        "Version": "2012-10-17",
        "Statement": {
            "Effect": "Allow",
            "Principal": {"Service": "sns.amazonaws.com"},
            "Action": "sqs:SendMessage",
            "Resource": arn,
            "Condition": {"ArnEquals": {"aws:SourceArn": topic}},
        },
    }
    sqs.set_queue_attributes(QueueUrl=url, Attributes={"Policy": json.dumps(policy)})
    subscription = sns.subscribe(
        TopicArn=topic, Protocol="sqs", Endpoint=arn, ReturnSubscriptionArn=True
    )["SubscriptionArn"]
    heard: list[dict] = []

    def listen() -> None:
        got = sqs.receive_message(QueueUrl=url, MaxNumberOfMessages=10, WaitTimeSeconds=2)
        for message in got.get("Messages", []):
            heard.append(json.loads(json.loads(message["Body"])["Message"]))
            sqs.delete_message(QueueUrl=url, ReceiptHandle=message["ReceiptHandle"])

    try:
        asset = pipeline.upload(short_clip, "uploads/u7/news.mp4")
        record = pipeline.follow(asset, lambda _: None)

        def ours() -> list[dict]:
            listen()
            return [one["detail"] for one in heard if one["detail"]["assetId"] == asset]

        detail = until(ours, "the announcement")[0]
        listen()
        assert len(ours()) == 1
    finally:
        sns.unsubscribe(SubscriptionArn=subscription)
        sqs.delete_queue(QueueUrl=url)
    assert detail["schemaVersion"] == 1
    assert detail["status"] == "SUCCEEDED"
    assert detail["environment"] == "media-dev"
    assert detail["revision"] == record["revision"]
    assert detail["outputs"]["hls"] == record["outputs"]["hls"]
    made = {"hls", "dash", "mp4", "thumbnails", "poster", "storyboard"}
    assert set(detail["formats"]) == made
