"""What was sent for an upload: versions of its object, as their events tell of them.

A form, or a signed request, is taken more often than once while it is valid. A client that got no
answer sends its file again, and means one upload by it: so a session names the newest version's
asset. Each version is an asset, and counts in the owner's day; there are only a few of them.
"""

from dataclasses import dataclass, replace
from datetime import datetime
from typing import Self

from pipeline.failures import Failure
from pipeline.upload_sessions.session import UploadSession
from pipeline.uploads.upload import Upload

VERSIONS_TAKEN = 3
REPEATED = Failure(
    "UPLOAD_REPEATED",
    f"The file was sent more than {VERSIONS_TAKEN} times for one upload. Begin another upload.",
)


@dataclass(frozen=True, kw_only=True)
class SentVersion:
    """``asset_id`` is None of captions: they make no asset."""

    key: str
    asset_id: str | None
    at: datetime
    size_bytes: int

    @classmethod
    def of(cls, upload: Upload) -> Self:
        return cls(
            key=upload.key,
            asset_id=upload.asset_id,
            at=upload.uploaded_at,
            size_bytes=upload.size_bytes,
        )


def is_known(session: UploadSession, version: SentVersion) -> bool:
    """Whether it is one of those that were counted."""
    return version.asset_id in (session.asset_id, *session.other_asset_ids)


def is_one_too_many(session: UploadSession) -> bool:
    """Another version than those that are known."""
    return len(session.other_asset_ids) + 1 >= VERSIONS_TAKEN


def with_version(session: UploadSession, version: SentVersion) -> UploadSession:
    """Of a session that names the asset of another one."""
    named = str(session.asset_id)
    if session.sent_at is not None and version.at <= session.sent_at:
        others = (*session.other_asset_ids, str(version.asset_id))
        return replace(session, other_asset_ids=others)
    return replace(
        session,
        asset_id=version.asset_id,
        sent_at=version.at,
        other_asset_ids=(*session.other_asset_ids, named),
    )
