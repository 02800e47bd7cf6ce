"""Distributions cache, as the cache policies and the origin's headers say, and compress.

ministack 1.5.33 asks the origin every time. The origin is asked for the whole object; ranges and
conditions are answered from what is kept.
"""

import time
from typing import Any

from local_aws.cdn import cache, compression, freshness, invalidations, ranges, viewings
from local_aws.cdn.cache import Kept
from local_aws.cdn.freshness import Limits
from local_aws.cdn.viewings import Viewing

CONDITIONS = (
    *("range", "if-range", "if-match", "if-none-match"),
    *("if-modified-since", "if-unmodified-since"),
)
store = cache.Store()


def apply() -> None:
    """Wrap the fetch from an origin."""
    from ministack.services import cloudfront

    fetch = cloudfront._fetch_from_origin

    async def fetch_from_origin(
        origin: Any, method: str, uri: str, query: str, headers: Any, *more: Any
    ) -> Any:
        viewing, config = viewings.current.get(), _policy(cloudfront)
        limits = Limits(
            config["MinTTL"], config.get("DefaultTTL", 86_400), config.get("MaxTTL", 31_536_000)
        )
        if method not in ("GET", "HEAD") or not limits.caches:
            answer = await fetch(origin, method, uri, query, headers, *more)
            viewing.outcomes.append(viewings.MISS if answer[0] < 400 else viewings.ERROR)
            return answer
        policy = config.get("Parameters") or {}
        accept = "" if "range" in headers else _accepted(viewing, policy)
        plain = {name: value for name, value in headers.items() if name not in CONDITIONS}
        if accept:
            plain["accept-encoding"] = accept
        url = cache.url(uri, query, policy)
        cookies = cloudfront._event_cookies_from_header(headers.get("cookie", ""))
        sent = {name: one["value"] for name, one in cookies.items()}
        key = (viewing.distribution["Id"], accept, *cache.key(url, plain, sent, policy))

        async def ask(conditions: dict[str, str]) -> Any:
            return await fetch(origin, "GET", uri, query, {**plain, **conditions}, *more)

        kept = await _kept(viewing, key, url, ask, limits)
        answer = kept.status, kept.reason, _told(viewing, kept), kept.body
        return ranges.answer(headers, answer)

    cloudfront._fetch_from_origin = fetch_from_origin


async def _kept(viewing: Viewing, key: cache.Key, url: str, ask: Any, limits: Limits) -> Kept:
    """What is kept under the key, asked for anew where it has to be."""
    from ministack.services import cloudfront

    old, ended = store.get(key), cloudfront._invalidations.get(viewing.distribution["Id"], [])
    if old and invalidations.covers(ended, old.url, old.stored):
        store.drop(key)
        old = None
    if old and old.is_fresh:
        viewing.outcomes.append(viewings.HIT if old.status < 400 else viewings.ERROR)
        return old
    revalidates = old is not None and old.status < 400
    status, reason, headers, body = await ask(old.conditions if old and revalidates else {})
    now = time.time()
    error = viewing.error_seconds.get(status, freshness.ERROR_SECONDS)
    if old and status == 304:
        headers, changed = old.headers, {**old.headers, **headers, "etag": old.headers.get("etag")}
        fresh = freshness.seconds(old.status, changed, limits, error, now)
        viewing.outcomes.append(viewings.REFRESHED)
        kept = Kept(old.status, old.reason, headers, old.body, url, fresh or 0)
    else:
        fresh = freshness.seconds(status, headers, limits, error, now)
        accept = key[1] if viewing.behavior["compress"] else ""
        headers, body = compression.compress(accept, status, headers, body)
        viewing.outcomes.append(viewings.MISS if status < 400 else viewings.ERROR)
        kept = Kept(status, reason, headers, body, url, fresh or 0)
    if fresh is None:
        store.drop(key)
    else:
        store.put(key, kept)
    return kept


def _told(viewing: Viewing, kept: Kept) -> dict[str, Any]:
    if viewing.outcomes[-1] == viewings.HIT:
        return {**kept.headers, "age": str(kept.age)}
    return kept.headers


def _accepted(viewing: Viewing, policy: dict[str, Any]) -> str:
    return compression.accepted(viewing.headers.get("accept-encoding", ""), policy)


def _policy(cloudfront: Any) -> Any:
    name = viewings.current.get().behavior["cache_policy_id"]
    policies = (cloudfront._cache_policies, cloudfront._MANAGED_CACHE_POLICIES)
    return next(found for one in policies if (found := one.get(name)))["Config"]
