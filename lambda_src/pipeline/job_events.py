"""Job events: MediaConvert's "MediaConvert Job State Change", as EventBridge delivers it."""

import json
import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from pipeline.assets import JobState
from pipeline.failures import Refusal
from pipeline.timestamps import from_epoch_ms

# Events of any other status (INPUT_INFORMATION, NEW_WARNING, QUEUE_HOP) move nothing.
STATE_BY_STATUS = {
    "PROGRESSING": JobState.PROGRESSING,
    "STATUS_UPDATE": JobState.PROGRESSING,
    "COMPLETE": JobState.COMPLETE,
    "ERROR": JobState.ERROR,
    "CANCELED": JobState.CANCELED,
}
# A frame capture reports its last file only; files are numbered from 0.
_LAST_FRAME = re.compile(r"\.(\d{7})\.jpg$")


class NotAJobEventError(Exception):
    """The message is no job event that can be read."""


@dataclass(frozen=True, kw_only=True)
class JobEvent:
    """``state`` is None where the event moves nothing; ``thumbnail_count`` where none is told.

    ``asset_id``, ``job`` and ``attempt`` are None where the job carries no metadata of ours.
    """

    queue_arn: str
    job_id: str
    status: str
    at: datetime
    asset_id: str | None
    job: str | None
    attempt: int | None
    state: JobState | None
    percent: int
    failure: Refusal | None
    thumbnail_count: int | None


def parse_job_event(body: str) -> JobEvent:
    """Raises NotAJobEventError."""
    try:
        event = json.loads(body)
    except ValueError as error:
        raise NotAJobEventError(f"the message is not JSON: {error}") from error
    if not isinstance(event, dict) or event.get("source") != "aws.mediaconvert":
        raise NotAJobEventError("the message is not an event of MediaConvert")
    if event.get("detail-type") != "MediaConvert Job State Change":
        raise NotAJobEventError(f"the event is of another type: {event.get('detail-type')}")
    try:
        return _job_event(event["detail"])
    except (KeyError, TypeError, ValueError, AttributeError) as error:
        raise NotAJobEventError(f"the event of MediaConvert is incomplete: {error!r}") from error


def _job_event(detail: Mapping[str, Any]) -> JobEvent:
    status = detail["status"]
    metadata = detail.get("userMetadata") or {}
    asset_id, job, attempt = (metadata.get(key) for key in ("assetId", "job", "attempt"))
    ours = bool(asset_id and job and str(attempt).isdecimal())
    progress = detail.get("jobProgress") or {}
    return JobEvent(
        queue_arn=detail["queue"],
        job_id=detail["jobId"],
        status=status,
        at=from_epoch_ms(detail["timestamp"]),
        asset_id=asset_id if ours else None,
        job=job if ours else None,
        attempt=int(attempt) if ours else None,
        state=STATE_BY_STATUS.get(status),
        percent=int(progress.get("jobPercentComplete") or 0),
        failure=_failure(status, detail),
        thumbnail_count=_thumbnail_count(detail),
    )


def _failure(status: str, detail: Mapping[str, Any]) -> Refusal | None:
    if status == "CANCELED":
        return Refusal("JOB_CANCELED", "The job was canceled.")
    if status != "ERROR":
        return None
    message = detail.get("errorMessage") or "MediaConvert gave no message."
    return Refusal(f"JOB_ERROR_{detail.get('errorCode', 'UNKNOWN')}", message)


def _thumbnail_count(detail: Mapping[str, Any]) -> int | None:
    frames = (_LAST_FRAME.search(path) for path in _files(detail))
    return max((int(frame[1]) + 1 for frame in frames if frame), default=None)


def _files(detail: Mapping[str, Any]) -> Iterator[str]:
    for group in detail.get("outputGroupDetails") or []:
        for output in group.get("outputDetails") or []:
            yield from output.get("outputFilePaths") or []
