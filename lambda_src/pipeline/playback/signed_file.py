"""A URL of one file that anybody may fetch until it ends: by a canned policy, RSA with SHA-256.

The rules are those of the "Amazon CloudFront Developer Guide", "Create a signed URL using a canned
policy": the URL does not repeat its policy, which follows from the rest.
"""

from dataclasses import dataclass
from datetime import datetime
from urllib.parse import urlencode
from uuid import UUID

from pipeline.playback.signed_grant import HASH_ALGORITHM, encoded, policy_text

# A browser keeps a picture by its URL, so for this long it is the same one.
SAME_URL_SECONDS = 12 * 3600


@dataclass(frozen=True, kw_only=True)
class FileGrant:
    """``ends_at`` is in seconds since 1970: the first moment that is too late."""

    url: str
    ends_at: int

    @property
    def policy(self) -> str:
        return policy_text(self.url, self.ends_at)

    def signed_url(self, key_pair_id: str, signature: bytes) -> str:
        values = {
            "Expires": self.ends_at,
            "Signature": encoded(signature),
            "Key-Pair-Id": key_pair_id,
            "Hash-Algorithm": HASH_ALGORITHM,
        }
        return f"{self.url}?{urlencode(values, safe='~')}"


def file_grant(asset_id: str, url: str, now: datetime) -> FileGrant:
    """It lasts ``SAME_URL_SECONDS`` at least, and not twice as long. Whoever asks meanwhile gets
    the same one; those of other assets change at other moments."""
    shift = UUID(asset_id).int % SAME_URL_SECONDS
    periods = (int(now.timestamp()) - shift) // SAME_URL_SECONDS
    return FileGrant(url=url, ends_at=(periods + 2) * SAME_URL_SECONDS + shift)
