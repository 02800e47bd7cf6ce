"""Creating the jobs of an attempt, each when it is our turn."""

from collections.abc import Iterable, Mapping
from datetime import datetime, timedelta
from typing import Any

from pipeline.assets.asset import Asset
from pipeline.assets.changes import SubmittedJob
from pipeline.failures import NothingSubmittedError, TransientError
from pipeline.transcoding.job_request import Target, job_request
from pipeline.transcoding.ladder import JobPlan
from pipeline.workflows.find_jobs import lost_jobs
from pipeline.workflows.services import IngestServices

# What a call and the save after it need; a turn that comes later is left to a later delivery.
TIME_TO_CREATE = timedelta(seconds=5)


def create_jobs(
    asset: Asset,
    plans: Iterable[JobPlan],
    services: IngestServices,
    target: Target,
    deadline: datetime,
    none_exist: bool,
) -> dict[str, SubmittedJob]:
    """By their names. ``none_exist``: no job of the attempt can exist before.

    Raises TransientError and PermanentError.
    """
    created: dict[str, SubmittedJob] = {}
    for plan in plans:
        try:
            created[plan.name] = _create(asset, plan, services, target, deadline)
        except TransientError as error:
            if none_exist and not created and not error.outcome_unknown:
                raise NothingSubmittedError(error) from error
            raise
    return created


def _create(
    asset: Asset, plan: JobPlan, services: IngestServices, target: Target, deadline: datetime
) -> SubmittedJob:
    try:
        job_id = _in_turn(job_request(asset, plan, target), services, deadline)
    except TransientError as error:
        if not error.outcome_unknown:
            raise
        lost = _lost_job(asset, plan.name, services)
        if lost is None:
            raise
        return lost
    count = plan.thumbnails.expected_count if plan.thumbnails else None
    return SubmittedJob(id=job_id, at=services.clock.now(), thumbnail_count=count)


def _lost_job(asset: Asset, name: str, services: IngestServices) -> SubmittedJob | None:
    """A listing that fails shows nothing: what became of the job stays unknown."""
    try:
        return lost_jobs(asset, services.transcoder).get(name)
    except TransientError:
        return None


def _in_turn(request: Mapping[str, Any], services: IngestServices, deadline: datetime) -> str:
    clock, pace = services.clock, services.pace
    seconds = pace.wait_seconds(clock.now())
    if clock.now() + timedelta(seconds=seconds) + TIME_TO_CREATE > deadline:
        raise TransientError("CreateJob", f"its turn is in {seconds:.1f} s, too late for us")
    if seconds:
        clock.sleep(seconds)
    pace.count(clock.now())
    return services.transcoder.create_job(request)
