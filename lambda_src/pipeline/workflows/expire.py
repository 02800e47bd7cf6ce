"""λ asset-reconciler: announces uploads by the API whose file never came.

S3 has the last word: the event of a file that came may be late.
"""

from collections.abc import Iterator
from datetime import datetime

from pipeline.failures import PermanentError, TransientError
from pipeline.upload_sessions.expired import DETAIL_TYPE, begun_before
from pipeline.upload_sessions.sending import SentObject
from pipeline.upload_sessions.sent import SentVersion
from pipeline.upload_sessions.session import SessionState, UploadSession
from pipeline.workflows.looked import Looked, failed
from pipeline.workflows.services import ExpireServices

UPLOADS = 100  # in one run: the next run comes soon


def run(services: ExpireServices, until: datetime) -> Iterator[Looked]:
    """A call for each page of the index, and four for each upload. Raises TransientError and
    PermanentError where the index cannot be read."""
    since = begun_before(services.clock.now())
    for upload_id in services.sessions.waiting(since, UPLOADS):
        if services.clock.now() >= until:
            return
        try:
            session = services.sessions.get(upload_id)
            # The index is behind the table, and captions may be sent anew under their id.
            if session is None or session.state is not SessionState.WAITING:
                continue
            if session.created_at >= since:
                continue
            yield Looked(upload_id, _expire(session, services), is_upload=True)
        except (TransientError, PermanentError) as error:
            yield failed(upload_id, error, is_upload=True)


def _expire(session: UploadSession, services: ExpireServices) -> str:
    """Announced first: where the session cannot be written then, it is announced again by the next
    run, with the same id."""
    newest = services.multipart_uploads.newest(session.key)
    if newest is not None and _is_of(session, newest):
        sent = SentVersion(
            key=session.key, asset_id=None, at=newest.at, size_bytes=newest.size_bytes
        )
        services.sessions.mark_uploaded(session.id, sent)
        return "its file came, though nothing was heard of it"
    video = session.captions_for
    if video is not None and services.sessions.get(video) is None:
        # Nothing is told of what was erased any more.
        services.sessions.expire(session)
        return "not announced: its video is erased"
    services.event_bus.announce_expired(session)
    services.sessions.expire(session)
    return f"announced: {DETAIL_TYPE}"


def _is_of(session: UploadSession, newest: SentObject) -> bool:
    """Captions may have come for an earlier session of theirs; no other upload shares its key."""
    begun_at = session.created_at.replace(microsecond=0)
    return session.captions_for is None or newest.at >= begun_at
