"""What a distribution keeps: answers by cache key, within a bound on their bytes."""

import time
from collections import OrderedDict
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any
from urllib.parse import parse_qsl, urlencode

Key = tuple[str, ...]
MOST_BYTES = 256 * 1024 * 1024


@dataclass
class Kept:
    """An answer of the origin; times are epoch seconds, ``fresh`` how many it lasts."""

    status: int
    reason: str
    headers: dict[str, Any]
    body: bytes
    url: str
    fresh: float
    stored: float = field(default_factory=time.time)

    @property
    def age(self) -> int:
        """Whole seconds since the origin last confirmed it."""
        return int(time.time() - self.stored)

    @property
    def is_fresh(self) -> bool:
        """Whether it may be answered without asking the origin."""
        return time.time() < self.stored + self.fresh

    @property
    def conditions(self) -> dict[str, str]:
        """The headers that ask the origin whether it has changed."""
        pairs = {"if-none-match": "etag", "if-modified-since": "last-modified"}
        # The origin knows the tag that it gave, not the weak one of what was compressed.
        return {
            name: str(self.headers[of]).removeprefix("W/")
            for name, of in pairs.items()
            if of in self.headers
        }


class Store:
    """Answers by key; the one that was not asked for longest goes first."""

    def __init__(self, most_bytes: int = MOST_BYTES) -> None:
        self._kept: OrderedDict[Key, Kept] = OrderedDict()
        self._most, self._bytes = most_bytes, 0

    def get(self, key: Key) -> Kept | None:
        """What is kept, fresh or not."""
        if key in self._kept:
            self._kept.move_to_end(key)
        return self._kept.get(key)

    def put(self, key: Key, kept: Kept) -> None:
        """Keep an answer in place of an older one."""
        self.drop(key)
        self._kept[key] = kept
        self._bytes += len(kept.body)
        while self._bytes > self._most:
            self.drop(next(iter(self._kept)))

    def drop(self, key: Key) -> None:
        """Forget an answer."""
        gone = self._kept.pop(key, None)
        self._bytes -= len(gone.body) if gone else 0


def url(uri: str, query: str, policy: Mapping[str, Any]) -> str:
    """The path with those query strings that the cache policy has in its key, in their order."""
    behavior, names = policy.get("QueryStringBehavior", "none"), policy.get("QueryStrings", [])
    pairs = parse_qsl(query, keep_blank_values=True)
    kept = [pair for pair in pairs if _named(behavior, names, pair[0])]
    return f"{uri}?{urlencode(kept)}" if kept else uri


def key(
    url: str, headers: Mapping[str, Any], cookies: Mapping[str, str], policy: Mapping[str, Any]
) -> Key:
    """The cache key of a request, without its distribution; names of headers in small letters."""
    listed = [name.lower() for name in policy.get("Headers", [])]
    seen = [f"{name}:{headers[name]}" for name in sorted(listed) if name in headers]
    behavior, names = policy.get("CookieBehavior", "none"), policy.get("Cookies", [])
    sent = [f"{name}={cookies[name]}" for name in sorted(cookies) if _named(behavior, names, name)]
    return (url, *seen, *sent)


def _named(behavior: str, names: list[str], name: str) -> bool:
    return {
        "all": True,
        "whitelist": name in names,
        "allExcept": name not in names,
    }.get(behavior, False)
