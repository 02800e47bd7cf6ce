"""Items of tables, and what DynamoDB refuses of them and of a request's placeholders."""

from collections.abc import Mapping
from dataclasses import dataclass
from functools import lru_cache
from typing import Any

from botocore.exceptions import ClientError

from faults.services.errors import client_error
from faults.services.expressions import ExpressionError

ITEM_LIMIT_BYTES = 400 * 1024

Item = dict[str, Any]


@dataclass(frozen=True)
class Schema:
    """``indexes`` by name: partition key, sort key."""

    key: str
    indexes: Mapping[str, tuple[str, str]]


ASSETS = Schema(
    "assetId",
    {
        "StatusIndex": ("status", "updatedAt"),
        "UploaderIndex": ("uploaderId", "createdAt"),
        "RemovalIndex": ("removalState", "removalDueAt"),
    },
)
UPLOAD_SESSIONS = Schema("uploadId", {"StateIndex": ("state", "createdAt")})


def placeholders(request: Mapping[str, Any]) -> tuple[Mapping[str, str], Mapping[str, Any]]:
    """Names and values; one that no expression uses is refused."""
    names = request.get("ExpressionAttributeNames", {})
    values = request.get("ExpressionAttributeValues", {})
    if names or values:
        expressions = (value for name, value in request.items() if name.endswith("Expression"))
        unused = _unused((*names, *values), tuple(expressions))
        if unused:
            raise ExpressionError(f"{unused} is unused in expressions")
    return names, values


@lru_cache(maxsize=500)
def _unused(given: tuple[str, ...], expressions: tuple[str, ...]) -> str | None:
    text = " ".join(expressions)
    words = text.replace(",", " ").replace("(", " ").replace(")", " ").split()
    return next((placeholder for placeholder in given if placeholder not in words), None)


def check_item(operation: str, item: Item, schema: Schema) -> None:
    if not item.get(schema.key, {}).get("S"):
        raise empty_key(operation, schema.key)
    for keys in schema.indexes.values():
        for key in keys:
            if key in item and not item[key].get("S"):
                raise empty_key(operation, key)
    text = repr(item)
    if len(text) > ITEM_LIMIT_BYTES // 4 and len(text.encode()) > ITEM_LIMIT_BYTES:
        text = "Item size has exceeded the maximum allowed size"
        raise client_error(operation, "ValidationException", 400, text)


def empty_key(operation: str, key: str) -> ClientError:
    text = f"One or more parameter values are not valid: empty or missing key {key}"
    return client_error(operation, "ValidationException", 400, text)
