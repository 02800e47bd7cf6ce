"""Answers of services that are errors."""

from typing import Any

from botocore.exceptions import ClientError


def client_error(
    operation: str, code: str, status: int, message: str = "", **more: Any
) -> ClientError:
    """What botocore raises; ``operation`` by its Python name, ``more`` beside the error."""
    answer: Any = {
        "Error": {"Code": code, "Message": message or code},
        "ResponseMetadata": {"HTTPStatusCode": status},
        **more,
    }
    return ClientError(answer, "".join(part.title() for part in operation.split("_")))
