"""How the bytes of an upload reach S3: in one form, or in parts.

S3's limits of multipart uploads: 10,000 parts of 5 MiB to 5 GiB, 5 TiB in all (S3 User Guide,
"Amazon S3 multipart upload limits").
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum
from math import ceil

MIB = 1024 * 1024
FORM_LIMIT_BYTES = 64 * MIB
# Of a form for a file whose size is not told, which counts as so large. Uppy sends larger files in
# parts unless it is told otherwise.
UNTOLD_FORM_LIMIT_BYTES = 100 * MIB
PART_BYTES = 16 * MIB
LEAST_PART_BYTES = 5 * MIB
# One page of ListParts: what was sent of an upload in parts of our size is known in one call.
MOST_PARTS = 1000
SIZE_LIMIT_BYTES = 5 * 1024 * 1024 * MIB
LAST_PART_NUMBER = 10000
# Of a call to sign parts: 1,000 URLs of about 2 KB stay below Lambda's 6 MB.
SIGNED_AT_ONCE = 1000
URL_LIFE = timedelta(hours=1)


@dataclass(frozen=True)
class Parts:
    """All parts but the last have ``size_bytes``."""

    size_bytes: int
    count: int


@dataclass(frozen=True)
class Form:
    """A POST of these fields and then the file is taken once or more often, for an hour."""

    url: str
    fields: Mapping[str, str]


@dataclass(frozen=True)
class SentPart:
    """``etag`` is without quotes."""

    number: int
    size_bytes: int
    etag: str


@dataclass(frozen=True)
class SentObject:
    """The newest version of a key. ``at`` is in whole seconds, and of an object that came in parts
    when these were begun."""

    version_id: str
    size_bytes: int
    at: datetime


class SignedCall(StrEnum):
    """What a client may ask S3 for by itself, by botocore's names."""

    CREATE = "create_multipart_upload"
    SEND_PART = "upload_part"
    LIST = "list_parts"
    COMPLETE = "complete_multipart_upload"
    ABORT = "abort_multipart_upload"


def parts_of(size_bytes: int) -> Parts | None:
    """None where one form carries it."""
    if size_bytes <= FORM_LIMIT_BYTES:
        return None
    size = max(PART_BYTES, ceil(size_bytes / MOST_PARTS / MIB) * MIB)
    return Parts(size, ceil(size_bytes / size))


def fault_of(sent: Sequence[SentPart], told: Mapping[int, str] | None) -> str | None:
    """Why these parts make no file, in words; None where they do. ``told`` are ETags by number, as
    the client has them; None where it does not say."""
    if [part.number for part in sent] != list(range(1, len(sent) + 1)) or not sent:
        return f"S3 has {len(sent)} parts, and not all from the first to the last"
    if told is not None and told != {part.number: part.etag for part in sent}:
        return "S3 has other parts than these"
    if any(part.size_bytes < LEAST_PART_BYTES for part in sent[:-1]):
        return f"a part before the last has less than {LEAST_PART_BYTES} bytes"
    return None
