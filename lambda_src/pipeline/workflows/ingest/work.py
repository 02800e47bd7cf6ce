"""Working on an attempt that this delivery has claimed, and what a fault makes of it."""

from datetime import timedelta

from pipeline.assets.asset import Asset, Status, backoff_until
from pipeline.assets.changes import Blocked, TakenOver
from pipeline.assets.transitions import apply
from pipeline.assets.write_results import Saved
from pipeline.failures import Failure, PermanentError, TransientError, backoff_seconds
from pipeline.settings import IngestSettings
from pipeline.transcoding.profile import Profile
from pipeline.workflows.change_record import Unchanged, change_record
from pipeline.workflows.ingest.claim import ERASED, Claim
from pipeline.workflows.ingest.submit import submit
from pipeline.workflows.messages import DeadLetter, Done, Message, Outcome, RetryIn
from pipeline.workflows.services import IngestServices


def work_on(
    message: Message,
    claimed: Claim,
    profile: Profile,
    services: IngestServices,
    settings: IngestSettings,
) -> Outcome:
    asset = claimed.asset
    try:
        return submit(claimed, profile, services, settings, message.deadline)
    except TransientError as error:
        return try_again(message, claimed, error, services)
    except PermanentError as error:
        return block(asset, error.failure, services)


def try_again(
    message: Message, claimed: Claim, error: TransientError, services: IngestServices
) -> RetryIn:
    if claimed.jobs_may_exist:
        return come_back(message, error, services, claimed.asset.id, claimed.asset)
    return _give_back(message, error, services, claimed.asset)


def block(asset: Asset, failure: Failure, services: IngestServices) -> Done | DeadLetter:
    """Record a fault of ours: the asset stays PENDING until someone mends it and redrives. Of one
    that is erased meanwhile, nothing is set aside: it may be what the fault came from."""
    step = change_record(services, asset, Blocked(attempt=asset.attempt, failure=failure))
    if isinstance(step, Unchanged) and (step.asset is None or step.asset.status is Status.ERASING):
        return Done(ERASED, asset.id)
    return DeadLetter(f"{failure.code}: {failure.message}", asset.id)


def _give_back(
    message: Message, error: TransientError, services: IngestServices, asset: Asset
) -> RetryIn:
    """Make the rest of our lease a backoff that nobody holds, so that whoever continues need not
    look for jobs; where the record is not as we left it, it is no longer ours to give back."""
    now = services.clock.now()
    seconds = backoff_seconds(message.receive_count, services.clock.random())
    lease = backoff_until(now + timedelta(seconds=seconds))
    change = TakenOver(attempt=asset.attempt, lease=lease)
    after = apply(asset, change, now, services.superseded_outputs_days)
    try:
        if after is not None and isinstance(services.table.save(after, asset.revision), Saved):
            return RetryIn(seconds, str(error), asset.id)
    except TransientError:
        pass
    return come_back(message, error, services, asset.id, asset)


def come_back(
    message: Message,
    error: TransientError,
    services: IngestServices,
    asset_id: str,
    claimed: Asset | None = None,
) -> RetryIn:
    """Not before our own lease is over: until then nobody may continue."""
    lease_left = claimed.lease_left_seconds(services.clock.now()) if claimed is not None else 0
    backoff = backoff_seconds(message.receive_count, services.clock.random())
    return RetryIn(max(backoff, lease_left), str(error), asset_id)
