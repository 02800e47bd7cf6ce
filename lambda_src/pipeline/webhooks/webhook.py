"""What a receiver is sent: an announcement of the bus in the form of Standard Webhooks.

https://github.com/standard-webhooks/standard-webhooks, spec/standard-webhooks.md. The schemas of
the bodies are in docs/schemas, one a type.
"""

import json
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from pipeline.text.strict_json import read_json

# By the detail types of the bus.
TYPES = {
    "Asset Completed": "asset.completed",
    "Asset Created": "asset.created",
    "Asset Deleted": "asset.deleted",
    "Asset Failed": "asset.failed",
    "Asset Progress": "asset.progress",
    "Upload Expired": "upload.expired",
}


class NotAnAnnouncementError(Exception):
    """Not an event of the pipeline's bus, or of a type that has no webhook."""


@dataclass(frozen=True)
class Webhook:
    """``id`` is the announcement's: the same for every endpoint and each try."""

    id: str
    type: str
    asset_id: str | None
    body: bytes


def read_announcement(text: str) -> Webhook:
    """Of an event as EventBridge delivers it. The same event has the same body each time.

    Raises NotAnAnnouncementError.
    """
    try:
        event = _object(read_json(text), "the message")
        detail = _object(event.get("detail"), "its detail")
        webhook_type = TYPES.get(detail_type := _text(event, "detail-type"))
        if webhook_type is None:
            raise ValueError(f"{detail_type} has no webhook")
        body = {"type": webhook_type, "timestamp": _text(detail, "occurredAt"), "data": detail}
        return Webhook(
            id=_text(detail, "eventId"),
            type=webhook_type,
            asset_id=_text(detail, "assetId") if "assetId" in detail else None,
            body=json.dumps(body, ensure_ascii=False, separators=(",", ":")).encode(),
        )
    except ValueError as error:
        raise NotAnAnnouncementError(f"NOT_AN_ANNOUNCEMENT: {error}") from error


def _object(value: Any, name: str) -> Mapping[str, Any]:
    if not isinstance(value, dict):
        raise ValueError(f"{name} is no JSON object")
    return value


def _text(fields: Mapping[str, Any], name: str) -> str:
    value = fields.get(name)
    if not isinstance(value, str) or not value:
        raise ValueError(f"{name} is no text")
    return value
