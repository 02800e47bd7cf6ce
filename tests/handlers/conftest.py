"""The functions on moto's table, queues, parameters and bus, and a MediaConvert in memory."""

import json
import sys
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache
from types import SimpleNamespace
from typing import Any

import boto3
import pytest
from moto import mock_aws

from fakes import events, profiles
from fakes.clock import FakeClock
from fakes.mediaconvert import FakeMediaConvert
from fakes.recorder import Recorder
from handlers import (
    asset_event_publisher,
    asset_reconciler,
    ingest_orchestrator,
    job_status_processor,
    queue_batch,
)
from pipeline.aws.attribute_values import plain_item

PREFIX = "media-test"
TABLE = f"{PREFIX}-media-assets"
KEY_ARN = (
    f"arn:aws:kms:{events.REGION}:{events.ACCOUNT_ID}:key/12345678-1234-1234-1234-123456789012"
)
MODULES = (ingest_orchestrator, job_status_processor, asset_event_publisher, asset_reconciler)
# How often a queue hands a message out before it goes to the dead letters.
RECEIVES = 12


@dataclass
class Pipeline:
    """The functions and what they act on."""

    clock: FakeClock
    mediaconvert: FakeMediaConvert
    recorder: Recorder
    clients: dict[str, Any]
    urls: dict[str, str]
    sent: list[tuple[dict[str, Any], int]]  # (body, delay), to the upload_events queue
    invocations: int = 0

    def ingest(self, *bodies: dict[str, Any] | str, receive_count: int = 1) -> list[str]:
        """Deliver messages in one batch; the ids of those that come back."""
        return self._invoke(ingest_orchestrator, "upload-events", bodies, receive_count)

    def track(self, *bodies: dict[str, Any] | str, receive_count: int = 1) -> list[str]:
        return self._invoke(job_status_processor, "job-events", bodies, receive_count)

    def reconcile(self) -> dict[str, int]:
        return asset_reconciler.handler({}, self._context())

    def publish(self, *changes: Any) -> list[str]:
        answer = asset_event_publisher.handler(events.stream_batch(*changes), self._context())
        return [failure["itemIdentifier"] for failure in answer["batchItemFailures"]]

    def job_event(self, status: str, number: int = 0, **detail: Any) -> dict[str, Any]:
        """News of the job that was created as ``number``."""
        job = self.mediaconvert.jobs[number]
        metadata = {**job["UserMetadata"], **detail.pop("metadata", {})}
        return events.job_state_change(
            status,
            **{"job_id": job["Id"], "at": self.clock.now(), "queue": job["Queue"], **detail},
            metadata=metadata,
        )

    def images(self) -> list[dict[str, Any]]:
        return self.clients["dynamodb"].scan(TableName=TABLE)["Items"]

    def assets(self) -> list[dict[str, Any]]:
        return [plain_item(image) for image in self.images()]

    def asset(self) -> dict[str, Any]:
        (asset,) = self.assets()
        return asset

    def dead_letters(self, queue: str = "upload-events") -> list[tuple[str, str]]:
        """(reason, body) of each."""
        answer = self.clients["sqs"].receive_message(
            QueueUrl=self.urls[f"{queue}-dlq"],
            MaxNumberOfMessages=10,
            MessageAttributeNames=["All"],
        )
        return [
            (message["MessageAttributes"]["reason"]["StringValue"], message["Body"])
            for message in answer.get("Messages", [])
        ]

    def put_profile(self, text: str, name: str = "default") -> None:
        self.clients["ssm"].put_parameter(
            Name=f"/{PREFIX}/profiles/{name}", Value=text, Type="SecureString", Overwrite=True
        )

    def forget_processes(self) -> None:
        """The next invocations read their settings again."""
        for module in (ingest_orchestrator, job_status_processor, asset_reconciler):
            module.parts.cache_clear()

    def forget_profiles(self) -> None:
        self.clock.forward(61)

    def _invoke(self, module: Any, queue: str, bodies: Any, receive_count: int) -> list[str]:
        event = events.queue_batch(*bodies, receive_count=receive_count)
        self._receive(event, queue)
        answer = module.handler(event, self._context())
        return [failure["itemIdentifier"] for failure in answer["batchItemFailures"]]

    def _receive(self, event: dict[str, Any], queue: str) -> None:
        """Give each record the handle of a message that was truly received."""
        sqs, url = self.clients["sqs"], self.urls[queue]
        for record in event["Records"]:
            sqs.send_message(QueueUrl=url, MessageBody=record["body"])
            (message,) = sqs.receive_message(QueueUrl=url)["Messages"]
            record["receiptHandle"] = message["ReceiptHandle"]

    def _context(self) -> Any:
        self.invocations += 1
        return SimpleNamespace(
            function_name="function",
            memory_limit_in_mb=512,
            invoked_function_arn="arn",
            aws_request_id=f"request-{self.invocations}",
            get_remaining_time_in_millis=lambda: 30_000,
        )


@pytest.fixture(autouse=True)
def environment(monkeypatch: pytest.MonkeyPatch) -> None:
    queues = f"https://sqs.{events.REGION}.amazonaws.com/123456789012/{PREFIX}"
    variables = {
        "NAME_PREFIX": PREFIX,
        "ASSET_TABLE_NAME": TABLE,
        "POWERTOOLS_SERVICE_NAME": "media-pipeline",
        "POWERTOOLS_METRICS_NAMESPACE": "MediaPipeline",
        "UPLOADS_BUCKET_NAME": events.UPLOADS_BUCKET,
        "UPLOADS_PREFIX": "uploads/",
        "OUTPUTS_BUCKET_NAME": f"{PREFIX}-outputs-{events.ACCOUNT_ID}",
        "DATA_KEY_ARN": KEY_ARN,
        "TRANSCODE_QUEUE_ARN": events.QUEUE_ARN,
        "MEDIACONVERT_ROLE_ARN": f"arn:aws:iam::{events.ACCOUNT_ID}:role/{PREFIX}-mediaconvert",
        "PROFILES_PATH": f"/{PREFIX}/profiles",
        "TRANSCODING_PROFILE": "default",
        "STATUS_UPDATE_INTERVAL_SECONDS": "10",
        "MAX_SOURCE_SIZE_BYTES": str(10 * 1024**3),
        "MAX_SOURCE_DURATION_SECONDS": "14400",
        "LEASE_SECONDS": "45",
        "PROCESSING_CONCURRENCY": "2",
        "CREATE_JOBS_PER_SECOND": "2",
        "CREATE_JOBS_BURST": "100",
        "UPLOAD_EVENTS_QUEUE_URL": f"{queues}-upload-events",
        "UPLOAD_EVENTS_DLQ_URL": f"{queues}-upload-events-dlq",
        "JOB_EVENTS_QUEUE_URL": f"{queues}-job-events",
        "JOB_EVENTS_DLQ_URL": f"{queues}-job-events-dlq",
        "EVENT_BUS_NAME": f"{PREFIX}-pipeline",
        "MAX_ATTEMPTS": "3",
        "PENDING_THRESHOLD_SECONDS": "900",
        "PROCESSING_THRESHOLD_SECONDS": "3600",
        "STALLED_AFTER_SECONDS": "86400",
    }
    for name, value in variables.items():
        monkeypatch.setenv(name, value)
    monkeypatch.delenv("AWS_ENDPOINT_URL", raising=False)


@cache
def real_clients() -> dict[str, Any]:
    """botocore's clients: slow to make, and moto stands behind whichever exist."""
    return {name: boto3.client(name) for name in ("dynamodb", "sqs", "ssm", "events")}


@pytest.fixture
def pipeline(monkeypatch: pytest.MonkeyPatch) -> Iterator[Pipeline]:
    with mock_aws():
        clock, recorder = FakeClock(), Recorder()
        clients = {**real_clients(), "mediaconvert": FakeMediaConvert(clock)}
        urls = {
            name: clients["sqs"].create_queue(QueueName=f"{PREFIX}-{name}")["QueueUrl"]
            for name in ("upload-events", "upload-events-dlq", "job-events", "job-events-dlq")
        }
        clients["events"].create_event_bus(Name=f"{PREFIX}-pipeline")
        clients["dynamodb"].create_table(
            TableName=TABLE,
            BillingMode="PAY_PER_REQUEST",
            KeySchema=[{"AttributeName": "assetId", "KeyType": "HASH"}],
            AttributeDefinitions=[
                {"AttributeName": name, "AttributeType": "S"}
                for name in ("assetId", "status", "updatedAt")
            ],
            GlobalSecondaryIndexes=[
                {
                    "IndexName": "StatusIndex",
                    "KeySchema": [
                        {"AttributeName": "status", "KeyType": "HASH"},
                        {"AttributeName": "updatedAt", "KeyType": "RANGE"},
                    ],
                    "Projection": {"ProjectionType": "KEYS_ONLY"},
                }
            ],
        )
        sent, send = [], clients["sqs"].send_message

        def send_message(**request: Any) -> Any:
            if "DelaySeconds" in request:
                assert request["QueueUrl"] == urls["upload-events"]
                sent.append((json.loads(request["MessageBody"]), request["DelaySeconds"]))
            return send(**request)

        monkeypatch.setattr(clients["sqs"], "send_message", send_message)
        for module in MODULES:
            monkeypatch.setattr(module, "client", lambda name: recorder.wrap(clients[name]))
        for module in (ingest_orchestrator, job_status_processor, asset_reconciler):
            monkeypatch.setattr(module, "SystemClock", lambda: clock)
        made = Pipeline(clock, clients["mediaconvert"], recorder, clients, urls, sent)
        made.put_profile(profiles.text(profiles.DEFAULT))
        yield made
    ingest_orchestrator.parts.cache_clear()
    job_status_processor.parts.cache_clear()
    asset_reconciler.parts.cache_clear()
    asset_event_publisher.event_bus.cache_clear()


class CurrentOutput:
    """The logger keeps the standard output it was made with; this is the one of the moment."""

    def write(self, text: str) -> int:
        return sys.stdout.write(text)

    def flush(self) -> None:
        sys.stdout.flush()


@pytest.fixture
def log_lines(capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch) -> Any:
    """Read what was written since the last reading, logs and metrics: every line is JSON."""
    for module in (queue_batch, asset_event_publisher, asset_reconciler):
        for handler in module.logger.handlers:
            monkeypatch.setattr(handler, "stream", CurrentOutput())

    def read() -> list[dict[str, Any]]:
        return [json.loads(line) for line in capsys.readouterr().out.splitlines()]

    return read
