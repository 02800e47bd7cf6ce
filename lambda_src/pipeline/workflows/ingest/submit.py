"""Submitting the jobs of a claimed asset: adopt lost ones, probe, create the rest, record."""

from collections.abc import Mapping
from datetime import datetime

from pipeline.assets.asset import Asset
from pipeline.assets.changes import Planned, Refused, Submitted
from pipeline.assets.measurements import measure_overtaken, probe_latency
from pipeline.assets.source_facts import facts_of
from pipeline.captions.caption import Caption
from pipeline.captions.sidecars import captions_beside, prefix_of
from pipeline.failures import AccessDeniedError, Failure, PermanentError
from pipeline.jobs.job import SubmittedJob, new_jobs
from pipeline.settings import IngestSettings
from pipeline.transcoding.concessions import Concession
from pipeline.transcoding.plan import refuse_for
from pipeline.transcoding.profile import Profile
from pipeline.transcoding.source import SUPERSEDED, Source, refuse_source
from pipeline.uploads.storage_class import ARCHIVED, MISSING
from pipeline.workflows.change_record import Changed, Unchanged, change_record
from pipeline.workflows.find_jobs import all_found, find_jobs, half_way, known_jobs
from pipeline.workflows.ingest.claim import Claim
from pipeline.workflows.ingest.create import create_jobs
from pipeline.workflows.ingest.planned_jobs import plan_jobs
from pipeline.workflows.ingest.upload_session import count_estimate
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
    found = _found(claimed, services, deadline)
    if all_found(claimed.asset, found):
        submitted = Submitted(attempt=claimed.asset.attempt, jobs=found)
        return _record(claimed.asset, submitted, services)
    if claimed.asset.profile != profile.reference:
        planned = _plan_again(claimed.asset, found, profile, services)
        if planned is None:
            return Done("duplicate", claimed.asset.id)
        claimed.asset = planned
    asset = claimed.asset
    source = _probe(asset, services)
    if isinstance(source, Failure):
        return _refuse(asset, Refused(attempt=asset.attempt, failure=source), services)
    facts = facts_of(source)
    failure = refuse_source(source, asset.upload.etag, settings.limits)
    failure = failure or refuse_for(profile, source)
    if failure is not None:
        # What Probe saw then is another upload.
        told = None if failure == SUPERSEDED else facts
        refused = Refused(attempt=asset.attempt, failure=failure, source=told)
        return _refuse(asset, refused, services)
    beside = _captions_beside(asset, profile, source, services)
    jobs = plan_jobs(asset, profile, source, beside, settings)
    # Once there are jobs, the others would be cheaper than those that go to waste.
    if jobs.failure is not None and not found:
        why, estimated = jobs.failure, jobs.estimated
        refused = Refused(attempt=asset.attempt, failure=why, source=facts, estimate=estimated)
        return _refuse(asset, refused, services)
    count_estimate(asset, jobs.estimated, services, settings)
    missing = [plan for plan in jobs.plans if plan.name not in found]
    created = create_jobs(claimed, missing, jobs.requests, services, deadline)
    submitted = Submitted(
        attempt=asset.attempt,
        jobs=found | created,
        content_type=source.content_type,
        source=facts,
        estimate=jobs.estimated,
        captions=jobs.captions,
    )
    return _record(asset, submitted, services)


def _found(claimed: Claim, services: IngestServices, deadline: datetime) -> dict[str, SubmittedJob]:
    """Jobs that exist already; tells ``claimed`` of them."""
    found = known_jobs(claimed.asset)
    if claimed.jobs_may_exist:
        until = half_way(services.clock.now(), deadline)
        found = find_jobs(claimed.asset, services.transcoder, until)
    claimed.jobs_may_exist |= bool(found)
    return found


def _probe(asset: Asset, services: IngestServices) -> Source | Failure:
    asked_at = services.clock.now()
    try:
        source = services.transcoder.probe(asset.upload.url)
    except AccessDeniedError:
        # S3 denies what is archived, too, and what is gone; Probe may not say that it is that.
        if services.uploads_bucket.is_archived(asset.upload.key):
            return ARCHIVED
        if services.uploads_bucket.is_missing(asset.upload.key):
            return MISSING
        raise
    services.metrics.record(asset.id, [probe_latency(asked_at, services.clock.now())])
    return source


def _captions_beside(
    asset: Asset, profile: Profile, source: Source, services: IngestServices
) -> tuple[Caption, ...]:
    """Those of sidecars. Once an attempt went without captions, what it went without."""
    if Concession.CAPTIONS in asset.concessions:
        return asset.captions
    if not profile.captions.sidecars or source.video is None:
        return ()
    key = asset.upload.key
    return captions_beside(key, services.uploads_bucket.list_beside(prefix_of(key)))


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


def _refuse(asset: Asset, change: Refused, services: IngestServices) -> Done:
    change_record(services, asset, change)
    return Done(f"refused: {change.failure.code}", asset.id)


def _record(asset: Asset, change: Submitted, services: IngestServices) -> Done:
    step = change_record(services, asset, change)
    if isinstance(step, Unchanged) and step.asset is not None:
        measured = measure_overtaken(step.asset, change.jobs, change.estimate)
        services.metrics.record(asset.id, measured)
    ids = ", ".join(job.id for job in change.jobs.values())
    return Done(f"submitted: attempt {asset.attempt}, {ids}", asset.id)
