"""Upload sessions: what a client said of a file before it sent it, and what became of it."""

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta
from enum import StrEnum
from typing import Any

from pipeline.text.timestamps import from_text, to_text

# Parts that were sent stay for as long: storage aborts incomplete uploads then.
LIFE = timedelta(days=7)
# Then the table removes it. Captions may be begun until the end of their video's life, and have one
# of their own; a day more is for what has to be announced.
KEPT = 2 * LIFE + timedelta(days=1)


class SessionState(StrEnum):
    WAITING = "waiting"  # for bytes
    UPLOADED = "uploaded"  # the object was seen
    ABORTED = "aborted"
    EXPIRED = "expired"  # without bytes, and that was announced


class Method(StrEnum):
    FORM = "form"  # one POST
    MULTIPART = "multipart"
    SIGNED = "signed"  # in parts, and the client asks S3 itself, each request signed by us


@dataclass(frozen=True, kw_only=True)
class ClientWords:
    """What a client may say of its upload, for itself: it comes back in the asset and in
    announcements, and decides nothing."""

    passthrough: str | None = None
    project_id: str | None = None
    media_id: str | None = None


NOTHING_SAID = ClientWords()


@dataclass(frozen=True, kw_only=True)
class UploadSession:
    """``size_bytes`` is as told; None where the client's protocol does not tell it, until its parts
    are counted. ``filename`` is as told, as far as it can be seen. ``captions_for`` is the session
    of the video whose captions these are. ``sent_at`` is when S3 had the version of ``asset_id``;
    ``other_asset_ids`` are of versions beside it, the first first. Of one that is ABORTED or
    EXPIRED, ``key`` is its folder, and ``filename`` is None."""

    id: str
    owner: str
    key: str
    filename: str | None
    method: Method
    created_at: datetime
    state: SessionState = SessionState.WAITING
    multipart_id: str | None = None
    size_bytes: int | None = None
    content_type: str | None = None
    words: ClientWords = field(default_factory=ClientWords)
    captions_for: str | None = None
    language: str | None = None
    asset_id: str | None = None
    sent_at: datetime | None = None
    other_asset_ids: tuple[str, ...] = ()

    @property
    def expires_at(self) -> datetime:
        return self.created_at + LIFE

    def is_of(self, key: str) -> bool:
        return self.key in (key, folder_of(key))


def ended(session: UploadSession, state: SessionState) -> UploadSession:
    """Without a file: what the client said is gone. By the folder a file is known that comes
    nevertheless."""
    return replace(
        session,
        state=state,
        key=folder_of(session.key),
        filename=None,
        content_type=None,
        words=NOTHING_SAID,
        multipart_id=None,
    )


def folder_of(key: str) -> str:
    """With its slash. Of an upload by the API: the owner and the upload's id, and no name."""
    return key.rpartition("/")[0] + "/"


def item_of(session: UploadSession) -> dict[str, Any]:
    """As the table holds it: what is None is left out; ``expiresAt`` is when the table removes it,
    in seconds of Unix time."""
    item = {
        "uploadId": session.id,
        "owner": session.owner,
        "key": session.key,
        "filename": session.filename,
        "method": session.method.value,
        "multipartId": session.multipart_id,
        "state": session.state.value,
        "sizeBytes": session.size_bytes,
        "contentType": session.content_type,
        "passthrough": session.words.passthrough,
        "projectId": session.words.project_id,
        "mediaId": session.words.media_id,
        "captionsFor": session.captions_for,
        "language": session.language,
        "assetId": session.asset_id,
        "sentAt": to_text(session.sent_at) if session.sent_at else None,
        "otherAssetIds": list(session.other_asset_ids) or None,
        "createdAt": to_text(session.created_at),
        "expiresAt": int((session.created_at + KEPT).timestamp()),
    }
    return {name: value for name, value in item.items() if value is not None}


def session_of(item: Mapping[str, Any]) -> UploadSession:
    """Reads what ``item_of`` wrote."""
    return UploadSession(
        id=item["uploadId"],
        owner=item["owner"],
        key=item["key"],
        filename=item.get("filename"),
        method=Method(item["method"]),
        multipart_id=item.get("multipartId"),
        state=SessionState(item["state"]),
        size_bytes=item.get("sizeBytes"),
        content_type=item.get("contentType"),
        words=ClientWords(
            passthrough=item.get("passthrough"),
            project_id=item.get("projectId"),
            media_id=item.get("mediaId"),
        ),
        captions_for=item.get("captionsFor"),
        language=item.get("language"),
        asset_id=item.get("assetId"),
        sent_at=from_text(item["sentAt"]) if "sentAt" in item else None,
        other_asset_ids=tuple(item.get("otherAssetIds", ())),
        created_at=from_text(item["createdAt"]),
    )
