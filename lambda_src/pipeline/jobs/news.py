"""News of a job, as MediaConvert tells it: by its "Job State Change" events, and by GetJob."""

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any
from uuid import UUID

from pipeline.captions.caption import Caption, captions_of
from pipeline.failures import Failure
from pipeline.jobs.error_codes import CANCELED, NOT_FOUND, failure_of
from pipeline.jobs.job import Job, JobState
from pipeline.jobs.made import MadeRendition, renditions_of, renditions_of_job
from pipeline.text.strict_json import read_json
from pipeline.text.timestamps import from_epoch_ms
from pipeline.transcoding.captures import Captures, captures_of
from pipeline.transcoding.places import attempt_folder, groups_of
from pipeline.transcoding.trick_play import TrickPlay, trick_play_of

# SUBMITTED is no event's, only GetJob's. INPUT_INFORMATION, NEW_WARNING and QUEUE_HOP move nothing.
STATE_BY_STATUS = {
    "SUBMITTED": JobState.SUBMITTED,
    "PROGRESSING": JobState.PROGRESSING,
    "STATUS_UPDATE": JobState.PROGRESSING,
    "COMPLETE": JobState.COMPLETE,
    "ERROR": JobState.ERROR,
    "CANCELED": JobState.CANCELED,
}
# MediaConvert's, as far as we rely on their form.
_JOB_ID = re.compile(r"[0-9A-Za-z-]{1,64}")
_STATUS = re.compile(r"[A-Z_]{1,64}")
_ATTEMPT = re.compile(r"[1-9][0-9]{0,8}")
ERROR_CODE_LIMIT = 1_000_000
# A frame capture reports its last file only; files are numbered from 0.
_LAST_FRAME = re.compile(r"[0-9]{7}(?=\.jpg$)")


class NotAJobEventError(Exception):
    """The message is no job event that can be read."""


@dataclass(frozen=True, kw_only=True)
class JobNews:
    """``job`` is the job's name in attempt ``attempt``, ``job_id`` MediaConvert's.

    ``failure`` comes with ERROR and CANCELED; ``thumbnail_count`` and what the job makes
    (``output_groups``, ``captures``, ``trick_play``) are None where they are not told.
    ``renditions`` come with COMPLETE; ``captions`` are those that the job was to make.
    """

    attempt: int
    job: str
    job_id: str
    state: JobState
    at: datetime
    percent: int = 0
    failure: Failure | None = None
    thumbnail_count: int | None = None
    output_groups: tuple[str, ...] | None = None
    captures: Captures | None = None
    trick_play: TrickPlay | None = None
    captions: tuple[Caption, ...] = ()
    renditions: tuple[MadeRendition, ...] = ()


@dataclass(frozen=True, kw_only=True)
class JobEvent:
    """``queue_arns``: the job's queue, and the one that it came from if it hopped.

    ``asset_id`` is None where the job carries no metadata as we write it; ``news`` there too, and
    where the event moves nothing.
    """

    queue_arns: tuple[str, ...]
    status: str
    asset_id: str | None
    news: JobNews | None


@dataclass(frozen=True, kw_only=True)
class _Made:
    """What a job makes, as its metadata tells it: fields of JobNews."""

    output_groups: tuple[str, ...] | None
    captures: Captures | None
    trick_play: TrickPlay | None
    captions: tuple[Caption, ...]


@dataclass(frozen=True)
class _Ours:
    """The metadata that we gave the job."""

    asset_id: str
    job: str
    attempt: int
    made: _Made


def parse_job_event(body: str) -> JobEvent:
    """Raises NotAJobEventError."""
    try:
        event = read_json(body)
    except ValueError as error:
        raise NotAJobEventError(f"the message is not JSON: {error}") from error
    if not isinstance(event, dict) or event.get("source") != "aws.mediaconvert":
        raise NotAJobEventError("the message is not an event of MediaConvert")
    if event.get("detail-type") != "MediaConvert Job State Change":
        raise NotAJobEventError("the event is of another type than Job State Change")
    try:
        return _job_event(event["detail"])
    except (KeyError, TypeError, ValueError, AttributeError) as error:
        raise NotAJobEventError(
            f"the event of MediaConvert is incomplete or wrong: {error!r}"
        ) from error


def news_of_job(job: Job, found: Mapping[str, Any] | None, now: datetime) -> JobNews | None:
    """What GetJob's ``Job`` says of ``job``, which was submitted; None where it moves nothing.

    ``found`` is None where MediaConvert does not know the job. GetJob tells no paths.
    """
    if job.id is None or (found is not None and found["Status"] not in STATE_BY_STATUS):
        return None
    news = JobNews(
        attempt=job.attempt,
        job=job.name,
        job_id=job.id,
        state=JobState.ERROR,
        at=now,
        failure=NOT_FOUND,
    )
    if found is None:
        return news
    state = STATE_BY_STATUS[found["Status"]]
    metadata = found.get("UserMetadata") or {}
    made = _made(metadata)
    groups = made.output_groups or job.output_groups
    complete = state is JobState.COMPLETE
    return replace(
        news,
        state=state,
        at=(found.get("Timing") or {}).get("FinishTime") or now,
        percent=found.get("JobPercentComplete") or 0,
        **vars(made),
        renditions=renditions_of_job(found, groups) if complete else (),
        failure=_failure(state, found.get("ErrorCode"), found.get("ErrorMessage")),
    )


def _failure(state: JobState, code: int | None, message: str | None) -> Failure | None:
    """``code`` and ``message`` are MediaConvert's, of a job in ``state``."""
    match state:
        case JobState.CANCELED:
            return CANCELED
        case JobState.ERROR:
            return failure_of(code, message)
    return None


def _job_event(detail: Mapping[str, Any]) -> JobEvent:
    """Strict: who can send to the queue can say anything. Raises ValueError among others."""
    ours = _ours(detail.get("userMetadata") or {})
    queues = (detail["queue"], detail.get("previousQueue"))
    if not _JOB_ID.fullmatch(detail["jobId"]):
        raise ValueError("the job's id has a form that MediaConvert gives none")
    if not _STATUS.fullmatch(detail["status"]):
        raise ValueError("the status has a form that MediaConvert gives none")
    return JobEvent(
        queue_arns=tuple(queue for queue in queues if isinstance(queue, str)),
        status=detail["status"],
        asset_id=ours.asset_id if ours else None,
        news=_news(detail, ours) if ours else None,
    )


def _ours(metadata: Mapping[str, Any]) -> _Ours | None:
    asset_id, job, attempt = (_text(metadata, key) for key in ("assetId", "job", "attempt"))
    if not (asset_id and job and attempt and _ATTEMPT.fullmatch(attempt)):
        return None
    try:
        canonical = str(UUID(asset_id)) == asset_id
    except ValueError:
        canonical = False
    if not canonical:
        return None
    return _Ours(asset_id, job, int(attempt), _made(metadata))


def _made(metadata: Mapping[str, Any]) -> _Made:
    """Raises ValueError where a value is no text."""
    return _Made(
        output_groups=groups_of(_text(metadata, "outputGroups")),
        captures=captures_of(_text(metadata, "captures")),
        trick_play=trick_play_of(_text(metadata, "storyboard")),
        captions=captions_of(_text(metadata, "captions")),
    )


def _news(detail: Mapping[str, Any], ours: _Ours) -> JobNews | None:
    at = from_epoch_ms(detail["timestamp"])
    percent = _whole(detail.get("jobProgress") or {}, "jobPercentComplete", 100)
    error_code = _whole(detail, "errorCode", ERROR_CODE_LIMIT)
    error_message = _text(detail, "errorMessage")
    folder = f"/{attempt_folder(ours.asset_id, ours.attempt)}"
    count = _thumbnail_count(detail, f"{folder}thumbnails/")
    state = STATE_BY_STATUS.get(detail["status"])
    if state is None:
        return None
    renditions: tuple[MadeRendition, ...] = ()
    if state is JobState.COMPLETE:
        told = detail.get("outputGroupDetails") or []
        renditions = renditions_of(told, ours.made.output_groups or (), folder)
    return JobNews(
        attempt=ours.attempt,
        job=ours.job,
        job_id=detail["jobId"],
        state=state,
        at=at,
        percent=percent or 0,
        failure=_failure(state, error_code, error_message),
        thumbnail_count=count,
        **vars(ours.made),
        renditions=renditions,
    )


def _text(values: Mapping[str, Any], key: str) -> str | None:
    value = values.get(key)
    if not isinstance(value, str | None):
        raise ValueError(f"{key} is no text")
    return value


def _whole(values: Mapping[str, Any], key: str, most: int) -> int | None:
    value = values.get(key)
    if value is not None and (type(value) is not int or not 0 <= value <= most):
        raise ValueError(f"{key} is no whole number from 0 to {most}")
    return value


def _thumbnail_count(detail: Mapping[str, Any], folder: str) -> int | None:
    """Of the asset's own frames: what else the event names is nothing to us."""
    frames = (_LAST_FRAME.search(path) for path in _files(detail) if folder in path)
    return max((int(frame[0]) + 1 for frame in frames if frame), default=None)


def _files(detail: Mapping[str, Any]) -> Iterator[str]:
    for group in detail.get("outputGroupDetails") or []:
        for output in group.get("outputDetails") or []:
            yield from output.get("outputFilePaths") or []
