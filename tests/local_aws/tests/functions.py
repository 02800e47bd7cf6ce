"""Make and call Lambda functions."""

import json
import zipfile
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Any

from local_aws.tests import job_requests as make

ROLE = f"arn:aws:iam::{make.ACCOUNT}:role/function"
ECHO = "def handler(event, context):\n    return event\n"
Clients = Callable[[str], Any]


def make_role(aws: Clients) -> None:
    """The role that all functions run with."""
    trust = {"Principal": {"Service": "lambda.amazonaws.com"}, "Action": "sts:AssumeRole"}
    document = {"Version": "2012-10-17", "Statement": [{"Effect": "Allow", **trust}]}
    aws("iam").create_role(RoleName="function", AssumeRolePolicyDocument=json.dumps(document))
    actions = ["sqs:ReceiveMessage", "sqs:DeleteMessage", "sqs:GetQueueAttributes"]
    allowed = {"Effect": "Allow", "Action": actions, "Resource": "*"}
    aws("iam").put_role_policy(
        RoleName="function",
        PolicyName="function",
        PolicyDocument=json.dumps({"Version": "2012-10-17", "Statement": [allowed]}),
    )


def create(
    aws: Clients, name: str, folder: Path, code: str = ECHO, packages: Sequence[Path] = ()
) -> None:
    """Create a function from source text, package folders and modules."""
    path = folder / f"{name}.zip"
    with zipfile.ZipFile(path, "w") as archive:
        archive.writestr("handlers/main.py", code)
        for package in packages:
            for file in package.rglob("*.py") if package.is_dir() else [package]:
                archive.write(file, str(file.relative_to(package.parent)))
    aws("lambda").create_function(
        FunctionName=name,
        Role=ROLE,
        Runtime="python3.13",
        Architectures=["arm64"],
        Handler="handlers.main.handler",
        Code={"ZipFile": path.read_bytes()},
        Timeout=10,
        Environment={"Variables": {"NAME_PREFIX": "test"}},
    )
    waiter = aws("lambda").get_waiter("function_active_v2")
    waiter.wait(FunctionName=name, WaiterConfig={"Delay": 0.05, "MaxAttempts": 600})


def invoke(aws: Clients, name: str, event: Any) -> Any:
    """Call a function and return its answer."""
    answer = aws("lambda").invoke(FunctionName=name, Payload=json.dumps(event))
    payload = json.loads(answer["Payload"].read())
    assert "FunctionError" not in answer, payload
    return payload
