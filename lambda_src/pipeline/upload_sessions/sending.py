"""How the bytes of an upload reach S3: in one POST, or in parts.

S3's limits of multipart uploads: 10,000 parts of 5 MiB to 5 GiB, 5 TiB in all.
"""

from dataclasses import dataclass
from datetime import timedelta
from math import ceil

MIB = 1024 * 1024
POST_LIMIT_BYTES = 64 * MIB
PART_BYTES = 16 * MIB
# One page of ListParts: what was sent of any upload is known in one call.
MOST_PARTS = 1000
SIZE_LIMIT_BYTES = 5 * 1024 * 1024 * MIB
# S3 numbers parts to here.
LAST_PART_NUMBER = 10000
# Of a call to sign parts.
SIGNED_AT_ONCE = 1000
URL_LIFE = timedelta(hours=1)


@dataclass(frozen=True)
class Parts:
    """All parts but the last have ``size_bytes``."""

    size_bytes: int
    count: int


def parts_of(size_bytes: int) -> Parts | None:
    """None where one POST carries it."""
    if size_bytes <= POST_LIMIT_BYTES:
        return None
    size = max(PART_BYTES, ceil(size_bytes / MOST_PARTS / MIB) * MIB)
    return Parts(size, ceil(size_bytes / size))
