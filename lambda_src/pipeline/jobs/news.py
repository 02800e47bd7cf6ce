"""News of a job, as its events and GetJob tell it."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from pipeline.assets.asset import JobState
from pipeline.failures import Refusal
from pipeline.jobs.error_codes import CANCELED, NOT_FOUND, failure_of

# SUBMITTED is no event's, only GetJob's.
STATE_BY_STATUS = {
    "SUBMITTED": JobState.SUBMITTED,
    "PROGRESSING": JobState.PROGRESSING,
    "STATUS_UPDATE": JobState.PROGRESSING,
    "COMPLETE": JobState.COMPLETE,
    "ERROR": JobState.ERROR,
    "CANCELED": JobState.CANCELED,
}


@dataclass(frozen=True, kw_only=True)
class JobNews:
    """``failure`` comes with ERROR and CANCELED; ``thumbnail_count`` is None where none is told."""

    state: JobState
    at: datetime
    percent: int = 0
    failure: Refusal | None = None
    thumbnail_count: int | None = None


def news_of(
    status: str,
    at: datetime,
    percent: int | None,
    error_code: int | None,
    error_message: str | None,
    thumbnail_count: int | None = None,
) -> JobNews | None:
    """None where the status moves nothing (INPUT_INFORMATION, NEW_WARNING, QUEUE_HOP)."""
    if status not in STATE_BY_STATUS:
        return None
    failure = None
    if status == "CANCELED":
        failure = CANCELED
    elif status == "ERROR":
        failure = failure_of(error_code, error_message)
    return JobNews(
        state=STATE_BY_STATUS[status],
        at=at,
        percent=percent or 0,
        failure=failure,
        thumbnail_count=thumbnail_count,
    )


def news_of_job(job: Mapping[str, Any] | None, now: datetime) -> JobNews | None:
    """Read GetJob's ``Job``; None: MediaConvert does not know the job. It tells no paths."""
    if job is None:
        return JobNews(state=JobState.ERROR, at=now, failure=NOT_FOUND)
    return news_of(
        job["Status"],
        (job.get("Timing") or {}).get("FinishTime") or now,
        job.get("JobPercentComplete"),
        job.get("ErrorCode"),
        job.get("ErrorMessage"),
    )
