"""News of a job, into its asset's record; and what follows where an attempt ends by it."""

from dataclasses import dataclass

from pipeline.assets.asset import Asset, Status
from pipeline.assets.changes import JobMoved
from pipeline.assets.lease import lease_left_seconds
from pipeline.assets.retries import RETRY_OWNER, retry_of
from pipeline.failures import PermanentError, TransientError
from pipeline.jobs.news import JobNews
from pipeline.settings import JobSettings
from pipeline.uploads.requests import Resubmit
from pipeline.workflows.change_record import Changed, Unchanged, change_record
from pipeline.workflows.services import Encoder, JobServices


@dataclass(frozen=True)
class NewsOf:
    """``job`` is the job's name; ``by_reconciler``: it asked, no event told."""

    attempt: int
    job: str
    job_id: str
    news: JobNews
    by_reconciler: bool = False


def take_in(
    asset: Asset, told: NewsOf, services: JobServices, settings: JobSettings
) -> tuple[Changed | Unchanged, str]:
    """What came of it, and in words. Raises TransientError and PermanentError.

    Where we die between the save and what follows, the news, coming again, or the reconciler ask
    for the new attempt; siblings run on, which costs money and changes nothing.
    """
    step = change_record(services, asset, _change(asset, told, services, settings))
    if isinstance(step, Unchanged):
        if told.news.failure is not None and _is_unclaimed(step.asset, told.attempt + 1):
            return step, _resubmit(step.asset, services)
        return step, "changes nothing"
    after = step.after
    if after.attempt != told.attempt:
        words = _resubmit(after, services)
    elif after.status is Status.FAILED:
        words = f"FAILED: {after.errors[-1].code}" if after.errors else "FAILED"
    else:
        return step, f"{after.status} {after.progress_percent} %"
    return step, words + cancel_jobs(step.before, services.transcoder, but=told.job)


def cancel_jobs(asset: Asset, transcoder: Encoder, but: str | None = None) -> str:
    """Cancel what the attempt still has running; what cannot be cancelled runs on. In words."""
    words = ""
    for job in asset.jobs.values():
        if job.id is None or job.state.is_final or job.name == but:
            continue
        try:
            transcoder.cancel_job(job.id)
            words += f"; canceled {job.id}"
        except (TransientError, PermanentError) as error:
            words += f"; could not cancel {job.id}: {error}"
    return words


def _change(asset: Asset, told: NewsOf, services: JobServices, settings: JobSettings) -> JobMoved:
    news, clock, retry = told.news, services.clock, None
    if news.failure is not None:
        retry = retry_of(asset, news.failure, settings.max_attempts, clock.now(), clock.random())
    return JobMoved(
        attempt=told.attempt,
        job=told.job,
        job_id=told.job_id,
        state=news.state,
        at=news.at,
        outputs_bucket=settings.outputs_bucket_name,
        percent=news.percent,
        failure=news.failure,
        retry=retry,
        thumbnail_count=news.thumbnail_count,
        by_reconciler=told.by_reconciler,
    )


def _is_unclaimed(asset: Asset | None, attempt: int) -> bool:
    return (
        asset is not None
        and asset.attempt == attempt
        and asset.lease is not None
        and asset.lease.owner == RETRY_OWNER
    )


def _resubmit(asset: Asset, services: JobServices) -> str:
    seconds = lease_left_seconds(asset, services.clock.now())
    services.upload_events.send(Resubmit(asset.id, asset.attempt).body, seconds)
    return f"attempt {asset.attempt} in {seconds} s: {asset.errors[-1].code}"
