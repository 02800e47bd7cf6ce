"""Functions as the pipeline has them: packaged dependencies, batches, dead letters, metrics."""

import importlib.util
import json
import socket
import time
from pathlib import Path
from threading import Thread
from typing import Any

import pytest

from local_aws.account import Account
from local_aws.tests import functions
from local_aws.tests import job_requests as make
from local_aws.tests.functions import Clients

LOOK = """
import os, sys, boto3
def handler(event, context):
    found = {}
    for name in ("pytest", "moto", "local_aws", "aws_lambda_powertools"):
        try:
            __import__(name)
            found[name] = True
        except ImportError:
            found[name] = False
    caller = boto3.client("sts").get_caller_identity()
    return {"modules": found, "env": dict(os.environ), "caller": caller["Account"],
            "remaining": context.get_remaining_time_in_millis(), "path": sys.path}
"""
POWERTOOLS = """
from aws_lambda_powertools import Logger, Metrics
from aws_lambda_powertools.metrics import MetricUnit
from aws_lambda_powertools.utilities.batch import (
    BatchProcessor, EventType, process_partial_response,
)
logger = Logger(service="media-pipeline")
metrics = Metrics(namespace="MediaPipeline", service="media-pipeline")
metrics.set_default_dimensions(Environment="test")
processor = BatchProcessor(EventType.SQS, raise_on_entire_batch_failure=False)
def one(record):
    logger.info("seen", extra={"body": record.body})
    if record.body == "bad":
        raise ValueError("bad")
    metrics.add_metric(name="AssetsIngested", unit=MetricUnit.Count, value=1)
@metrics.log_metrics
def handler(event, context):
    return process_partial_response(event, one, processor, context)
"""
WARM = {"Records": [{"eventSource": "aws:sqs", "messageId": "1", "body": "bad"}]}


@pytest.fixture(scope="module", autouse=True)
def _role(aws: Clients) -> None:
    functions.make_role(aws)


def test_a_worker_sees_the_runtime_and_nothing_of_the_tests(
    aws: Clients, account: Account, tmp_path: Path
) -> None:
    functions.create(aws, "look", tmp_path, LOOK)
    found = functions.invoke(aws, "look", {})
    assert not any(found["modules"].values()), found["modules"]
    environment = found["env"]
    assert environment["AWS_ENDPOINT_URL"] == account.endpoint_url
    assert environment["AWS_REGION"] == "us-east-1"
    assert environment["AWS_LAMBDA_FUNCTION_NAME"] == "look"
    assert environment["NAME_PREFIX"] == "test"
    assert environment["AWS_SESSION_TOKEN"]
    assert environment["AWS_ACCESS_KEY_ID"].startswith("ASIA")
    assert "PYTHONPATH" not in environment
    assert "VIRTUAL_ENV" not in environment
    assert found["caller"] == make.ACCOUNT
    assert 0 < found["remaining"] <= 10_000


REACH = """
import socket
def handler(event, context):
    with socket.create_connection((event["host"], event["port"]), 5) as reached:
        return [reached.getpeername()[0], reached.recv(9).decode()]
"""


def test_a_function_reaches_servers_of_this_machine_at_an_address_outside_of_it(
    aws: Clients, tmp_path: Path
) -> None:
    functions.create(aws, "reach", tmp_path, REACH)
    with socket.create_server(("127.0.0.1", 0)) as server:
        server.settimeout(60)

        def greet() -> None:
            for _ in range(2):
                with server.accept()[0] as client:
                    client.sendall(b"hello")

        Thread(target=greet, daemon=True).start()
        for host in ("203.0.113.7", "127.0.0.1"):
            event = {"host": host, "port": server.getsockname()[1]}
            assert functions.invoke(aws, "reach", event) == ["127.0.0.1", "hello"]


def test_batches_dead_letters_and_metrics(aws: Clients, tmp_path: Path) -> None:
    packages: list[Path] = []
    for name in ("aws_lambda_powertools", "jmespath", "typing_extensions"):
        found = importlib.util.find_spec(name)
        if found is None or found.origin is None:
            pytest.skip(f"{name} is not in this environment")
        path = Path(found.origin)
        packages.append(path.parent if path.name == "__init__.py" else path)
    functions.create(aws, "batch", tmp_path, POWERTOOLS, packages)
    # A cold start takes longer than the queue's visibility timeout below.
    functions.invoke(aws, "batch", WARM)
    sqs = aws("sqs")
    dead = sqs.create_queue(QueueName="batch-dlq")["QueueUrl"]
    redrive = {
        "deadLetterTargetArn": f"arn:aws:sqs:us-east-1:{make.ACCOUNT}:batch-dlq",
        "maxReceiveCount": 2,
    }
    attributes = {"VisibilityTimeout": "2", "RedrivePolicy": json.dumps(redrive)}
    queue = sqs.create_queue(QueueName="batch", Attributes=attributes)["QueueUrl"]
    aws("lambda").create_event_source_mapping(
        EventSourceArn=f"arn:aws:sqs:us-east-1:{make.ACCOUNT}:batch",
        FunctionName="batch",
        BatchSize=5,
        FunctionResponseTypes=["ReportBatchItemFailures"],
        ScalingConfig={"MaximumConcurrency": 2},
    )
    for body in ("good", "bad", "good"):
        sqs.send_message(QueueUrl=queue, MessageBody=body)
    answer = sqs.receive_message(QueueUrl=dead, WaitTimeSeconds=20)
    assert [message["Body"] for message in answer["Messages"]] == ["bad"]
    assert count(aws, "AssetsIngested") == 2


def count(aws: Clients, name: str) -> float:
    dimensions = {"Environment": "test", "service": "media-pipeline"}
    answer: dict[str, Any] = aws("cloudwatch").get_metric_statistics(
        Namespace="MediaPipeline",
        MetricName=name,
        Dimensions=[{"Name": key, "Value": value} for key, value in dimensions.items()],
        StartTime=time.time() - 600,
        EndTime=time.time() + 60,
        Period=3600,
        Statistics=["Sum"],
    )
    return sum(point["Sum"] for point in answer["Datapoints"])
