"""News of a job, into its asset's record; and what follows where an attempt ends by it."""

from pipeline.assets.asset import Asset, Status
from pipeline.assets.changes import JobMoved
from pipeline.assets.retries import retry_of
from pipeline.failures import PermanentError, TransientError
from pipeline.jobs.job import JobState
from pipeline.jobs.news import JobNews
from pipeline.settings import JobSettings
from pipeline.transcoding.places import Output, outputs_of
from pipeline.uploads.requests import Resubmit
from pipeline.workflows.change_record import Changed, Unchanged, change_record
from pipeline.workflows.services import JobServices, Transcoder


def take_in(
    asset: Asset,
    news: JobNews,
    services: JobServices,
    settings: JobSettings,
    *,
    by_reconciler: bool = False,
) -> tuple[Changed | Unchanged, str]:
    """What came of it, and in words. Raises TransientError and PermanentError.

    Where we die between the save and what follows, the news, coming again, or the reconciler ask
    for the new attempt; siblings run on, which costs money and changes nothing.
    """
    retry = None
    if news.failure is not None:
        clock = services.clock
        retry = retry_of(asset, news.failure, settings.max_attempts, clock.now(), clock.random())
    change = JobMoved(
        news=news,
        outputs=_outputs(asset, news, settings),
        retry=retry,
        by_reconciler=by_reconciler,
    )
    step = change_record(services, asset, change)
    if isinstance(step, Unchanged):
        now = step.asset
        if now and news.failure and now.attempt == news.attempt + 1 and now.is_unclaimed:
            return step, _resubmit(now, services)
        return step, "changes nothing"
    after = step.after
    if after.attempt != news.attempt:
        words = _resubmit(after, services)
    elif after.status is Status.FAILED:
        words = f"FAILED: {after.errors[-1].code}" if after.errors else "FAILED"
    else:
        return step, f"{after.status} {after.progress_percent} %"
    return step, words + cancel_jobs(step.before, services.transcoder, but=news.job)


def cancel_jobs(asset: Asset, transcoder: Transcoder, but: str | None = None) -> str:
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


def _outputs(asset: Asset, news: JobNews, settings: JobSettings) -> dict[str, Output]:
    job = asset.jobs.get(news.job)
    if job is None or news.state is not JobState.COMPLETE:
        return {}
    bucket = settings.outputs_bucket_name
    return outputs_of(job.output_groups, bucket, asset.id, news.attempt)


def _resubmit(asset: Asset, services: JobServices) -> str:
    seconds = asset.lease_left_seconds(services.clock.now())
    services.upload_events.send(Resubmit(asset.id, asset.attempt).body, seconds)
    return f"attempt {asset.attempt} in {seconds} s: {asset.errors[-1].code}"
