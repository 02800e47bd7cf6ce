"""Users with exactly the permissions that a test gives them."""

import uuid
from collections.abc import Callable
from typing import Any

from local_aws.account import Account
from local_aws.tests.conftest import clients_of, document


def allow(*actions: str, on: str = "*", **condition: Any) -> dict[str, Any]:
    """An allowing statement."""
    statement = {"Effect": "Allow", "Action": list(actions), "Resource": on}
    return {**statement, "Condition": condition} if condition else statement


def refuse(*actions: str, **condition: Any) -> dict[str, Any]:
    """A refusal of everybody, for a resource's policy."""
    statement = {"Effect": "Deny", "Principal": "*", "Action": list(actions), "Resource": "*"}
    return {**statement, "Condition": condition}


def new_user(account: Account, *statements: dict[str, Any]) -> Callable[..., Any]:
    """The clients of a new user."""
    iam, name = clients_of(account)("iam"), f"user-{uuid.uuid4().hex[:8]}"
    iam.create_user(UserName=name)
    iam.put_user_policy(UserName=name, PolicyName="p", PolicyDocument=document(*statements))
    key = iam.create_access_key(UserName=name)["AccessKey"]

    def client(service: str) -> Any:
        return clients_of(account)(
            service,
            aws_access_key_id=key["AccessKeyId"],
            aws_secret_access_key=key["SecretAccessKey"],
        )

    return client
