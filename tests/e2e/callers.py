"""IAM users who call a pipeline under permissions of their own."""

import json
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

from pipeline_client import Pipeline


@contextmanager
def caller(pipeline: Pipeline, name: str, policy: dict[str, Any]) -> Iterator[Pipeline]:
    """The pipeline as a new user sees it, who is deleted afterwards."""
    iam = pipeline.client("iam")
    iam.create_user(UserName=name)
    iam.put_user_policy(UserName=name, PolicyName="p", PolicyDocument=json.dumps(policy))
    key = iam.create_access_key(UserName=name)["AccessKey"]
    try:
        yield pipeline.of(key["AccessKeyId"], key["SecretAccessKey"])
    finally:
        iam.delete_access_key(UserName=name, AccessKeyId=key["AccessKeyId"])
        iam.delete_user_policy(UserName=name, PolicyName="p")
        iam.delete_user(UserName=name)


def everything() -> dict[str, Any]:
    """A policy that allows every call."""
    statement = {"Effect": "Allow", "Action": "*", "Resource": "*"}
    return {"Version": "2012-10-17", "Statement": [statement]}
