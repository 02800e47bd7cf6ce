"""News of a job, as its events and GetJob tell it."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from pipeline.failures import Failure
from pipeline.jobs.error_codes import CANCELED, NOT_FOUND, failure_of
from pipeline.jobs.job import Job, JobState

# SUBMITTED is no event's, only GetJob's. INPUT_INFORMATION, NEW_WARNING and QUEUE_HOP move nothing.
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
    """``job`` is the job's name in attempt ``attempt``, ``job_id`` MediaConvert's.

    ``failure`` comes with ERROR and CANCELED; ``thumbnail_count`` is None where none is told.
    """

    attempt: int
    job: str
    job_id: str
    state: JobState
    at: datetime
    percent: int = 0
    failure: Failure | None = None
    thumbnail_count: int | None = None


def failure_told(state: JobState, code: int | None, message: str | None) -> Failure | None:
    """``code`` and ``message`` are MediaConvert's, of a job in ``state``."""
    match state:
        case JobState.CANCELED:
            return CANCELED
        case JobState.ERROR:
            return failure_of(code, message)
    return None


def news_of_job(job: Job, found: Mapping[str, Any] | None, now: datetime) -> JobNews | None:
    """What GetJob's ``Job`` says of ``job``; None where it moves nothing.

    ``found`` is None where MediaConvert does not know the job. GetJob tells no paths.
    """
    if found is None:
        state, at, percent, failure = JobState.ERROR, now, 0, NOT_FOUND
    elif found["Status"] in STATE_BY_STATUS:
        state = STATE_BY_STATUS[found["Status"]]
        at = (found.get("Timing") or {}).get("FinishTime") or now
        percent = found.get("JobPercentComplete") or 0
        failure = failure_told(state, found.get("ErrorCode"), found.get("ErrorMessage"))
    else:
        return None
    return JobNews(
        attempt=job.attempt,
        job=job.name,
        job_id=job.id,
        state=state,
        at=at,
        percent=percent,
        failure=failure,
    )
