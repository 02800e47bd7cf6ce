"""λ job-status-processor: what MediaConvert says of a job, into the asset's record."""

from pipeline.assets.measurements import JOB_EVENT_IGNORED
from pipeline.failures import PermanentError, TransientError, backoff_seconds
from pipeline.jobs.event import JobEvent, NotAJobEventError, parse_job_event
from pipeline.settings import TrackSettings
from pipeline.workflows.job_outcome import take_in
from pipeline.workflows.messages import DeadLetter, Done, Message, Outcome, RetryIn
from pipeline.workflows.services import TrackServices


def run(message: Message, services: TrackServices, settings: TrackSettings) -> Outcome:
    """One job event. Events of other pipelines' jobs change nothing."""
    try:
        event = parse_job_event(message.body)
    except NotAJobEventError as error:
        return DeadLetter(f"NOT_A_JOB_EVENT: {error}")
    try:
        return _track(event, services, settings)
    except TransientError as error:
        seconds = backoff_seconds(message.receive_count, services.clock.random())
        return RetryIn(seconds, str(error), event.asset_id)
    except PermanentError as error:
        return DeadLetter(str(error), event.asset_id)


def _track(event: JobEvent, services: TrackServices, settings: TrackSettings) -> Outcome:
    if settings.transcode_queue_arn not in event.queue_arns or event.asset_id is None:
        return _ignored("not a job of this pipeline", event, services)
    if event.news is None:
        return Done(f"{event.status} moves nothing", event.asset_id)
    asset = services.table.get(event.asset_id)
    if asset is None:
        # The record is written before any job is created: this can be no asset of ours, and
        # waiting would not make it one.
        return _ignored("unknown asset", event, services)
    _, words = take_in(asset, event.news, services, settings)
    return Done(f"{event.status}: {words}", asset.id)


def _ignored(why: str, event: JobEvent, services: TrackServices) -> Done:
    services.metrics.record(None, [JOB_EVENT_IGNORED])
    return Done(f"ignored: {why}", event.asset_id)
