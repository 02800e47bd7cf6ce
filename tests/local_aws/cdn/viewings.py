"""A viewer's request to a distribution, and what ministack does not read of its cache behavior."""

from contextvars import ContextVar
from dataclasses import dataclass, field
from typing import Any

Answer = tuple[int, dict[str, Any], bytes]
MISS, HIT = "Miss from cloudfront", "Hit from cloudfront"
REFRESHED, ERROR = "RefreshHit from cloudfront", "Error from cloudfront"


@dataclass
class Viewing:
    """What is known of a request. The first of its outcomes is told in X-Cache.

    The second one is that of an error page.
    """

    distribution: dict[str, Any]
    behavior: dict[str, Any]
    error_seconds: dict[int, int]
    headers: dict[str, str]
    outcomes: list[str] = field(default_factory=list)


current: ContextVar[Viewing] = ContextVar("viewing")


def more_of_behavior(element: Any) -> dict[str, Any]:
    """Trusted key groups and compression of a cache behavior's XML."""
    from ministack.services import cloudfront

    trusted = cloudfront._find(element, "TrustedKeyGroups")
    enabled = trusted is not None and cloudfront._text(trusted, "Enabled") == "true"
    return {
        "restricted": enabled,
        "key_groups": texts(trusted, "KeyGroup") if enabled else [],
        "compress": cloudfront._text(element, "Compress") == "true",
    }


def trusted_keys(behavior: dict[str, Any]) -> dict[str, str]:
    """The public keys that a behavior trusts, PEM by id."""
    from ministack.services import cloudfront

    groups = [cloudfront._key_groups.get(one) for one in behavior["key_groups"]]
    ids = [one for group in groups if group for one in group["Config"].get("Items", [])]
    records = {one: cloudfront._public_keys.get(one) for one in ids}
    return {one: record["Config"]["EncodedKey"] for one, record in records.items() if record}


def error_seconds(config: Any) -> dict[int, int]:
    """How long a distribution keeps errors, by status, where it says so."""
    from ministack.services import cloudfront

    found = {}
    for one in elements(config, "CustomErrorResponse"):
        kept = cloudfront._text(one, "ErrorCachingMinTTL")
        if kept:
            found[int(cloudfront._text(one, "ErrorCode"))] = int(kept)
    return found


def elements(within: Any, tag: str) -> list[Any]:
    """All elements of a name at any depth, whatever their namespace."""
    return [] if within is None else [one for one in within.iter() if _name(one) == tag]


def texts(within: Any, tag: str) -> list[str]:
    """Their texts, where they have any."""
    return [text for one in elements(within, tag) if (text := (one.text or "").strip())]


def _name(element: Any) -> str:
    return str(element.tag).rpartition("}")[2]
