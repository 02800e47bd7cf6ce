"""Metrics: what a change of a record, or a batch of messages, means in figures.

What is said of assets is derived from the record before and after a save that succeeded, so that
nothing counts twice.
"""

from collections.abc import Collection, Iterable, Iterator, Mapping
from dataclasses import dataclass, replace
from datetime import datetime

from pipeline.assets.asset import FIRST_ATTEMPT, Asset, Status
from pipeline.assets.erasing import Tombstone
from pipeline.jobs.error_codes import Remedy, verdict_on
from pipeline.jobs.job import Job, JobState, SubmittedJob
from pipeline.transcoding.estimate import Estimate

COUNT = "Count"
SECONDS = "Seconds"
USD = "None"  # CloudWatch has no unit of money
# SQS's ApproximateAgeOfOldestMessage leaves out what was received more often: SQS Developer Guide,
# "Available CloudWatch metrics for Amazon SQS".
RECEIVES_SEEN_BY_AGE = 3


@dataclass(frozen=True)
class Measurement:
    """``format`` and ``queue_name`` are dimensions of their own where they are given."""

    name: str
    value: float = 1
    unit: str = COUNT
    format: str | None = None
    queue_name: str | None = None

    @property
    def dimensions(self) -> tuple[tuple[str, str], ...]:
        """Names and values, beside Environment."""
        given = (("Format", self.format), ("QueueName", self.queue_name))
        return tuple((name, value) for name, value in given if value is not None)


FOLDER_MARKER_IGNORED = Measurement("FolderMarkersIgnored")
SIDECAR_SEEN = Measurement("CaptionSidecarsSeen")
JOB_EVENT_IGNORED = Measurement("JobEventsIgnored")
ESTIMATE_UNCOUNTED = Measurement("EstimatesUncounted")
ASSET_RECONCILED = Measurement("AssetsReconciled")
ATTEMPT_REMOVED = Measurement("AttemptsRemoved")


def webhook_delivered(queue_name: str) -> Measurement:
    """Of one endpoint, by its queue."""
    return Measurement("WebhooksDelivered", queue_name=queue_name)


def webhook_try_failed(queue_name: str) -> Measurement:
    return Measurement("WebhookTriesFailed", queue_name=queue_name)


def probe_latency(asked_at: datetime, answered_at: datetime) -> Measurement:
    """Retries of the SDK included, as in ``create_job_latency``."""
    return Measurement("ProbeLatency", _seconds(asked_at, answered_at), SECONDS)


def create_job_latency(asked_at: datetime, answered_at: datetime) -> Measurement:
    return Measurement("CreateJobLatency", _seconds(asked_at, answered_at), SECONDS)


def measure(before: Asset | None, after: Asset) -> tuple[Measurement, ...]:
    """``before`` is None where the record was created."""
    if before is not None and before.attempt != after.attempt:
        return tuple(_new_attempt(before, after))
    return (*_asset(before, after), *_jobs(before, after), *_estimate(before, after))


def measure_erased(asset: Asset, tombstone: Tombstone) -> tuple[Measurement, ...]:
    """Of an asset whose place ``tombstone`` took."""
    asked_at = asset.erasure.asked_at if asset.erasure else tombstone.erased_at
    waited = _seconds(asked_at, tombstone.erased_at)
    return (Measurement("AssetsErased"), Measurement("TimeToErase", waited, SECONDS))


def measure_receives(queue_name: str, receive_counts: Iterable[int]) -> tuple[Measurement, ...]:
    """Of a batch: how many of its messages keep coming back, and have no age any more."""
    count = sum(times > RECEIVES_SEEN_BY_AGE for times in receive_counts)
    return (Measurement("MessagesRedelivered", count, queue_name=queue_name),) if count else ()


def measure_overtaken(
    asset: Asset, jobs: Mapping[str, SubmittedJob], estimate: Estimate | None
) -> tuple[Measurement, ...]:
    """When its jobs were submitted and what they may cost, of an asset that ended before that could
    be recorded."""
    told = {
        name: replace(job, submitted_at=jobs[name].at)
        for name, job in asset.jobs.items()
        if name in jobs and job.id == jobs[name].id and job.submitted_at is None
    }
    after = replace(asset, jobs={**asset.jobs, **told}, estimate=asset.estimate or estimate)
    return (*_jobs(asset, after), *(_estimate(asset, after) if told else ()))


def _asset(before: Asset | None, after: Asset) -> Iterator[Measurement]:
    if before is None:
        yield Measurement("AssetsIngested")
    if before is not None and before.status is after.status:
        return
    if after.status is Status.ERASING:
        yield Measurement("ErasuresAsked")
    if after.status is Status.SUCCEEDED:
        yield Measurement("AssetsSucceeded")
    if after.status is Status.FAILED:
        yield Measurement("AssetsFailed")
        if after.errors and verdict_on(after.errors[-1].code).remedy is Remedy.OPERATOR:
            yield Measurement("OperatorErrors")


def _estimate(before: Asset | None, after: Asset) -> Iterator[Measurement]:
    """Of what was submitted: what is refused costs nothing."""
    known = after.estimate
    if known is None or (before is not None and before.estimate) or after.status is Status.FAILED:
        return
    if known.low_usd is not None and known.high_usd is not None:
        yield Measurement("EstimatedCostUsd", float(known.high_usd), USD)
        yield Measurement("EstimatedCostLowUsd", float(known.low_usd), USD)


def _new_attempt(before: Asset, after: Asset) -> Iterator[Measurement]:
    """The record keeps of the job that failed its error only."""
    if before.is_final:
        yield Measurement("AssetsReprocessed")
        return
    yield Measurement("AssetsRetried")
    failed = before.jobs.get(after.errors[-1].job or "")
    if failed is not None:
        yield from _failed(failed)


def _jobs(before: Asset | None, after: Asset) -> Iterator[Measurement]:
    for name, job in after.jobs.items():
        old = before.jobs.get(name) if before is not None else None
        if job.submitted_at and not (old and old.submitted_at) and job.attempt == FIRST_ATTEMPT:
            waited = _seconds(after.upload.uploaded_at, job.submitted_at)
            yield Measurement("TimeToJobStart", waited, SECONDS)
        if job.state.is_final and not (old and old.state.is_final):
            complete = job.state is JobState.COMPLETE
            yield from _completed(job, after.formats) if complete else _failed(job)
        # Whichever of its end and its submission is recorded last.
        lasted = _latency(job)
        if lasted is not None and (old is None or _latency(old) is None):
            yield Measurement("JobLatency", lasted, SECONDS)


def _failed(job: Job) -> Iterator[Measurement]:
    yield Measurement("JobsFailed")
    yield from (Measurement("OutputsFailed", format=name) for name in job.formats)


def _latency(job: Job) -> float | None:
    if job.state is not JobState.COMPLETE or not job.submitted_at or not job.finished_at:
        return None
    return _seconds(job.submitted_at, job.finished_at)


def _seconds(since: datetime, until: datetime) -> float:
    """Not below zero, whatever two clocks say."""
    return max(0.0, (until - since).total_seconds())


def _completed(job: Job, ready: Collection[str]) -> Iterator[Measurement]:
    yield Measurement("JobsSucceeded")
    made, missing = set(job.formats) & set(ready), set(job.formats) - set(ready)
    yield from (Measurement("OutputsReady", format=name) for name in sorted(made))
    yield from (Measurement("OutputsFailed", format=name) for name in sorted(missing))
    if "thumbnails" in job.formats and job.thumbnail_count:
        yield Measurement("ThumbnailsGenerated", job.thumbnail_count)
