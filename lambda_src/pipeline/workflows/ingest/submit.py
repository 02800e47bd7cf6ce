"""Submitting the jobs of a claimed asset: adopt lost ones, probe, create the rest, record."""

from collections.abc import Mapping
from datetime import datetime

from pipeline.assets.asset import Asset
from pipeline.assets.changes import Planned, Refused, Submitted, SubmittedJob
from pipeline.assets.first_record import new_jobs
from pipeline.assets.measurements import measure_overtaken
from pipeline.failures import NothingSubmittedError, PermanentError, Refusal, TransientError
from pipeline.settings import IngestSettings
from pipeline.transcoding.concessions import concede
from pipeline.transcoding.job_request import source_url
from pipeline.transcoding.ladder import fit
from pipeline.transcoding.profile import Profile
from pipeline.transcoding.source import refuse_source
from pipeline.workflows.change_record import Changed, Unchanged, change_record
from pipeline.workflows.find_jobs import known_jobs, lost_jobs
from pipeline.workflows.ingest.claim import Claim
from pipeline.workflows.ingest.create import create_jobs
from pipeline.workflows.messages import Done
from pipeline.workflows.services import IngestServices


def submit(
    claimed: Claim,
    profile: Profile,
    services: IngestServices,
    settings: IngestSettings,
    deadline: datetime,
) -> Done:
    """By ``deadline``. Raises TransientError and PermanentError."""
    asset = claimed.asset
    found = _found(claimed, services)
    if asset.jobs and set(found) == set(asset.jobs):
        return _record(asset, found, None, services)
    if asset.profile != profile.reference:
        asset = _plan_again(asset, found, profile, services)
        if asset is None:
            return Done("duplicate", claimed.asset.id)
    none_exist = not claimed.taken_over and not found
    try:
        source = services.transcoder.probe(source_url(asset))
    except TransientError as error:
        if none_exist:
            raise NothingSubmittedError(error) from error
        raise
    refusal = source if isinstance(source, Refusal) else None
    refusal = refusal or refuse_source(source, asset.etag, settings.limits)
    if refusal is not None:
        change_record(services, asset, Refused(attempt=asset.attempt, refusal=refusal))
        return Done(f"refused: {refusal.code}", asset.id)
    plans = [plan for plan in fit(profile, source) if plan.name not in found]
    plans = [concede(plan, asset.concessions) for plan in plans]
    created = create_jobs(asset, plans, services, settings.target, deadline, none_exist)
    return _record(asset, found | created, source.content_type, services)


def _found(claimed: Claim, services: IngestServices) -> dict[str, SubmittedJob]:
    known = known_jobs(claimed.asset)
    if not claimed.taken_over or set(known) == set(claimed.asset.jobs):
        return known
    return lost_jobs(claimed.asset, services.transcoder) | known


def _plan_again(
    asset: Asset, found: Mapping[str, SubmittedJob], profile: Profile, services: IngestServices
) -> Asset | None:
    """Pin the profile as it is now. None where others brought the asset further meanwhile."""
    if found:
        raise PermanentError(
            "PROFILE_CHANGED",
            f"profile {profile.name} changed after some jobs of the attempt were submitted",
        )
    jobs = new_jobs(profile.output_groups_by_job, asset.attempt)
    change = Planned(attempt=asset.attempt, profile=profile.reference, jobs=jobs)
    step = change_record(services, asset, change)
    return step.after if isinstance(step, Changed) else None


def _record(
    asset: Asset,
    jobs: Mapping[str, SubmittedJob],
    content_type: str | None,
    services: IngestServices,
) -> Done:
    change = Submitted(attempt=asset.attempt, jobs=jobs, content_type=content_type)
    step = change_record(services, asset, change)
    if isinstance(step, Unchanged) and step.asset is not None:
        services.metrics.record(asset.id, measure_overtaken(step.asset, jobs))
    ids = ", ".join(job.id for job in jobs.values())
    return Done(f"submitted: attempt {asset.attempt}, {ids}", asset.id)
