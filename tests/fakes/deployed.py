"""The functions and what they act on, to deliver to and to look into."""

from dataclasses import dataclass
from types import SimpleNamespace
from typing import Any

from fakes import events
from fakes.clock import FakeClock
from fakes.function_environment import OUTPUTS_BUCKET, PREFIX, TABLE
from fakes.job_files import details_of, files_of
from fakes.mediaconvert import FakeMediaConvert
from fakes.recorder import Recorder
from handlers import (
    asset_eraser,
    asset_event_publisher,
    asset_reconciler,
    ingest_orchestrator,
    job_status_processor,
    outputs_remover,
)
from pipeline.aws.attribute_values import plain_item


@dataclass
class Pipeline:
    """The functions and what they act on."""

    clock: FakeClock
    mediaconvert: FakeMediaConvert
    recorder: Recorder
    clients: dict[str, Any]
    urls: dict[str, str]
    sent: list[tuple[dict[str, Any], int]]  # (body, delay), to the upload_events queue
    removals: list[tuple[dict[str, Any], int]]  # the same, to the removals queue
    erasures: list[tuple[dict[str, Any], int]]  # and to the erasures queue
    invocations: int = 0

    def ingest(self, *bodies: dict[str, Any] | str, receive_count: int = 1) -> list[str]:
        """Deliver messages in one batch; the ids of those that come back."""
        return self._invoke(ingest_orchestrator, "upload-events", bodies, receive_count)

    def track(self, *bodies: dict[str, Any] | str, receive_count: int = 1) -> list[str]:
        return self._invoke(job_status_processor, "job-events", bodies, receive_count)

    def remove(self, *bodies: dict[str, Any] | str, receive_count: int = 1) -> list[str]:
        return self._invoke(outputs_remover, "removals", bodies, receive_count)

    def erase(self, *bodies: dict[str, Any] | str, receive_count: int = 1) -> list[str]:
        return self._invoke(asset_eraser, "erasures", bodies, receive_count)

    def finish(self, receive_count: int = 2) -> None:
        """Deliver the upload's event again when its lease is over, until it needs no more."""
        for _ in range(5):
            self.clock.forward(46)
            if self.ingest(events.object_created(), receive_count=receive_count) == []:
                return
        raise AssertionError("the message never came to rest")

    def resubmit(self) -> list[str]:
        """Deliver the message that asks for another attempt when its delay is over."""
        body, delay = self.sent.pop()
        self.clock.forward(delay)
        return self.ingest(body)

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

    def complete(self, number: int = 0, seconds: float = 10) -> dict[str, Any]:
        """The files of this job are there; its COMPLETE."""
        request = self.mediaconvert.jobs[number]
        for key, content in files_of(request, seconds).items():
            self.clients["s3"].put_object(Bucket=OUTPUTS_BUCKET, Key=key, Body=content)
        return self.job_event("COMPLETE", number, **details_of(request, seconds))

    def storyboard(self) -> str:
        """Of the only asset."""
        key = self.asset()["outputs"]["storyboard"].split("/", 3)[3]
        found = self.clients["s3"].get_object(Bucket=OUTPUTS_BUCKET, Key=key)
        assert found["ContentType"] == "text/vtt"
        assert found["StorageClass"] == "INTELLIGENT_TIERING"
        return found["Body"].read().decode()

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
        for module in (ingest_orchestrator, job_status_processor, asset_reconciler, asset_eraser):
            module.parts.cache_clear()
        asset_event_publisher.event_bus.cache_clear()
        outputs_remover.services.cache_clear()

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
