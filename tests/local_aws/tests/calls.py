"""Calls that may be refused, and the decisions that the account logged."""

import json
from collections.abc import Callable
from typing import Any

from botocore.exceptions import ClientError

from local_aws.account import Account
from local_aws.tests import job_requests as make
from local_aws.tests.conftest import document
from local_aws.tests.functions import Clients

ARN = f"arn:aws:{{}}:us-east-1:{make.ACCOUNT}:{{}}".format
PLAIN = {"Bool": {"aws:SecureTransport": "false"}}
RULES = {"Effect": "Allow", "Principal": {"Service": "events.amazonaws.com"}, "Resource": "*"}


def code(call: Callable[..., Any], **parameters: Any) -> str:
    """The error code of a call, or "" where it went through."""
    try:
        call(**parameters)
    except ClientError as error:
        return error.response["Error"]["Code"]
    return ""


def refusal(call: Callable[..., Any], **parameters: Any) -> tuple[str, str]:
    """The error code and the message of a call that has to be refused."""
    try:
        call(**parameters)
    except ClientError as error:
        return error.response["Error"]["Code"], error.response["Error"]["Message"]
    raise AssertionError("it went through")


def decisions(account: Account, action: str) -> list[dict[str, Any]]:
    lines = account.folder.access_log_path.read_text().splitlines()
    return [line for line in map(json.loads, lines) if line["action"] == action]


def bodies(sqs: Any, url: str, seconds: int = 3) -> list[str]:
    answer = sqs.receive_message(QueueUrl=url, WaitTimeSeconds=seconds, MaxNumberOfMessages=10)
    return [message["Body"] for message in answer.get("Messages", [])]


def queue(aws: Clients, name: str, *statements: dict[str, Any], **attributes: str) -> str:
    if statements:
        attributes["Policy"] = document(*statements)
    return aws("sqs").create_queue(QueueName=name, Attributes=attributes)["QueueUrl"]
