"""Keys of uploads that came by the API: ``uploads/{owner}/{uploadId}/{safe name}``.

Who holds such a key need not be looked up: it says whose it is.
"""

import re
from dataclasses import dataclass
from hashlib import sha256
from typing import Self
from uuid import UUID

from pipeline.uploads.keys import unsafe_part

UPLOAD_ID = r"[0-9a-f]{8}-[0-9a-f]{4}-4[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}"
_BELOW_PREFIX = re.compile(rf"([0-9a-f]{{64}})/({UPLOAD_ID})/([^/]+)")


@dataclass(frozen=True)
class UploadKey:
    """``folder`` is the upload's id; of captions it is their video's."""

    owner: str
    folder: str
    name: str

    @classmethod
    def read(cls, key: str, prefix: str) -> Self | None:
        """None where the API makes no such key."""
        found = _BELOW_PREFIX.fullmatch(key.removeprefix(prefix))
        if not key.startswith(prefix) or found is None or unsafe_part(key):
            return None
        return cls(*found.groups())

    def text(self, prefix: str) -> str:
        return f"{prefix}{self.owner}/{self.folder}/{self.name}"


def captions_upload_id(key: str) -> str:
    """Of captions, whose key has their video's id: the event of their object leads back to it. The
    same captions sent anew have the same id."""
    return str(UUID(bytes=sha256(key.encode()).digest()[:16], version=4))


def is_upload_id(text: str) -> bool:
    return re.fullmatch(UPLOAD_ID, text) is not None
