"""λ job-status-processor: what MediaConvert says of a job, into its asset's record.

A completed job is finished first: see ``finish``. A failure that is worth it opens a new attempt,
whose jobs are asked for by a message; the others of the old one are cancelled. The asset-reconciler
takes in what it finds by the same way.
"""

from dataclasses import replace
from datetime import timedelta

from pipeline.assets.asset import Asset, Status
from pipeline.assets.changes import JobMoved
from pipeline.assets.erasing import Tombstone
from pipeline.assets.measurements import JOB_EVENT_IGNORED
from pipeline.assets.new_attempt import retry_of
from pipeline.assets.transitions import apply
from pipeline.failures import PermanentError, TransientError, backoff_seconds
from pipeline.jobs.job import JobState
from pipeline.jobs.news import JobEvent, JobNews, NotAJobEventError, parse_job_event
from pipeline.settings import JobSettings, TrackSettings
from pipeline.transcoding.places import Output, outputs_of
from pipeline.uploads.requests import Resubmit
from pipeline.workflows.change_record import Changed, Unchanged, change_record
from pipeline.workflows.finish import Heard, finish
from pipeline.workflows.messages import DeadLetter, Done, Message, Outcome, RetryIn
from pipeline.workflows.services import JobServices, TrackServices, Transcoder

# What a call that finishes a job may take at worst, and the save after it.
TIME_TO_FINISH = timedelta(seconds=15)


def run(message: Message, services: TrackServices, settings: TrackSettings) -> Outcome:
    """One job event. Events of other pipelines' jobs change nothing."""
    try:
        event = parse_job_event(message.body)
    except NotAJobEventError as error:
        return DeadLetter(f"NOT_A_JOB_EVENT: {error}")
    try:
        return _track(event, message, services, settings)
    except TransientError as error:
        seconds = backoff_seconds(message.receive_count, services.clock.random())
        return RetryIn(seconds, str(error), event.asset_id)
    except PermanentError as error:
        return DeadLetter(str(error), event.asset_id)


def _track(
    event: JobEvent, message: Message, services: TrackServices, settings: TrackSettings
) -> Outcome:
    if settings.transcode_queue_arn not in event.queue_arns or event.asset_id is None:
        return _ignored("not a job of this pipeline", event, services)
    if event.news is None:
        return Done(f"{event.status} moves nothing", event.asset_id)
    asset = services.table.get(event.asset_id)
    if isinstance(asset, Tombstone):
        return _ignored("the asset is erased", event, services)
    if asset is None:
        # The record is written before any job is created: this can be no asset of ours, and
        # waiting would not make it one.
        return _ignored("unknown asset", event, services)
    heard = Heard(
        news=event.news,
        until=message.deadline - TIME_TO_FINISH,
        # The very last time is left for a save that fails.
        last_chance=message.receive_count >= settings.max_receive_count - 1,
    )
    _, words = take_in(asset, heard, services, settings)
    return Done(f"{event.status}: {words}", asset.id)


def _ignored(why: str, event: JobEvent, services: TrackServices) -> Done:
    services.metrics.record(None, [JOB_EVENT_IGNORED])
    return Done(f"ignored: {why}", event.asset_id)


def take_in(
    asset: Asset, heard: Heard, services: JobServices, settings: JobSettings
) -> tuple[Changed | Unchanged, str]:
    """What came of it, and in words. Raises TransientError and PermanentError.

    Where we die between the save and what follows, the news, coming again, or the reconciler ask
    for the new attempt; siblings run on, which costs money and changes nothing.
    """
    retry, news = None, heard.news
    if news.failure is not None:
        clock = services.clock
        retry = retry_of(asset, news, settings.max_attempts, clock.now(), clock.random())
    change = JobMoved(
        news=news,
        outputs=_outputs(asset, news, settings),
        retry=retry,
        by_reconciler=heard.by_reconciler,
    )
    change, without = _finished(asset, change, heard, services, settings)
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
        return step, f"{after.status} {after.progress_percent} %{without}"
    return step, words + cancel_jobs(step.before, services.transcoder, but=news.job)


def _finished(
    asset: Asset, change: JobMoved, heard: Heard, services: JobServices, settings: JobSettings
) -> tuple[JobMoved, str]:
    """With what is made of a completed job's files, and in words what could not be made. Nothing is
    for news that change nothing, such as those that come twice."""
    groups = _groups(asset, change.news)
    now, days = services.clock.now(), services.superseded_outputs_days
    if not groups or apply(asset, change, now, days) is None:
        return change, ""
    finished = finish(asset.id, groups, heard, services, settings.outputs_bucket_name)
    words = "".join(f"; {fault}" for fault in finished.faults)
    return replace(change, outputs={**change.outputs, **finished.outputs}), words


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
    groups = _groups(asset, news)
    return outputs_of(groups, settings.outputs_bucket_name, asset.id, news.attempt)


def _groups(asset: Asset, news: JobNews) -> tuple[str, ...]:
    """Those that the job made; none until it is complete."""
    job = asset.jobs.get(news.job)
    if job is None or news.state is not JobState.COMPLETE:
        return ()
    return news.output_groups or job.output_groups


def _resubmit(asset: Asset, services: JobServices) -> str:
    seconds = asset.lease_left_seconds(services.clock.now())
    services.upload_events.send(Resubmit(asset.id, asset.attempt).body, seconds)
    return f"attempt {asset.attempt} in {seconds} s: {asset.errors[-1].code}"
