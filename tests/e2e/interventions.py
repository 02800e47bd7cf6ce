"""States that normal runs do not reach: records rolled back, jobs held in the queue, no table."""

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, replace
from datetime import timedelta
from pathlib import Path
from typing import Any

from e2e.observation import until
from pipeline.assets.asset import Asset, Status
from pipeline.aws.asset_table import AssetTable
from pipeline.jobs.job import JobState
from pipeline_client import Pipeline

HOURS = timedelta(hours=1)


def table(pipeline: Pipeline) -> AssetTable:
    return AssetTable(pipeline.dynamodb, pipeline.names["asset_table_name"])


def rewrite(pipeline: Pipeline, asset_id: str, **changes: Any) -> Asset:
    """Put the record back to an earlier state, as a crash or a lost event would have left it."""
    found = table(pipeline).get(asset_id)
    assert isinstance(found, Asset)
    after = replace(found, revision=found.revision + 1, **changes)
    table(pipeline).save(after, if_revision=found.revision)
    return after


def unsubmitted(asset: Asset) -> dict[str, Any]:
    """What a record holds between its claim and its jobs."""
    return {
        "status": Status.PENDING,
        "jobs": {
            name: replace(job, state=JobState.PENDING, id=None, percent=0, finished_at=None)
            for name, job in asset.jobs.items()
        },
        "formats": (),
        "outputs": {},
        "completed_at": None,
    }


def reconcile(pipeline: Pipeline) -> None:
    """One run of the asset-reconciler, now."""
    answer = pipeline.client("lambda").invoke(
        FunctionName=pipeline.names["function_arns"]["asset-reconciler"], Payload=b"{}"
    )
    assert "FunctionError" not in answer, answer["Payload"].read()


def send(pipeline: Pipeline, queue: str, body: str) -> None:
    url = pipeline.names["queue_urls"][queue]
    pipeline.client("sqs").send_message(QueueUrl=url, MessageBody=body)


@contextmanager
def held_back(pipeline: Pipeline) -> Iterator[None]:
    """Jobs wait in the queue."""
    mediaconvert = pipeline.client("mediaconvert")
    name = pipeline.names["mediaconvert_queue_arn"].rpartition("/")[2]
    mediaconvert.update_queue(Name=name, Status="PAUSED")
    try:
        yield
    finally:
        mediaconvert.update_queue(Name=name, Status="ACTIVE")


def submitted(pipeline: Pipeline, source: Path, key: str) -> dict[str, Any]:
    """The record of an upload whose jobs all wait."""
    asset = pipeline.upload(source, key)

    def look() -> dict[str, Any] | None:
        record = pipeline.asset(asset)
        return record if record and record["status"] == "PROCESSING" else None

    return until(look, "PROCESSING")


@dataclass(frozen=True)
class Unseen:
    """An object whose event was lost; ``place`` is its bucket and key."""

    asset_id: str
    place: dict[str, str]
    version_id: str
    head: dict[str, Any]


def unseen_upload(pipeline: Pipeline, source: Path, key: str) -> Unseen:
    events, bucket = pipeline.client("events"), pipeline.names["uploads_bucket_name"]
    rule = pipeline.names["rule_arns"]["upload-events"].rpartition("/")[2]
    events.disable_rule(Name=rule)
    try:
        asset_id = pipeline.upload(source, key)
    finally:
        events.enable_rule(Name=rule)
    place = {"Bucket": bucket, "Key": key}
    head = pipeline.s3.head_object(**place)
    return Unseen(asset_id, place, head["VersionId"], head)


@contextmanager
def unreachable_table(pipeline: Pipeline, function: str) -> Iterator[None]:
    """A function whose calls of DynamoDB find nobody there."""
    client, name = pipeline.client("lambda"), pipeline.names["function_arns"][function]
    before = client.get_function_configuration(FunctionName=name)["Environment"]["Variables"]

    def put(**more: str) -> None:
        variables = {"Variables": {**before, **more}}
        client.update_function_configuration(FunctionName=name, Environment=variables)

    put(AWS_ENDPOINT_URL_DYNAMODB="https://127.0.0.1:9")
    try:
        yield
    finally:
        put()
