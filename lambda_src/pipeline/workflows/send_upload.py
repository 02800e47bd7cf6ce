"""An upload by the API from its beginning to its end, whichever protocol asks for it.

What the client says of its upload lies in a session. S3 alone knows what was sent.
"""

from collections.abc import Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass, replace

from pipeline.api.caller import Caller
from pipeline.api.exchange import ProblemError
from pipeline.api.problem import NOT_FOUND
from pipeline.failures import TransientError
from pipeline.settings import UploadsApiSettings
from pipeline.upload_sessions.counting import Known, OverQuota
from pipeline.upload_sessions.file_name import stem_of, suffix_of
from pipeline.upload_sessions.keys import UploadKey, captions_upload_id, is_upload_id
from pipeline.upload_sessions.quota import Allowance, day_of
from pipeline.upload_sessions.refusals import (
    ABORTED,
    ALREADY_UPLOADED,
    NOT_SENT,
    over_quota,
    parts_mismatch,
    size_mismatch,
    too_large,
)
from pipeline.upload_sessions.request import UploadRequest
from pipeline.upload_sessions.sending import UNTOLD_FORM_LIMIT_BYTES, Form, SentPart, fault_of
from pipeline.upload_sessions.session import LIFE, Method, SessionState, UploadSession
from pipeline.uploads.upload import asset_id
from pipeline.workflows.counted_writes import patiently
from pipeline.workflows.services import UploadsApiServices


@dataclass(frozen=True)
class Target:
    """A multipart upload of the caller's, by what the client was told of it."""

    place: UploadKey
    key: str
    multipart_id: str


def begin(
    asked: UploadRequest,
    owner: str,
    method: Method,
    services: UploadsApiServices,
    settings: UploadsApiSettings,
) -> UploadSession:
    """Two calls; one more for captions, or to take back what is over the quota. Raises
    ProblemError, TransientError and PermanentError, as all that follow."""
    now = services.clock.now()
    place = UploadKey(owner, services.sessions.new_id(), asked.name)
    upload_id = place.folder
    if asked.captions_for is not None:
        place = _beside_video(asked, owner, services, settings)
        upload_id = captions_upload_id(place.text(settings.uploads_prefix))
    session = UploadSession(
        id=upload_id,
        owner=owner,
        key=place.text(settings.uploads_prefix),
        filename=asked.filename,
        method=method,
        created_at=now,
        size_bytes=asked.size_bytes,
        content_type=asked.content_type,
        words=asked.words,
        captions_for=asked.captions_for,
        language=asked.language,
    )
    if method is Method.MULTIPART:
        multipart_id = services.multipart_uploads.create(session.key, asked.content_type)
        session = replace(session, multipart_id=multipart_id)
    allowance = Allowance(owner, day_of(now), settings.quota)
    counted = asked.size_bytes or (most_bytes(session, settings) if method is Method.FORM else 0)
    made = patiently(services.clock, lambda: services.sessions.create(session, counted, allowance))
    if isinstance(made, OverQuota):
        if session.multipart_id is not None:
            # Storage aborts it in any case, after days.
            with suppress(TransientError):
                services.multipart_uploads.abort(session.key, session.multipart_id)
        raise ProblemError(over_quota(allowance, now))
    return session


def most_bytes(session: UploadSession, settings: UploadsApiSettings) -> int:
    """That a form takes."""
    return session.size_bytes or min(UNTOLD_FORM_LIMIT_BYTES, settings.most_bytes)


def form_of(
    session: UploadSession, services: UploadsApiServices, settings: UploadsApiSettings
) -> Form:
    return services.signer.form(
        session.key,
        session.content_type,
        session.size_bytes or 1,
        most_bytes(session, settings),
    )


def find(upload_id: str, caller: Caller, services: UploadsApiServices) -> UploadSession:
    """One call. What is somebody else's is not there."""
    session = services.sessions.get(upload_id) if is_upload_id(upload_id) else None
    if session is None or not caller.acts_for(session.owner):
        raise ProblemError(NOT_FOUND)
    # The table removes them when it finds the time.
    if session.expires_at <= services.clock.now():
        raise ProblemError(NOT_FOUND)
    return session


def target_of(key: str, multipart_id: str, caller: Caller, settings: UploadsApiSettings) -> Target:
    """No call: the key says whose it is, and S3 knows no other multipart upload under it."""
    place = UploadKey.read(key, settings.uploads_prefix)
    if place is None or not caller.acts_for(place.owner):
        raise ProblemError(NOT_FOUND)
    return Target(place, key, multipart_id)


def find_target(target: Target, caller: Caller, services: UploadsApiServices) -> UploadSession:
    """One call. A key may be made up: its session has the last word."""
    session = find(target.place.folder, caller, services)
    if not session.is_of(target.key):
        raise ProblemError(NOT_FOUND)
    return session


def parts_of_target(target: Target, services: UploadsApiServices) -> Sequence[SentPart]:
    """One call for each thousand parts."""
    sent = services.multipart_uploads.sent_parts(target.key, target.multipart_id)
    if sent is None:
        raise ProblemError(NOT_FOUND)
    return sent


def complete(
    target: Target,
    told: Mapping[int, str] | None,
    services: UploadsApiServices,
    settings: UploadsApiSettings,
) -> str:
    """The asset's id, however often it is asked for. Three calls, if there are no more than a
    thousand parts; two more if the SDK had to ask S3 twice, and its first answer was lost."""
    sent = services.multipart_uploads.sent_parts(target.key, target.multipart_id)
    if sent is not None:
        count(target, sent, told, services, settings)
        version_id = services.multipart_uploads.complete(target.key, target.multipart_id, sent)
        if version_id is not None:
            return asset_id(settings.uploads_bucket_name, target.key, version_id)
    session = services.sessions.get(target.place.folder)
    if session is None or not session.is_of(target.key):
        raise ProblemError(NOT_FOUND)
    return asset_of(session, services, settings)


def count(
    target: Target,
    sent: Sequence[SentPart],
    told: Mapping[int, str] | None,
    services: UploadsApiServices,
    settings: UploadsApiSettings,
) -> None:
    """One call. Raises ProblemError where these parts must not become a file: of a session that
    expired, too, which is announced."""
    if why := fault_of(sent, told):
        raise ProblemError(parts_mismatch(why))
    size = sum(part.size_bytes for part in sent)
    if size > settings.most_bytes:
        raise ProblemError(too_large(size, settings.most_bytes))
    now = services.clock.now()
    allowance = Allowance(target.place.owner, day_of(now), settings.quota)
    counted = patiently(
        services.clock,
        lambda: services.sessions.count_sent(
            target.place.folder, target.key, size, allowance, now - LIFE
        ),
    )
    match counted:
        case OverQuota():
            raise ProblemError(over_quota(allowance, now))
        case Known(session=session):
            if session is None or not session.is_of(target.key) or session.expires_at <= now:
                raise ProblemError(NOT_FOUND)
            if session.state is SessionState.ABORTED:
                raise ProblemError(ABORTED)
            if session.size_bytes is not None and session.size_bytes != size:
                raise ProblemError(size_mismatch(size, session.size_bytes))


def asset_of(
    session: UploadSession, services: UploadsApiServices, settings: UploadsApiSettings
) -> str:
    """Of a session whose file is in S3 by now: one call, if the record does not tell."""
    if session.asset_id is not None:
        return session.asset_id
    if session.state is SessionState.ABORTED:
        raise ProblemError(ABORTED)
    newest = services.multipart_uploads.newest(session.key)
    if newest is None:
        raise ProblemError(NOT_SENT)
    return asset_id(settings.uploads_bucket_name, session.key, newest.version_id)


def abort(session: UploadSession, multipart_id: str | None, services: UploadsApiServices) -> None:
    """Two calls, and a third where S3 has nothing to abort. A form that was given out works on for
    its hour: what is sent by it nevertheless becomes an asset."""
    if session.state is SessionState.ABORTED:
        return
    there = False
    if session.state is SessionState.WAITING and multipart_id is not None:
        there = services.multipart_uploads.abort(session.key, multipart_id)
    if session.state is SessionState.UPLOADED or (
        not there and services.multipart_uploads.newest(session.key) is not None
    ):
        raise ProblemError(ALREADY_UPLOADED)
    after = services.sessions.abort(session)
    if after is not None and after.state is SessionState.UPLOADED:
        raise ProblemError(ALREADY_UPLOADED)


def _beside_video(
    asked: UploadRequest, owner: str, services: UploadsApiServices, settings: UploadsApiSettings
) -> UploadKey:
    """Where a job finds captions of the video: in its folder, under its name and their language."""
    video = services.sessions.get(asked.captions_for or "")
    place = UploadKey.read(video.key, settings.uploads_prefix) if video else None
    if video is None or place is None or video.owner != owner or video.captions_for:
        raise ProblemError(NOT_FOUND)
    if video.expires_at <= services.clock.now():
        raise ProblemError(NOT_FOUND)
    name = f"{stem_of(place.name)}.{asked.language}.{suffix_of(asked.name)}"
    return replace(place, name=name)
