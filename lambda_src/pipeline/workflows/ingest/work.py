"""Working on an attempt that this delivery has claimed, and what a fault makes of it."""

from datetime import timedelta

from pipeline.assets.asset import Asset, Lease
from pipeline.assets.changes import Blocked, TakenOver
from pipeline.assets.lease import lease_left_seconds
from pipeline.assets.retries import RETRY_OWNER
from pipeline.assets.transitions import apply
from pipeline.assets.write_results import Saved
from pipeline.failures import (
    NothingSubmittedError,
    PermanentError,
    Refusal,
    TransientError,
    backoff_seconds,
)
from pipeline.settings import IngestSettings
from pipeline.transcoding.profile import Profile
from pipeline.workflows.change_record import change_record
from pipeline.workflows.ingest.claim import Claim
from pipeline.workflows.ingest.submit import submit
from pipeline.workflows.messages import DeadLetter, Message, Outcome, RetryIn
from pipeline.workflows.services import IngestServices


def load_profile(services: IngestServices, settings: IngestSettings) -> Profile | PermanentError:
    """A fault is answered, not raised: the asset is recorded first, so that it can be seen."""
    try:
        return services.profiles.load(settings.transcoding_profile)
    except PermanentError as error:
        return error


def work_on(
    message: Message,
    claimed: Claim,
    profile: Profile | PermanentError,
    services: IngestServices,
    settings: IngestSettings,
) -> Outcome:
    asset = claimed.asset
    try:
        if isinstance(profile, PermanentError):
            raise profile
        return submit(claimed, profile, services, settings, message.deadline)
    except NothingSubmittedError as error:
        return _give_back(message, error, services, asset)
    except TransientError as error:
        return come_back(message, error, services, asset.id, asset)
    except PermanentError as error:
        fault = Refusal(error.code, error.message)
        change_record(services, asset, Blocked(attempt=asset.attempt, fault=fault))
        return DeadLetter(str(error), asset.id)


def _give_back(
    message: Message, error: TransientError, services: IngestServices, asset: Asset
) -> RetryIn:
    """Make the rest of our lease a backoff that nobody holds, so that whoever continues need not
    look for jobs; where the record is not as we left it, it is no longer ours to give back."""
    now = services.clock.now()
    seconds = backoff_seconds(message.receive_count, services.clock.random())
    lease = Lease(RETRY_OWNER, now + timedelta(seconds=seconds))
    after = apply(asset, TakenOver(attempt=asset.attempt, lease=lease), now)
    try:
        given_back = isinstance(services.table.save(after, asset.revision), Saved)
    except TransientError:
        given_back = False
    if given_back:
        return RetryIn(seconds, str(error), asset.id)
    return come_back(message, error, services, asset.id, asset)


def come_back(
    message: Message,
    error: TransientError,
    services: IngestServices,
    asset_id: str,
    claimed: Asset | None = None,
) -> RetryIn:
    """Not before our own lease is over: until then nobody may continue."""
    lease_left = lease_left_seconds(claimed, services.clock.now()) if claimed is not None else 0
    backoff = backoff_seconds(message.receive_count, services.clock.random())
    return RetryIn(max(backoff, lease_left), str(error), asset_id)
