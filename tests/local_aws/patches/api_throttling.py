"""Throttling of an HTTP API: 429 beyond the rate and burst of a route, or of the stage's default.

ministack 1.5.33 stores the settings only. A bucket of tokens per route, as AWS says it counts.
Assumed: it is asked before the authorizer. A limit that is there and 0 lets nothing through.
"""

import time
from collections.abc import Awaitable, Callable
from typing import Any

from local_aws.http_api import exchanges
from local_aws.http_api.exchanges import Answer, Exchange

# What an account has where a stage says nothing.
ACCOUNT = {"throttlingRateLimit": 10_000.0, "throttlingBurstLimit": 5_000}
_buckets: dict[tuple[str, str, str], tuple[float, float]] = {}


def apply() -> None:
    """Add the step."""
    exchanges.request_steps.append(step)


async def step(exchange: Exchange, proceed: Callable[[], Awaitable[Answer]]) -> Answer:
    """Go on if the route's bucket has a token."""
    if exchange.route and not take(exchange, time.monotonic()):
        return exchange.refused(429, "Too Many Requests")
    return await proceed()


def take(exchange: Exchange, now: float) -> bool:
    """Take a token of the route at a time (seconds), and say whether there was one."""
    rate, burst = limits(exchange.stage, exchange.route_key)
    name = (exchange.api["apiId"], exchange.stage["stageName"], exchange.route_key)
    tokens, seen = _buckets.get(name, (burst, now))
    tokens = min(burst, tokens + (now - seen) * rate)
    _buckets[name] = (tokens - (tokens >= 1), now)
    return tokens >= 1


def limits(stage: dict[str, Any], route_key: str) -> tuple[float, float]:
    """Requests per second and burst of a route."""
    own = (stage.get("routeSettings") or {}).get(route_key) or {}
    of_all = {**ACCOUNT, **_said(stage.get("defaultRouteSettings")), **_said(own)}
    return float(of_all["throttlingRateLimit"]), float(of_all["throttlingBurstLimit"])


def _said(settings: dict[str, Any] | None) -> dict[str, Any]:
    return {name: value for name, value in (settings or {}).items() if value is not None}
