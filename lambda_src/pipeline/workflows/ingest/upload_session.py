"""The session of an upload by the API: it names its asset, and tells what the client said."""

from dataclasses import dataclass, field, replace

from pipeline.assets.asset import FIRST_ATTEMPT, Asset
from pipeline.assets.measurements import ESTIMATE_UNCOUNTED
from pipeline.failures import Failure, PermanentError, TransientError
from pipeline.settings import IngestSettings
from pipeline.transcoding.estimate import Estimate
from pipeline.upload_sessions.keys import UploadKey, captions_upload_id
from pipeline.upload_sessions.quota import OwnersDay, day_of
from pipeline.upload_sessions.sent import REPEATED, SentVersion, is_known, is_one_too_many
from pipeline.upload_sessions.session import ClientWords
from pipeline.uploads.upload import Upload
from pipeline.workflows.counted_writes import patiently
from pipeline.workflows.services import IngestServices


@dataclass(frozen=True)
class Told:
    """``failure`` says why this version of the upload is not taken."""

    words: ClientWords = field(default_factory=ClientWords)
    failure: Failure | None = None


def told_of(upload: Upload, services: IngestServices, settings: IngestSettings) -> Told:
    """One call for a key that the API makes; one more for a second version of it. An upload whose
    session is gone, or never was, is one like any other. Raises TransientError and
    PermanentError."""
    place = UploadKey.read(upload.key, settings.uploads_prefix)
    if services.sessions is None or place is None:
        return Told()
    version = SentVersion.of(upload)
    session = services.sessions.mark_uploaded(place.folder, version)
    if session is None or not session.is_of(upload.key):
        return Told()
    if is_known(session, version):
        return Told(session.words)
    if is_one_too_many(session):
        return Told(session.words, REPEATED)
    counter = OwnersDay(session.owner, day_of(services.clock.now()))
    if not services.sessions.count_version(session, version, counter):
        raise TransientError("TransactWriteItems", "the upload's session changed meanwhile")
    return Told(session.words)


def mark_captions(sidecar: Upload, services: IngestServices, settings: IngestSettings) -> None:
    """One call for a key that the API makes. Raises TransientError and PermanentError."""
    if services.sessions is None or UploadKey.read(sidecar.key, settings.uploads_prefix) is None:
        return
    version = replace(SentVersion.of(sidecar), asset_id=None)
    services.sessions.mark_uploaded(captions_upload_id(sidecar.key), version)


def count_estimate(
    asset: Asset, estimated: Estimate, services: IngestServices, settings: IngestSettings
) -> None:
    """In its owner's day: of the first attempt, once. Nobody's video waits, or fails, for a count:
    where it cannot be written, it is left out."""
    place = UploadKey.read(asset.upload.key, settings.uploads_prefix)
    sessions, usd = services.sessions, estimated.high_usd
    if sessions is None or place is None or usd is None or asset.attempt != FIRST_ATTEMPT:
        return
    version = SentVersion.of(asset.upload)
    counter = OwnersDay(place.owner, day_of(services.clock.now()))
    try:
        patiently(
            services.clock,
            lambda: sessions.count_estimate(place.folder, version, usd, counter),
        )
    except (TransientError, PermanentError):
        services.metrics.record(asset.id, [ESTIMATE_UNCOUNTED])
