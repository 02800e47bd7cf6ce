"""Claiming an attempt: a first delivery creates the record, a later one takes a dead lease over."""

from dataclasses import dataclass, replace
from datetime import timedelta

from pipeline.assets.asset import Asset, Lease
from pipeline.assets.changes import Reprocessed, TakenOver
from pipeline.assets.erasing import Tombstone
from pipeline.assets.first_record import claimed_asset
from pipeline.assets.measurements import measure
from pipeline.assets.redelivery import Duplicate, Mine, TakeOver, Wait, on_redelivery
from pipeline.assets.transitions import apply
from pipeline.assets.write_results import Created, Saved
from pipeline.failures import TransientError
from pipeline.settings import IngestSettings
from pipeline.transcoding.profile import Profile
from pipeline.upload_sessions.session import ClientWords
from pipeline.uploads.upload import Upload
from pipeline.workflows.change_record import TRIES, Changed, change_record
from pipeline.workflows.messages import Done, Message, RetryIn
from pipeline.workflows.services import Services

# What is said of a message for an asset that was erased.
ERASED = "erased: nothing is done for it any more"


@dataclass
class Claim:
    """``jobs_may_exist``: somebody before us, or we, may have created a job of this attempt.
    Whoever continues has to look for it."""

    asset: Asset
    jobs_may_exist: bool


def lease_of(message: Message, services: Services, settings: IngestSettings) -> Lease:
    until = services.clock.now() + timedelta(seconds=settings.lease_seconds)
    return Lease(message.owner, until)


def claim_upload(
    upload: Upload,
    words: ClientWords,
    profile: Profile | None,
    lease: Lease,
    services: Services,
) -> Claim | Done | RetryIn:
    """Whichever attempt its asset is at. ``profile`` is None where it cannot be read."""
    claimed = claimed_asset(
        upload,
        lease,
        services.clock.now(),
        profile.reference if profile else None,
        profile.output_groups_by_job if profile else {},
    )
    asset = replace(claimed, words=words)
    answer = services.table.create(asset)
    if isinstance(answer, Created):
        services.metrics.record(asset.id, measure(None, asset))
        return Claim(asset, jobs_may_exist=False)
    if isinstance(answer.asset, Tombstone):
        return Done(ERASED, asset.id)
    return claim_attempt(answer.asset, None, lease, services)


def claim_attempt(
    found: Asset, attempt: int | None, lease: Lease, services: Services
) -> Claim | Done | RetryIn:
    """``attempt``: this one or none."""
    for _ in range(TRIES):
        match on_redelivery(found, lease.owner, services.clock.now(), attempt):
            case Duplicate():
                return Done("duplicate", found.id)
            case Wait(seconds=seconds):
                return RetryIn(seconds, "another delivery is at work", found.id)
            case Mine():
                return Claim(found, jobs_may_exist=True)
            case TakeOver(fresh=fresh):
                found, saved = _take_over(found, lease, services)
                if saved:
                    return Claim(found, jobs_may_exist=not fresh)
    raise TransientError("PutItem", f"the record changed {TRIES} times meanwhile")


def open_attempt(
    found: Asset, profile: Profile, lease: Lease, services: Services
) -> Claim | Done | RetryIn:
    """The one after that of ``found``, which has ended."""
    change = Reprocessed(
        attempt=found.attempt,
        lease=lease,
        profile=profile.reference,
        groups_by_job=profile.output_groups_by_job,
    )
    step = change_record(services, found, change)
    if isinstance(step, Changed):
        return Claim(step.after, jobs_may_exist=False)
    return claim_attempt(step.asset or found, found.attempt + 1, lease, services)


def _take_over(asset: Asset, lease: Lease, services: Services) -> tuple[Asset, bool]:
    change = TakenOver(attempt=asset.attempt, lease=lease)
    after = apply(asset, change, services.clock.now(), services.superseded_outputs_days)
    if after is None:
        return asset, False
    answer = services.table.save(after, if_revision=asset.revision)
    if isinstance(answer, Saved):
        return after, True
    if not isinstance(answer.asset, Asset):
        raise TransientError("PutItem", "the record is gone")
    return answer.asset, False
