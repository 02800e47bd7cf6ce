"""The functions on moto's table, queues, parameters and bus, and a MediaConvert in memory."""

import json
import sys
from collections.abc import Iterator
from functools import cache
from typing import Any

import boto3
import pytest
from moto import mock_aws
from moto.core import DEFAULT_ACCOUNT_ID

from fakes import events, profiles, upload_sessions
from fakes.assets_door import AssetsDoor, create_asset_table
from fakes.clock import FakeClock
from fakes.deployed import Pipeline
from fakes.function_environment import (
    ENVIRONMENT,
    OUTPUTS_BUCKET,
    PREFIX,
    UPLOAD_SESSIONS_TABLE,
)
from fakes.mediaconvert import FakeMediaConvert, client_error
from fakes.recorder import Recorder
from fakes.uploads_door import Door
from fakes.webhook_receiver import NAME, PUBLIC, Network, Receiver, receiver, status
from handlers import (
    asset_eraser,
    asset_event_publisher,
    asset_reconciler,
    assets_api,
    ingest_orchestrator,
    job_status_processor,
    outputs_remover,
    queue_batch,
    uploads_api,
)
from pipeline.aws.clients import config_of

MODULES = (
    *(ingest_orchestrator, job_status_processor, asset_event_publisher),
    *(asset_reconciler, outputs_remover, asset_eraser),
)
QUEUES = ("upload-events", "job-events", "removals", "erasures")


@pytest.fixture(autouse=True)
def environment(monkeypatch: pytest.MonkeyPatch) -> None:
    for name, value in ENVIRONMENT.items():
        # moto's queues are in an account of its own.
        own = value.replace(events.ACCOUNT_ID, DEFAULT_ACCOUNT_ID)
        monkeypatch.setenv(name, own if name.endswith("_URL") else value)
    monkeypatch.delenv("AWS_ENDPOINT_URL", raising=False)


@cache
def real_clients() -> dict[str, Any]:
    """botocore's clients: slow to make, and moto stands behind whichever exist."""
    names = ("dynamodb", "events", "kms", "s3", "sqs", "ssm")
    return {name: boto3.client(name, config=config_of(name)) for name in names}


def create_sessions_table(dynamodb: Any) -> None:
    dynamodb.create_table(**upload_sessions.definition(UPLOAD_SESSIONS_TABLE))


@pytest.fixture
def pipeline(monkeypatch: pytest.MonkeyPatch) -> Iterator[Pipeline]:
    with mock_aws():
        clock, recorder = FakeClock(), Recorder()
        clients = {**real_clients(), "mediaconvert": FakeMediaConvert(clock)}
        urls = {
            name: clients["sqs"].create_queue(QueueName=f"{PREFIX}-{name}")["QueueUrl"]
            for name in (*QUEUES, *(f"{queue}-dlq" for queue in QUEUES))
        }
        clients["events"].create_event_bus(Name=f"{PREFIX}-pipeline")
        create_asset_table(clients["dynamodb"])
        create_sessions_table(clients["dynamodb"])
        for bucket in (OUTPUTS_BUCKET, events.UPLOADS_BUCKET):
            clients["s3"].create_bucket(Bucket=bucket)
            clients["s3"].put_bucket_versioning(
                Bucket=bucket, VersioningConfiguration={"Status": "Enabled"}
            )
        sent: list[Any] = []
        removals: list[Any] = []
        erasures: list[Any] = []
        send = clients["sqs"].send_message
        outboxes = {
            urls["upload-events"]: sent,
            urls["removals"]: removals,
            urls["erasures"]: erasures,
        }

        def send_message(**request: Any) -> Any:
            if "DelaySeconds" in request:
                outboxes[request["QueueUrl"]].append(
                    (json.loads(request["MessageBody"]), request["DelaySeconds"])
                )
            return send(**request)

        monkeypatch.setattr(clients["sqs"], "send_message", send_message)
        for module in MODULES:
            monkeypatch.setattr(module, "client", lambda name: recorder.wrap(clients[name]))
        for module in MODULES:
            if module is asset_event_publisher:
                continue
            monkeypatch.setattr(module, "Clock", lambda: clock)
        transcoder = clients["mediaconvert"]
        made = Pipeline(clock, transcoder, recorder, clients, urls, sent, removals, erasures)
        made.put_profile(profiles.text(profiles.DEFAULT))
        yield made
        made.forget_processes()


class CurrentOutput:
    """The logger keeps the standard output it was made with; this is the one of the moment."""

    def write(self, text: str) -> int:
        return sys.stdout.write(text)

    def flush(self) -> None:
        sys.stdout.flush()


@pytest.fixture
def all_log_lines(capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch) -> Any:
    """Read what was written since the last reading, logs and metrics: every line is JSON."""
    for module in (queue_batch, asset_event_publisher, asset_reconciler):
        for handler in module.logger.handlers:
            monkeypatch.setattr(handler, "stream", CurrentOutput())

    def read() -> list[dict[str, Any]]:
        return [json.loads(line) for line in capsys.readouterr().out.splitlines()]

    return read


@pytest.fixture
def log_lines(all_log_lines: Any) -> Any:
    """Without the line of a cold start, which the first call of a function writes."""
    return lambda: [line for line in all_log_lines() if "versions" not in line]


@pytest.fixture
def heard(pipeline: Pipeline, monkeypatch: pytest.MonkeyPatch) -> list[Any]:
    """The entries that PutEvents was given."""
    bus = pipeline.clients["events"]
    put = bus.put_events
    entries: list[Any] = []

    def put_events(**request: Any) -> Any:
        entries.extend(request["Entries"])
        return put(**request)

    monkeypatch.setattr(bus, "put_events", put_events)
    return entries


@pytest.fixture
def submitted(pipeline: Pipeline) -> Pipeline:
    """One asset in PROCESSING."""
    pipeline.ingest(events.object_created())
    pipeline.clock.forward(30)
    pipeline.recorder.calls.clear()
    return pipeline


@pytest.fixture
def unmoved(pipeline: Pipeline) -> Pipeline:
    """One asset in PROCESSING that has not moved for an hour."""
    pipeline.ingest(events.object_created())
    pipeline.clock.forward(3601)
    pipeline.recorder.calls.clear()
    return pipeline


@pytest.fixture
def door(monkeypatch: pytest.MonkeyPatch) -> Iterator[Door]:
    with mock_aws():
        found = Door(FakeClock(), Recorder(), real_clients())
        create_sessions_table(found.clients["dynamodb"])
        found.clients["s3"].create_bucket(Bucket=events.UPLOADS_BUCKET)
        found.clients["s3"].put_bucket_versioning(
            Bucket=events.UPLOADS_BUCKET, VersioningConfiguration={"Status": "Enabled"}
        )
        monkeypatch.setattr(
            uploads_api, "client", lambda name: found.recorder.wrap(found.clients[name])
        )
        monkeypatch.setattr(uploads_api, "Clock", lambda: found.clock)
        yield found
        uploads_api.api.cache_clear()


@pytest.fixture
def assets(monkeypatch: pytest.MonkeyPatch) -> Iterator[AssetsDoor]:
    with mock_aws():
        found = AssetsDoor(FakeClock(), Recorder(), real_clients(), assets_api)
        create_asset_table(found.clients["dynamodb"])
        create_sessions_table(found.clients["dynamodb"])
        for queue in ("upload-events", "erasures"):
            found.clients["sqs"].create_queue(QueueName=f"{PREFIX}-{queue}")
        found.clients["s3"].create_bucket(Bucket=OUTPUTS_BUCKET)
        verify = found.clients["kms"].verify

        def verify_as_kms(**request: Any) -> Any:
            """moto answers that it is not valid."""
            answer = verify(**request)
            if not answer["SignatureValid"]:
                raise client_error("Verify", "KMSInvalidSignatureException", 400)
            return answer

        monkeypatch.setattr(found.clients["kms"], "verify", verify_as_kms)
        key_arns = {found.key_pair_id: found.create_signing_key()}
        monkeypatch.setenv("GRANT_KEY_ARNS", json.dumps(key_arns))
        monkeypatch.setattr(
            assets_api, "client", lambda name: found.recorder.wrap(found.clients[name])
        )
        monkeypatch.setattr(assets_api, "Clock", lambda: found.clock)
        yield found
        assets_api.api.cache_clear()


@pytest.fixture(scope="session")
def receiving(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Receiver]:
    authority = tmp_path_factory.mktemp("authority") / "ca.pem"
    with pytest.MonkeyPatch.context() as patch, receiver([NAME, PUBLIC], authority) as running:
        patch.setenv("SSL_CERT_FILE", str(authority))
        yield running


@pytest.fixture
def network(monkeypatch: pytest.MonkeyPatch) -> Network:
    """In which the receiver's name leads to a public address."""
    return Network(monkeypatch, {NAME: [[PUBLIC]]})


@pytest.fixture
def to(receiving: Receiver) -> Receiver:
    """The receiver, who forgets."""
    receiving.received.clear()
    receiving.answer = status(200)
    return receiving
