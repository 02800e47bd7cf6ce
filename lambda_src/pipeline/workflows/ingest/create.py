"""Creating the jobs of an attempt, each when it is our turn."""

from collections.abc import Iterable, Mapping
from datetime import datetime, timedelta
from typing import Any

from pipeline.assets.asset import Asset
from pipeline.assets.measurements import create_job_latency
from pipeline.failures import TransientError
from pipeline.jobs.job import SubmittedJob
from pipeline.transcoding.plan import JobPlan
from pipeline.workflows.find_jobs import find_jobs, half_way
from pipeline.workflows.ingest.claim import Claim
from pipeline.workflows.services import IngestServices

# What a call and the save after it need; a turn that comes later is left to a later delivery.
TIME_TO_CREATE = timedelta(seconds=5)


def create_jobs(
    claimed: Claim,
    plans: Iterable[JobPlan],
    requests: Mapping[str, Mapping[str, Any]],
    services: IngestServices,
    deadline: datetime,
) -> dict[str, SubmittedJob]:
    """By their names, as are ``requests``: what CreateJob takes. Tells ``claimed`` of the first job
    that is or may be created.

    Raises TransientError and PermanentError.
    """
    asset = claimed.asset
    created: dict[str, SubmittedJob] = {}
    for plan in plans:
        try:
            job_id = _in_turn(asset.id, requests[plan.name], services, deadline)
        except TransientError as error:
            if not error.outcome_unknown:
                raise
            claimed.jobs_may_exist = True
            lost = _lost_job(asset, plan.name, services, deadline)
            if lost is None:
                raise
            created[plan.name] = lost
        else:
            claimed.jobs_may_exist = True
            count = plan.thumbnails.expected_count if plan.thumbnails else None
            at = services.clock.now()
            created[plan.name] = SubmittedJob(
                id=job_id,
                at=at,
                thumbnail_count=count,
                output_groups=plan.output_groups,
                captions=plan.captions,
            )
    return created


def _lost_job(
    asset: Asset, name: str, services: IngestServices, deadline: datetime
) -> SubmittedJob | None:
    """A listing that fails or is cut short shows nothing: what became of the job stays unknown."""
    until = half_way(services.clock.now(), deadline)
    try:
        return find_jobs(asset, services.transcoder, until).get(name)
    except TransientError:
        return None


def _in_turn(
    asset_id: str, request: Mapping[str, Any], services: IngestServices, deadline: datetime
) -> str:
    clock, pace = services.clock, services.pace
    seconds = pace.wait_seconds(clock.now())
    if clock.now() + timedelta(seconds=seconds) + TIME_TO_CREATE > deadline:
        raise TransientError("CreateJob", f"its turn is in {seconds:.1f} s, too late for us")
    if seconds:
        clock.sleep(seconds)
    asked_at = clock.now()
    pace.count(asked_at)
    job_id = services.transcoder.create_job(request)
    services.metrics.record(asset_id, [create_job_latency(asked_at, clock.now())])
    return job_id
