"""A kept answer as one request gets it: whole, a part of it, or only that it has not changed.

Source of the rules: RFC 9110, 13 and 14. Of several ranges CloudFront's answer is not known: the
whole is answered, as the RFC allows.
"""

import email.utils
import re
from collections.abc import Mapping
from typing import Any

RANGE = re.compile(r"bytes=(\d*)-(\d*)")
KEPT_IN_304 = ("etag", "last-modified", "cache-control", "expires", "date", "vary", "age")

Answer = tuple[int, str, dict[str, Any], bytes]


def answer(request: Mapping[str, str], kept: Answer) -> Answer:
    """What is answered to a request with these headers (names in small letters)."""
    status, reason, headers, body = kept
    if status != 200:
        return kept
    if _unmet(request, headers):
        return 412, "Precondition Failed", {}, b""
    if _unchanged(request, headers):
        few = {name: value for name, value in headers.items() if name in KEPT_IN_304}
        return 304, "Not Modified", few, b""
    found = RANGE.fullmatch(request.get("range", "").strip())
    if not found or not _valid(*found.groups()) or not _range_holds(request, headers):
        return status, reason, {**headers, "content-length": str(len(body))}, body
    return _part(found[1], found[2], headers, body)


def _part(start: str, end: str, headers: dict[str, Any], body: bytes) -> Answer:
    size = len(body)
    first = int(start) if start else max(0, size - int(end))
    last = min(int(end), size - 1) if start and end else size - 1
    if first >= size:
        return 416, "Range Not Satisfiable", {"content-range": f"bytes */{size}"}, b""
    part = body[first : last + 1]
    named = {"content-range": f"bytes {first}-{last}/{size}", "content-length": str(len(part))}
    return 206, "Partial Content", {**headers, **named}, part


def _valid(start: str, end: str) -> bool:
    return bool(start or end) and not (start and end and int(end) < int(start))


def _unmet(request: Mapping[str, str], headers: Mapping[str, Any]) -> bool:
    if "if-match" in request:
        return not _tagged(request["if-match"], headers, weak=False)
    since = _time(request.get("if-unmodified-since", ""))
    changed = _time(str(headers.get("last-modified", "")))
    return since is not None and changed is not None and changed > since


def _unchanged(request: Mapping[str, str], headers: Mapping[str, Any]) -> bool:
    if "if-none-match" in request:
        return _tagged(request["if-none-match"], headers, weak=True)
    since = _time(request.get("if-modified-since", ""))
    changed = _time(str(headers.get("last-modified", "")))
    return since is not None and changed is not None and changed <= since


def _range_holds(request: Mapping[str, str], headers: Mapping[str, Any]) -> bool:
    condition = request.get("if-range")
    if condition is None:
        return True
    if '"' in condition:
        return _tagged(condition, headers, weak=False)
    return _time(condition) == _time(str(headers.get("last-modified", "")))


def _tagged(wanted: str, headers: Mapping[str, Any], *, weak: bool) -> bool:
    tag = str(headers.get("etag", ""))
    tags = [one.strip() for one in wanted.split(",")]
    if "*" in tags:
        return True
    if weak:
        return bool(tag) and tag.removeprefix("W/") in [one.removeprefix("W/") for one in tags]
    return not tag.startswith("W/") and tag in tags


def _time(text: str) -> float | None:
    try:
        return email.utils.parsedate_to_datetime(text).timestamp() if text else None
    except ValueError:
        return None
