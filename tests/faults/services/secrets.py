"""Secrets Manager, for the secrets of webhooks."""

from typing import Any

from faults.services.errors import client_error


class Secrets:
    """``values`` by ARN."""

    def __init__(self) -> None:
        self.values: dict[str, str] = {}

    def get_secret_value(self, **request: Any) -> dict[str, Any]:
        arn = request["SecretId"]
        if arn not in self.values:
            raise client_error("get_secret_value", "ResourceNotFoundException", 400, arn)
        return {"ARN": arn, "SecretString": self.values[arn]}
