"""λ ingest-orchestrator: a message of the upload_events queue in, the jobs of an attempt out.

Exactly one set of jobs per asset and attempt: claim, probe, submit, record. Nobody else creates
jobs: who wants a new attempt sends a message.
"""

from pipeline.assets.changes import Refused
from pipeline.assets.first_record import refused_asset, upload_of
from pipeline.assets.measurements import FOLDER_MARKER_IGNORED, measure
from pipeline.assets.write_results import Created
from pipeline.failures import PermanentError, Refusal, TransientError
from pipeline.settings import IngestSettings
from pipeline.uploads.requests import Reprocess, Resubmit, parse_resubmission
from pipeline.uploads.upload import NotAnUploadError, Upload, parse_upload, refuse_upload
from pipeline.workflows.change_record import change_record
from pipeline.workflows.ingest.claim import (
    Claim,
    claim_after_failure,
    claim_attempt,
    claim_upload,
    lease_of,
)
from pipeline.workflows.ingest.work import come_back, load_profile, work_on
from pipeline.workflows.messages import DeadLetter, Done, Message, Outcome
from pipeline.workflows.services import IngestServices


def run(message: Message, services: IngestServices, settings: IngestSettings) -> Outcome:
    request = parse_resubmission(message.body)
    if request is None:
        try:
            request = parse_upload(
                message.body, bucket=settings.uploads_bucket_name, prefix=settings.uploads_prefix
            )
        except NotAnUploadError as error:
            return DeadLetter(f"NOT_AN_UPLOAD: {error}")
    try:
        if isinstance(request, Upload):
            return _ingest(message, request, services, settings)
        return _resubmit(message, request, services, settings)
    except TransientError as error:
        return come_back(message, error, services, request.asset_id)
    except PermanentError as error:
        return DeadLetter(str(error), request.asset_id)


def _ingest(
    message: Message, upload: Upload, services: IngestServices, settings: IngestSettings
) -> Outcome:
    if upload.is_folder_marker:
        services.metrics.record(None, [FOLDER_MARKER_IGNORED])
        return Done("ignored: a folder marker")
    refusal = refuse_upload(upload, settings.limits)
    if refusal is not None:
        return _refuse(upload, refusal, services)
    profile = load_profile(services, settings)
    claimed = claim_upload(upload, profile, lease_of(message, services, settings), services)
    if not isinstance(claimed, Claim):
        return claimed
    return work_on(message, claimed, profile, services, settings)


def _refuse(upload: Upload, refusal: Refusal, services: IngestServices) -> Done:
    asset = refused_asset(upload, services.clock.now(), refusal)
    if not isinstance(services.table.create(asset), Created):
        return Done("duplicate", asset.id)
    services.metrics.record(asset.id, measure(None, asset))
    return Done(f"refused: {refusal.code}", asset.id)


def _resubmit(
    message: Message,
    request: Resubmit | Reprocess,
    services: IngestServices,
    settings: IngestSettings,
) -> Outcome:
    asset = services.table.get(request.asset_id)
    if asset is None:
        return DeadLetter("UNKNOWN_ASSET: there is no record of it", request.asset_id)
    profile = load_profile(services, settings)
    lease = lease_of(message, services, settings)
    reprocess = isinstance(request, Reprocess)
    claimed = (claim_after_failure if reprocess else claim_attempt)(
        asset, request.attempt, lease, services
    )
    if not isinstance(claimed, Claim):
        return claimed
    asset = claimed.asset
    # An upload that its event alone ruled out: the limits may be others now.
    refusal = refuse_upload(upload_of(asset), settings.limits)
    if refusal is not None:
        change_record(services, asset, Refused(attempt=asset.attempt, refusal=refusal))
        return Done(f"refused: {refusal.code}", asset.id)
    return work_on(message, claimed, profile, services, settings)
