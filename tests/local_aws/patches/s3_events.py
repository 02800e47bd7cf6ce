"""S3 → EventBridge: ``detail.object.version-id`` and whole seconds in ``time``.

AWS names the version of every event from a versioned bucket, and gives ``time`` without a
fraction; ministack 1.5.33 leaves the version out and writes milliseconds.
"""

import contextvars
import json
from typing import Any

_version: contextvars.ContextVar[str | None] = contextvars.ContextVar("version", default=None)


def apply() -> None:
    """Wrap the two functions that build and hand over the event."""
    from ministack.services import eventbridge, s3

    fire, dispatch = s3._fire_s3_event, eventbridge._dispatch_event

    def fire_s3_event(*arguments: Any, **named: Any) -> None:
        token = _version.set(named.get("version_id"))
        try:
            fire(*arguments, **named)
        finally:
            _version.reset(token)

    def dispatch_event(event: dict[str, Any], view: Any = None) -> None:
        if event.get("Source") == "aws.s3" and view is None:
            event = _corrected(event)
        dispatch(event, view)

    s3._fire_s3_event = fire_s3_event
    eventbridge._dispatch_event = dispatch_event


def _corrected(event: dict[str, Any]) -> dict[str, Any]:
    detail = json.loads(event["Detail"])
    if _version.get():
        detail["object"]["version-id"] = _version.get()
    time = str(event["Time"]).split(".")[0].removesuffix("Z") + "Z"
    return {**event, "Detail": json.dumps(detail), "Time": time}
