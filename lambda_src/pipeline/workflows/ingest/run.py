"""λ ingest-orchestrator: a message of the upload-events queue in, the jobs of an attempt out.

Exactly one set of jobs per asset and attempt: claim, probe, submit, record. Nobody else creates
jobs: who wants a new attempt sends a message.
"""

from dataclasses import replace
from datetime import timedelta

from pipeline.assets.asset import Asset, Lease
from pipeline.assets.changes import Refused
from pipeline.assets.erasing import Tombstone
from pipeline.assets.first_record import refused_asset
from pipeline.assets.measurements import FOLDER_MARKER_IGNORED, SIDECAR_SEEN, measure
from pipeline.assets.write_results import Created
from pipeline.captions.sidecars import is_sidecar
from pipeline.failures import Failure, PermanentError, TransientError
from pipeline.settings import IngestSettings
from pipeline.transcoding.profile import Profile
from pipeline.upload_sessions.session import NOTHING_SAID, ClientWords
from pipeline.uploads.requests import (
    NotARequestError,
    Reprocess,
    Request,
    Resubmit,
    parse_request,
)
from pipeline.uploads.upload import Upload, refuse_upload
from pipeline.workflows.change_record import change_record
from pipeline.workflows.ingest.claim import (
    ERASED,
    Claim,
    claim_attempt,
    claim_upload,
    lease_of,
    open_attempt,
)
from pipeline.workflows.ingest.upload_session import Told, mark_captions, told_of
from pipeline.workflows.ingest.work import block, come_back, try_again, work_on
from pipeline.workflows.messages import DeadLetter, Done, Message, Outcome, RetryIn
from pipeline.workflows.services import IngestServices

# Longer than messages live, 18 days with those set aside: one this old was sent again.
OLD = timedelta(days=30)


def run(message: Message, services: IngestServices, settings: IngestSettings) -> Outcome:
    try:
        request = parse_request(
            message.body, bucket=settings.uploads_bucket_name, prefix=settings.uploads_prefix
        )
    except NotARequestError as error:
        return DeadLetter(str(error))
    try:
        if not isinstance(request, Upload):
            return _ingest(message, request, services, settings)
        if settled := _without_asset(request, services, settings):
            return settled
        told = told_of(request, services, settings)
        if settled := _refused(request, told, services, settings):
            return settled
        return _ingest(message, request, services, settings, told.words)
    except TransientError as error:
        return come_back(message, error, services, request.asset_id)
    except PermanentError as error:
        return DeadLetter(str(error), request.asset_id)


def _without_asset(
    upload: Upload, services: IngestServices, settings: IngestSettings
) -> Done | None:
    """What is no video by its key alone."""
    if upload.is_folder_marker:
        services.metrics.record(None, [FOLDER_MARKER_IGNORED])
        return Done("ignored: a folder marker")
    if upload.uploader_id and is_sidecar(upload.key):
        mark_captions(upload, services, settings)
        services.metrics.record(None, [SIDECAR_SEEN])
        return Done("a sidecar of captions: taken when its video is processed")
    if _is_gone(upload, services):
        return Done("ignored: its upload is gone, and so may be what stayed of it", upload.asset_id)
    return None


def _refused(
    upload: Upload, told: Told, services: IngestServices, settings: IngestSettings
) -> Done | None:
    """By the upload's event and session alone."""
    failure = refuse_upload(upload, settings.limits) or told.failure
    if failure is None:
        return None
    asset = replace(refused_asset(upload, failure, services.clock.now()), words=told.words)
    if not isinstance(services.table.create(asset), Created):
        return Done("duplicate", asset.id)
    services.metrics.record(asset.id, measure(None, asset))
    return Done(f"refused: {failure.code}", asset.id)


def _is_gone(upload: Upload, services: IngestServices) -> bool:
    """Whether an old event may be that of an erased asset, whose tombstone has its time, too."""
    if services.clock.now() - upload.uploaded_at < OLD:
        return False
    if services.table.get(upload.asset_id) is not None:
        return False
    return not services.uploads_bucket.has_version(upload.key, upload.version_id)


def _ingest(
    message: Message,
    request: Request,
    services: IngestServices,
    settings: IngestSettings,
    words: ClientWords = NOTHING_SAID,
) -> Outcome:
    lease = lease_of(message, services, settings)
    name = profile = None
    claimed: Claim | Outcome
    if isinstance(request, Upload):
        name = settings.transcoding_profile_of(request.key)
        profile = _profile(name, services)
        readable = profile if isinstance(profile, Profile) else None
        claimed = claim_upload(request, words, readable, lease, services)
    else:
        claimed = _claim_again(request, lease, services, settings)
    if not isinstance(claimed, Claim):
        return claimed
    asset = claimed.asset
    # Again for an attempt after the first: the limits may be others now.
    failure = refuse_upload(asset.upload, settings.limits)
    if failure is not None:
        change_record(services, asset, Refused(attempt=asset.attempt, failure=failure))
        return Done(f"refused: {failure.code}", asset.id)
    pinned = _pinned(asset, settings)
    try:
        if profile is None or name != pinned:
            profile = _profile(pinned, services)
    except TransientError as error:
        return try_again(message, claimed, error, services)
    if isinstance(profile, Failure):
        return block(asset, profile, services)
    return work_on(message, claimed, profile, services, settings)


def _claim_again(
    request: Resubmit | Reprocess, lease: Lease, services: IngestServices, settings: IngestSettings
) -> Claim | Done | RetryIn | DeadLetter:
    """An attempt that is there, or one that an operator opens."""
    found = services.table.get(request.asset_id)
    if found is None:
        return DeadLetter("UNKNOWN_ASSET: there is no record of it", request.asset_id)
    if isinstance(found, Tombstone):
        return Done(ERASED, found.id)
    if isinstance(request, Resubmit):
        return claim_attempt(found, request.attempt, lease, services)
    if found.attempt != request.attempt or not found.is_final:
        return claim_attempt(found, request.attempt + 1, lease, services)
    # First: where its profile cannot be read, the asset stays as it is.
    profile = services.profiles.load(request.profile or _pinned(found, settings))
    return open_attempt(found, profile, lease, services)


def _pinned(asset: Asset, settings: IngestSettings) -> str:
    """A record keeps its profile, whatever the rules say meanwhile; one that could be read by
    nobody is none."""
    if asset.profile is not None:
        return asset.profile.name
    return settings.transcoding_profile_of(asset.upload.key)


def _profile(name: str, services: IngestServices) -> Profile | Failure:
    """A fault is answered, not raised: the asset is claimed first, so that it can be seen."""
    try:
        return services.profiles.load(name)
    except PermanentError as error:
        return error.failure
