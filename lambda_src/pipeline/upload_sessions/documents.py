"""Upload sessions as clients see them."""

from typing import Any

from pipeline.text.timestamps import to_text
from pipeline.upload_sessions.session import SessionState, UploadSession


def session_document(session: UploadSession) -> dict[str, Any]:
    """Members without a value are absent. Times are UTC, ISO 8601 with Z."""
    document = {
        "uploadId": session.id,
        "uploaderId": session.owner,
        "state": session.state.value,
        "key": None if session.state is SessionState.ABORTED else session.key,
        "filename": session.filename,
        "size": session.size_bytes,
        "contentType": session.content_type,
        "passthrough": session.words.passthrough,
        "projectId": session.words.project_id,
        "mediaId": session.words.media_id,
        "captionsFor": session.captions_for,
        "language": session.language,
        "assetId": session.asset_id,
        "createdAt": to_text(session.created_at),
        "expiresAt": to_text(session.expires_at),
    }
    return {name: value for name, value in document.items() if value is not None}
