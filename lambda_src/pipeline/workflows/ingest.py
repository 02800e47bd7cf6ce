"""λ ingest-orchestrator: an upload's event in, the jobs of its asset's attempt out.

Exactly one set of jobs per asset and attempt: claim, probe, submit, record.
"""

from pipeline.answers import Created
from pipeline.assets import Asset, refused_asset
from pipeline.changes import Blocked
from pipeline.failures import PermanentError, Refusal, TransientError, backoff_seconds
from pipeline.measurements import FOLDER_MARKER_IGNORED, measure
from pipeline.profiles import Profile
from pipeline.redelivery import lease_left_seconds
from pipeline.settings import IngestSettings
from pipeline.uploads import (
    NotAnUploadError,
    Upload,
    parse_upload,
    refuse_upload,
)
from pipeline.workflows.claim import Claim, claim
from pipeline.workflows.effects import IngestServices
from pipeline.workflows.messages import DeadLetter, Done, Message, Outcome, RetryIn
from pipeline.workflows.records import change_record
from pipeline.workflows.submit import submit


def run(message: Message, services: IngestServices, settings: IngestSettings) -> Outcome:
    """One message of the upload_events queue."""
    try:
        upload = parse_upload(
            message.body, bucket=settings.uploads_bucket_name, prefix=settings.uploads_prefix
        )
    except NotAnUploadError as error:
        return DeadLetter(f"NOT_AN_UPLOAD: {error}")
    if upload.is_folder_marker:
        services.metrics.record(None, [FOLDER_MARKER_IGNORED])
        return Done("ignored: a folder marker")
    try:
        refusal = refuse_upload(upload, settings.limits)
        if refusal is not None:
            return _refuse(upload, refusal, services)
        return _ingest(message, upload, services, settings)
    except TransientError as error:
        return _retry(message, error, None, services, upload.asset_id)
    except PermanentError as error:
        return DeadLetter(str(error), upload.asset_id)


def _refuse(upload: Upload, refusal: Refusal, services: IngestServices) -> Done:
    asset = refused_asset(upload, services.clock.now(), refusal)
    if not isinstance(services.table.create(asset), Created):
        return Done("duplicate", asset.id)
    services.metrics.record(asset.id, measure(None, asset))
    return Done(f"refused: {refusal.code}", asset.id)


def _ingest(
    message: Message, upload: Upload, services: IngestServices, settings: IngestSettings
) -> Outcome:
    profile = _profile(services, settings)
    claimed = claim(message, upload, profile, services, settings)
    if not isinstance(claimed, Claim):
        return claimed
    asset = claimed.asset
    try:
        if isinstance(profile, PermanentError):
            raise profile
        return submit(claimed, profile, services, settings)
    except TransientError as error:
        return _retry(message, error, asset, services, asset.id)
    except PermanentError as error:
        fault = Refusal(error.code, error.message)
        change_record(services, asset, Blocked(attempt=asset.attempt, fault=fault))
        return DeadLetter(str(error), asset.id)


def _profile(services: IngestServices, settings: IngestSettings) -> Profile | PermanentError:
    """A fault is answered, not raised: the asset is recorded first, so that it can be seen."""
    try:
        return services.profiles.load(settings.transcoding_profile)
    except PermanentError as error:
        return error


def _retry(
    message: Message,
    error: TransientError,
    asset: Asset | None,
    services: IngestServices,
    of_asset: str,
) -> RetryIn:
    """Not before our own lease is over: until then nobody may continue."""
    lease_left = lease_left_seconds(asset, services.clock.now()) if asset is not None else 0
    backoff = backoff_seconds(message.receive_count, services.clock.random())
    return RetryIn(max(backoff, lease_left), str(error), of_asset)
