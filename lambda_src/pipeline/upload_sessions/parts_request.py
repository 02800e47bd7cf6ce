"""Requests about the parts of an upload: which one, which of them, and what the client has."""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from pipeline.api.members import Members, matching, text
from pipeline.upload_sessions.sending import LAST_PART_NUMBER, SIGNED_AT_ONCE, SignedCall
from pipeline.uploads.keys import KEY_LIMIT_BYTES

# S3's ids of multipart uploads are opaque; these are the characters of a URL's path.
multipart_id = matching(r"[!-~]{1,1024}", "id of a multipart upload")
key = text(KEY_LIMIT_BYTES)
_ETAG_LIMIT = 128
_UUID_BEFORE = re.compile(r"^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}-")
_CALLS = {
    ("POST", False, False): SignedCall.CREATE,
    ("PUT", True, True): SignedCall.SEND_PART,
    ("GET", True, False): SignedCall.LIST,
    ("POST", True, False): SignedCall.COMPLETE,
    ("DELETE", True, False): SignedCall.ABORT,
}


@dataclass(frozen=True, kw_only=True)
class SignRequest:
    """Uppy 6 asks so. ``call`` is None for an upload in one piece. Where an upload begins, ``key``
    is Uppy's wish: the file's name after a UUID."""

    key: str
    call: SignedCall | None
    multipart_id: str
    part_number: int | None
    content_type: str | None

    @property
    def filename(self) -> str:
        return _UUID_BEFORE.sub("", self.key)


def part_number(value: Any) -> int:
    """Raises ValueError."""
    if type(value) is not int or not 1 <= value <= LAST_PART_NUMBER:
        raise ValueError(f"is no part's number: 1 to {LAST_PART_NUMBER}")
    return value


def part_numbers(value: Any) -> tuple[int, ...]:
    """Raises ValueError."""
    if not isinstance(value, list) or not 0 < len(value) <= SIGNED_AT_ONCE:
        raise ValueError(f"is no list of 1 to {SIGNED_AT_ONCE} numbers")
    return tuple(part_number(one) for one in value)


def etags_by_number(value: Any, number_name: str, etag_name: str) -> Mapping[int, str]:
    """Of a list of objects, whose ETags may be quoted. Raises ValueError."""
    if not isinstance(value, list) or not 0 < len(value) <= LAST_PART_NUMBER:
        raise ValueError(f"is no list of 1 to {LAST_PART_NUMBER} parts")
    found: dict[int, str] = {}
    for one in value:
        etag = one.get(etag_name) if isinstance(one, dict) else None
        if not isinstance(etag, str) or not 0 < len(etag) <= _ETAG_LIMIT:
            raise ValueError(f"has a part without {etag_name}")
        number = part_number(one.get(number_name))
        if number in found:
            raise ValueError(f"has part {number} twice")
        found[number] = etag.strip('"')
    return found


def read_sign_request(body: Mapping[str, Any]) -> SignRequest:
    """Raises ProblemError."""
    names = ("method", "key", "uploadId", "partNumber", "contentType")
    members = Members(body, names)
    method = members.demand("method", matching("GET|PUT|POST|DELETE", "method that is signed"))
    number = members.read("partNumber", part_number)
    upload = members.read("uploadId", multipart_id) or ""
    asked = (method or "", body.get("uploadId") is not None, body.get("partNumber") is not None)
    if asked not in _CALLS and asked != ("PUT", False, False):
        members.refuse("method", "goes with no such uploadId and partNumber")
    found = SignRequest(
        key=members.demand("key", key) or "",
        call=_CALLS.get(asked),
        multipart_id=upload,
        part_number=number,
        content_type=body.get("contentType"),
    )
    members.end()
    return found
