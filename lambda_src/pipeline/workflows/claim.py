"""Claiming an asset: the first delivery creates its record, a later one takes a dead lease over."""

from dataclasses import dataclass
from datetime import timedelta

from pipeline.answers import Created, Saved
from pipeline.assets import FIRST_ATTEMPT, Asset, Lease, claimed_asset, new_jobs
from pipeline.changes import TakenOver
from pipeline.failures import PermanentError, TransientError
from pipeline.measurements import measure
from pipeline.profiles import Profile
from pipeline.redelivery import Duplicate, Mine, TakeOver, Wait, on_redelivery
from pipeline.settings import IngestSettings
from pipeline.transitions import apply
from pipeline.uploads import Upload
from pipeline.workflows.effects import IngestServices
from pipeline.workflows.messages import Done, Message, RetryIn
from pipeline.workflows.records import TRIES


@dataclass(frozen=True)
class Claim:
    """``taken_over``: someone before us may have submitted jobs of this attempt."""

    asset: Asset
    taken_over: bool


def claim(
    message: Message,
    upload: Upload,
    profile: Profile | PermanentError,
    services: IngestServices,
    settings: IngestSettings,
) -> Claim | Done | RetryIn:
    """Raises TransientError and PermanentError."""
    now = services.clock.now()
    lease = Lease(message.owner, now + timedelta(seconds=settings.lease_seconds))
    readable = isinstance(profile, Profile)
    jobs = new_jobs(profile.output_groups_by_job, FIRST_ATTEMPT) if readable else {}
    reference = profile.reference if readable else None
    asset = claimed_asset(upload, now, lease, reference, jobs)
    answer = services.table.create(asset)
    if isinstance(answer, Created):
        services.metrics.record(asset.id, measure(None, asset))
        return Claim(asset, taken_over=False)
    found = answer.asset
    for _ in range(TRIES):
        match on_redelivery(found, message.owner, services.clock.now()):
            case Duplicate():
                return Done("duplicate", found.id)
            case Wait(seconds=seconds):
                return RetryIn(seconds, "another delivery is at work", found.id)
            case Mine():
                return Claim(found, taken_over=True)
            case TakeOver():
                found, saved = _take_over(found, lease, services)
                if saved:
                    return Claim(found, taken_over=True)
    raise TransientError("PutItem", f"the record changed {TRIES} times meanwhile")


def _take_over(asset: Asset, lease: Lease, services: IngestServices) -> tuple[Asset, bool]:
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
