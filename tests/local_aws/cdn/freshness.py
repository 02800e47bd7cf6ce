"""How long CloudFront keeps an answer.

Source of the rules: CloudFront Developer Guide, "Manage how long content stays in the cache" and
"How CloudFront processes HTTP 4xx and 5xx status codes". All times are seconds.
"""

import email.utils
import re
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

ALWAYS_KEPT_ERRORS = (404, 414, 500, 501, 502, 503, 504)
ERRORS_KEPT_BY_HEADERS = (400, 403, 405, 412, 415)
ERROR_SECONDS = 10


@dataclass(frozen=True)
class Limits:
    """A cache policy's limits."""

    least: int
    default: int
    most: int

    @property
    def caches(self) -> bool:
        """Whether anything is cached at all."""
        return self.most > 0


def seconds(
    status: int, headers: Mapping[str, Any], limits: Limits, error: int, now: float
) -> float | None:
    """How long an answer is fresh; 0 where each request revalidates it, None where it is not kept.

    ``headers`` have names in small letters; ``error`` is the error caching minimum of this status.
    """
    control = _directives(str(headers.get("cache-control", "")))
    told = _told(control, str(headers.get("expires", "")), now)
    if status >= 400:
        if status in ALWAYS_KEPT_ERRORS or (status in ERRORS_KEPT_BY_HEADERS and told is not None):
            return max(error, min(told or 0, limits.most)) or None
        return None
    if status not in (200, 203, 301, 302, 307, 308):
        return None
    if {"no-store", "private"} & control.keys():
        return limits.least or None
    if "no-cache" in control:
        return limits.least
    if told is None:
        return max(limits.least, limits.default)
    return max(limits.least, min(told, limits.most))


def _told(control: Mapping[str, str], expires: str, now: float) -> float | None:
    for name in ("s-maxage", "max-age"):
        if control.get(name, "").isdigit():
            return int(control[name])
    if not expires:
        return None
    try:
        return max(0.0, email.utils.parsedate_to_datetime(expires).timestamp() - now)
    except ValueError:
        return 0.0


def _directives(text: str) -> dict[str, str]:
    found = re.findall(r'([A-Za-z-]+)(?:\s*=\s*"?([^",]*)"?)?', text)
    return {name.lower(): value.strip() for name, value in found}
