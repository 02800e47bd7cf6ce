"""Job events: MediaConvert's "MediaConvert Job State Change", as EventBridge delivers it."""

import json
import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from pipeline.job_news import JobNews, news_of
from pipeline.timestamps import from_epoch_ms

# A frame capture reports its last file only; files are numbered from 0.
_LAST_FRAME = re.compile(r"\.(\d{7})\.jpg$")


class NotAJobEventError(Exception):
    """The message is no job event that can be read."""


@dataclass(frozen=True, kw_only=True)
class JobEvent:
    """``news`` is None where the event moves nothing.

    ``queue_arns``: the job's queue, and the one that it came from if it hopped. ``asset_id``,
    ``job`` and ``attempt`` are None where the job carries no metadata of ours.
    """

    queue_arns: tuple[str, ...]
    job_id: str
    status: str
    asset_id: str | None
    job: str | None
    attempt: int | None
    news: JobNews | None


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
    metadata = detail.get("userMetadata") or {}
    asset_id, job, attempt = (metadata.get(key) for key in ("assetId", "job", "attempt"))
    ours = bool(asset_id and job and str(attempt).isdecimal())
    queues = (detail["queue"], detail.get("previousQueue"))
    progress = detail.get("jobProgress") or {}
    return JobEvent(
        queue_arns=tuple(queue for queue in queues if queue),
        job_id=detail["jobId"],
        status=detail["status"],
        asset_id=asset_id if ours else None,
        job=job if ours else None,
        attempt=int(attempt) if ours else None,
        news=news_of(
            detail["status"],
            from_epoch_ms(detail["timestamp"]),
            progress.get("jobPercentComplete"),
            detail.get("errorCode"),
            detail.get("errorMessage"),
            _thumbnail_count(detail),
        ),
    )


def _thumbnail_count(detail: Mapping[str, Any]) -> int | None:
    frames = (_LAST_FRAME.search(path) for path in _files(detail))
    return max((int(frame[1]) + 1 for frame in frames if frame), default=None)


def _files(detail: Mapping[str, Any]) -> Iterator[str]:
    for group in detail.get("outputGroupDetails") or []:
        for output in group.get("outputDetails") or []:
            yield from output.get("outputFilePaths") or []
