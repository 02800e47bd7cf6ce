"""Claiming an attempt: a first delivery creates the record, a later one takes a dead lease over."""

from dataclasses import dataclass
from datetime import timedelta

from pipeline.assets.asset import FIRST_ATTEMPT, Asset, Lease
from pipeline.assets.changes import Reprocessed, TakenOver
from pipeline.assets.first_record import claimed_asset, new_jobs
from pipeline.assets.lease import Duplicate, Mine, TakeOver, Wait, on_redelivery
from pipeline.assets.measurements import measure
from pipeline.assets.transitions import apply
from pipeline.assets.write_results import Created, Saved
from pipeline.failures import PermanentError, TransientError
from pipeline.settings import IngestSettings
from pipeline.transcoding.profile import Profile
from pipeline.uploads.upload import Upload
from pipeline.workflows.change_record import TRIES, Changed, change_record
from pipeline.workflows.messages import Done, Message, RetryIn
from pipeline.workflows.services import IngestServices, Services


@dataclass(frozen=True)
class Claim:
    """``taken_over``: someone before us may have submitted jobs of this attempt."""

    asset: Asset
    taken_over: bool


def lease_of(message: Message, services: Services, settings: IngestSettings) -> Lease:
    until = services.clock.now() + timedelta(seconds=settings.lease_seconds)
    return Lease(message.owner, until)


def claim_upload(
    upload: Upload, profile: Profile | PermanentError, lease: Lease, services: IngestServices
) -> Claim | Done | RetryIn:
    """Whichever attempt its asset is at. Raises TransientError and PermanentError."""
    readable = isinstance(profile, Profile)
    jobs = new_jobs(profile.output_groups_by_job, FIRST_ATTEMPT) if readable else {}
    reference = profile.reference if readable else None
    asset = claimed_asset(upload, services.clock.now(), lease, reference, jobs)
    answer = services.table.create(asset)
    if isinstance(answer, Created):
        services.metrics.record(asset.id, measure(None, asset))
        return Claim(asset, taken_over=False)
    return claim_attempt(answer.asset, None, lease, services)


def claim_attempt(
    found: Asset, attempt: int | None, lease: Lease, services: Services
) -> Claim | Done | RetryIn:
    """``attempt``: this one or none. Raises TransientError and PermanentError."""
    for _ in range(TRIES):
        match on_redelivery(found, lease.owner, services.clock.now(), attempt):
            case Duplicate():
                return Done("duplicate", found.id)
            case Wait(seconds=seconds):
                return RetryIn(seconds, "another delivery is at work", found.id)
            case Mine():
                return Claim(found, taken_over=True)
            case TakeOver(fresh=fresh):
                found, saved = _take_over(found, lease, services)
                if saved:
                    return Claim(found, taken_over=not fresh)
    raise TransientError("PutItem", f"the record changed {TRIES} times meanwhile")


def claim_after_failure(
    found: Asset, failed_attempt: int, lease: Lease, services: Services
) -> Claim | Done | RetryIn:
    """Open the attempt after one that failed. Raises TransientError and PermanentError."""
    step = change_record(services, found, Reprocessed(attempt=failed_attempt, lease=lease))
    if isinstance(step, Changed):
        return Claim(step.after, taken_over=False)
    return claim_attempt(step.asset or found, failed_attempt + 1, lease, services)


def _take_over(asset: Asset, lease: Lease, services: Services) -> tuple[Asset, bool]:
    change = TakenOver(attempt=asset.attempt, lease=lease)
    after = apply(asset, change, services.clock.now())
    if after is None:
        return asset, False
    answer = services.table.save(after, if_revision=asset.revision)
    if isinstance(answer, Saved):
        return after, True
    if answer.asset is None:
        raise TransientError("PutItem", "the record is gone")
    return answer.asset, False
