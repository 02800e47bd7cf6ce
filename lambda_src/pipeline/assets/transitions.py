"""Every change of a record goes through ``apply`` and its one table of legal transitions."""

from collections.abc import Iterable, Mapping
from dataclasses import replace
from datetime import datetime, timedelta

from pipeline.assets.asset import Asset, AssetError, Status, Visibility
from pipeline.assets.changes import (
    Blocked,
    Change,
    Checked,
    Edited,
    ErasureAsked,
    JobMoved,
    JobsOpen,
    OutputsFound,
    Planned,
    Refused,
    RemovalAsked,
    Removed,
    Reprocessed,
    Submitted,
    TakenOver,
    Unsaid,
)
from pipeline.assets.erasing import erasing
from pipeline.assets.history import history_after
from pipeline.assets.new_attempt import reprocessed, retried
from pipeline.assets.served import keep_served, removal_asked, removed, with_poster
from pipeline.captions.caption import Caption
from pipeline.failures import MESSAGE_LIMIT, Failure
from pipeline.jobs.job import Job, JobState, SubmittedJob
from pipeline.transcoding.places import counted

ERRORS_KEPT = 10

# (from, to, step of the attempt). What is not listed does not happen. A final status absorbs every
# change but an operator's, its owner's edits, news of removed outputs, and its erasure. Every way
# back opens a new attempt. Out of ERASING there is none: a tombstone takes the record's place.
LEGAL = frozenset(
    {
        (Status.PENDING, Status.PENDING, 0),
        (Status.PENDING, Status.PROCESSING, 0),
        (Status.PENDING, Status.SUCCEEDED, 0),  # events may overtake our own write
        (Status.PENDING, Status.FAILED, 0),
        (Status.PROCESSING, Status.PROCESSING, 0),
        (Status.PROCESSING, Status.SUCCEEDED, 0),
        (Status.PROCESSING, Status.FAILED, 0),
        (Status.PENDING, Status.PENDING, 1),  # a retry, the error having overtaken our own write
        (Status.PROCESSING, Status.PENDING, 1),  # a retry
        (Status.FAILED, Status.PENDING, 1),  # an operator's reprocess
        (Status.SUCCEEDED, Status.PENDING, 1),  # the same: what is served stays served
        (Status.SUCCEEDED, Status.SUCCEEDED, 0),  # edited, or superseded outputs are gone
        (Status.FAILED, Status.FAILED, 0),  # the same
        *((status, Status.ERASING, 0) for status in Status),
    }
)


def apply(
    asset: Asset, change: Change, now: datetime, superseded_outputs_days: int
) -> Asset | None:
    """The record after ``change`` with the next revision; None where it changes nothing."""
    after = _changed(asset, change, now)
    if after == asset or (asset.status, after.status, after.attempt - asset.attempt) not in LEGAL:
        return None
    after = keep_served(asset, after, now + timedelta(days=superseded_outputs_days))
    ended = asset.completed_at if asset.is_final else now
    # By when it was updated, the reconciler sees that an asset has stopped moving: an edit moves
    # nothing on.
    stood_still = isinstance(change, Edited) and not asset.is_final
    return replace(
        after,
        revision=asset.revision + 1,
        updated_at=asset.updated_at if stood_still else now,
        completed_at=ended if after.is_final else None,
        lease=after.lease if after.status in (Status.PENDING, Status.ERASING) else None,
        history=history_after(asset, after, change, now),
    )


def _changed(asset: Asset, change: Change, now: datetime) -> Asset:
    """The same where others have brought the asset further."""
    if asset.status is Status.ERASING:
        return _looked_at(asset, change, now)
    if isinstance(change, ErasureAsked):
        return erasing(asset, change.by, now)
    if isinstance(change, RemovalAsked):
        return removal_asked(asset, change.attempt, now)
    if isinstance(change, Removed):
        return removed(asset, change.attempt)
    if isinstance(change, Edited):
        return _edited(asset, change)
    if change.attempt != asset.attempt or asset.is_final != isinstance(change, Reprocessed):
        return asset
    match change:
        case TakenOver() if asset.status is Status.PENDING:
            return replace(asset, lease=change.lease)
        case Planned() if asset.status is Status.PENDING and not _submitted_any(asset):
            return replace(asset, profile=change.profile, jobs=change.jobs)
        case Submitted():
            return _submitted(asset, change)
        case JobMoved():
            return _job_moved(asset, change, now)
        case Refused(failure=failure) if asset.status is Status.PENDING:
            return replace(
                _with_error(asset, failure, now),
                status=Status.FAILED,
                source=change.source or asset.source,
                estimate=change.estimate or asset.estimate,
            )
        case Blocked(failure=failure) if asset.status is Status.PENDING:
            return _with_error(asset, failure, now)
        case Checked():
            return replace(asset, checked_at=now)
        case Reprocessed(lease=lease):
            opened = reprocessed(asset, lease, change.groups_by_job, now)
            return replace(opened, profile=change.profile)
    return asset


def _looked_at(asset: Asset, change: Change, now: datetime) -> Asset:
    """Of one that is ERASING."""
    erasure = asset.erasure
    match change:
        case JobsOpen() if erasure is not None:
            return replace(asset, erasure=replace(erasure, jobs_open_at=now))
        case OutputsFound() if erasure is not None:
            return replace(asset, erasure=replace(erasure, outputs_found_at=now))
        case Checked():
            return replace(asset, checked_at=now)
    return asset


def _edited(asset: Asset, change: Edited) -> Asset:
    words, served, visibility = asset.words, asset.served, asset.visibility
    if not isinstance(change.passthrough, Unsaid):
        words = replace(words, passthrough=change.passthrough)
    if served is not None and not isinstance(change.poster, Unsaid):
        served = with_poster(served, change.poster)
    if not isinstance(change.visibility, Unsaid):
        visibility = change.visibility or Visibility.PRIVATE
    return replace(asset, words=words, served=served, visibility=visibility)


def _submitted(asset: Asset, change: Submitted) -> Asset:
    jobs = dict(asset.jobs)
    for name, submitted in change.jobs.items():
        job = jobs.get(name)
        if job is None or job.id not in (None, submitted.id):
            continue
        jobs[name] = replace(
            job,
            id=submitted.id,
            state=max(job.state, JobState.SUBMITTED, key=lambda state: state.rank),
            submitted_at=job.submitted_at or submitted.at,
            thumbnail_count=submitted.thumbnail_count or job.thumbnail_count,
            output_groups=submitted.output_groups or job.output_groups,
        )
    told = replace(
        asset,
        content_type=change.content_type or asset.content_type,
        source=change.source or asset.source,
        estimate=change.estimate or asset.estimate,
        captions=change.captions or asset.captions or _captions(change.jobs.values()),
    )
    return _with_jobs(told, jobs)


def _captions(jobs: Iterable[SubmittedJob]) -> tuple[Caption, ...]:
    """As the jobs tell them."""
    return tuple(dict.fromkeys(one for job in jobs for one in job.captions))


def _job_moved(asset: Asset, change: JobMoved, now: datetime) -> Asset:
    news = change.news
    job = asset.jobs.get(news.job)
    if job is None or job.id not in (None, news.job_id) or job.state.is_final:
        return asset
    complete = news.state is JobState.COMPLETE
    moved = replace(
        job,
        id=news.job_id,
        state=max(job.state, news.state, key=lambda state: state.rank),
        percent=100 if complete else max(job.percent, min(news.percent, 100)),
        finished_at=news.at if news.state.is_final else None,
        thumbnail_count=news.thumbnail_count or job.thumbnail_count,
        output_groups=news.output_groups or job.output_groups,
        renditions=news.renditions,
    )
    told = replace(asset, captions=asset.captions or news.captions)
    after = _with_jobs(told, {**asset.jobs, job.name: moved})
    if complete:
        ready = counted(change.outputs, moved.thumbnail_count)
        after = replace(
            after,
            outputs={**asset.outputs, **ready},
            formats=tuple(sorted({*asset.formats, *ready})),
        )
    elif news.failure is not None and news.state.is_final:
        after = _with_error(after, news.failure, news.at, moved)
        if change.retry is not None:
            after = retried(after, change.retry, now)
    return after


def _submitted_any(asset: Asset) -> bool:
    return any(job.id for job in asset.jobs.values())


def _with_jobs(asset: Asset, jobs: Mapping[str, Job]) -> Asset:
    """The status of an asset under way follows from its jobs, and from nothing else."""
    states = [job.state for job in jobs.values()]
    if any(state in (JobState.ERROR, JobState.CANCELED) for state in states):
        status = Status.FAILED
    elif states and all(state is JobState.COMPLETE for state in states):
        status = Status.SUCCEEDED
    elif states and all(job.id for job in jobs.values()):
        status = Status.PROCESSING
    else:
        status = Status.PENDING
    known = dict.fromkeys((*asset.job_ids, *(job.id for job in jobs.values() if job.id)))
    return replace(asset, jobs=jobs, status=status, job_ids=tuple(known))


def _with_error(asset: Asset, why: Failure, at: datetime, job: Job | None = None) -> Asset:
    error = AssetError(
        code=why.code,
        message=why.message[:MESSAGE_LIMIT],
        at=at,
        attempt=asset.attempt,
        job=job.name if job else None,
        job_id=job.id if job else None,
    )
    return replace(asset, errors=(*asset.errors, error)[-ERRORS_KEPT:])
