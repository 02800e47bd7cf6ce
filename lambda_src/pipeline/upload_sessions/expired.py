"""Uploads whose file never came: when that is certain, and what is announced of them.

An event on the pipeline's bus, at least once; the detail's schema is docs/schemas/expired.json.
"""

from datetime import datetime
from typing import Any
from uuid import UUID, uuid5

from pipeline.text.timestamps import to_text
from pipeline.upload_sessions.sending import URL_LIFE
from pipeline.upload_sessions.session import LIFE, UploadSession

DETAIL_TYPE = "Upload Expired"
SCHEMA_VERSION = 1
# Nothing is signed for a session that expired. What was signed before may begin within its life,
# and is given as long again to end.
GRACE = 2 * URL_LIFE


def begun_before(now: datetime) -> datetime:
    """A session that waits, and was begun before that, gets no file any more."""
    return now - LIFE - GRACE


def event_id(session: UploadSession) -> str:
    """The same each time it is announced. Captions that are sent anew have the id of before."""
    return str(uuid5(UUID(session.id), f"expired/{to_text(session.created_at)}"))


def announcement(session: UploadSession, environment: str) -> dict[str, Any]:
    """The detail of the event; ``environment`` is the pipeline's name_prefix."""
    return {
        "schemaVersion": SCHEMA_VERSION,
        "eventId": event_id(session),
        "environment": environment,
        "uploadId": session.id,
        "uploaderId": session.owner,
        "passthrough": session.words.passthrough,
        "projectId": session.words.project_id,
        "mediaId": session.words.media_id,
        "s3Key": session.key,
        "captionsFor": session.captions_for,
        "language": session.language,
        "createdAt": to_text(session.created_at),
        "occurredAt": to_text(session.expires_at),
    }
