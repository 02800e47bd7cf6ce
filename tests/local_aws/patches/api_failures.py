"""A function that fails, or takes too long: 500 and 503, and no word of why.

ministack 1.5.33 answers 502 with the error's text, and waits for as long as a function runs. AWS
gives up after the integration's timeout (at most 30 s), while the function goes on.
"""

import asyncio
import logging
from collections.abc import Awaitable, Callable
from typing import Any

from local_aws.http_api import exchanges
from local_aws.http_api.exchanges import INTERNAL_ERROR, Event, Exchange

log = logging.getLogger("local_aws.http_api")
LONGEST_MS = 30_000


def apply() -> None:
    """Add the step, and hide what goes wrong before and after it."""
    from ministack.services import apigateway

    proxy = apigateway._invoke_lambda_proxy

    async def invoke_lambda_proxy(*request: Any, **more: Any) -> exchanges.Answer:
        exchange = exchanges.current.get()
        try:
            answer: exchanges.Answer = await proxy(*request, **more)
        except Exception:
            log.exception("The answer of the function behind %s is no answer", exchange.route_key)
            return exchange.refused(500, INTERNAL_ERROR)
        # Without a function nothing was called.
        return answer if exchange.function else exchange.refused(500, INTERNAL_ERROR)

    apigateway._invoke_lambda_proxy = invoke_lambda_proxy
    exchanges.invocation_steps.append(step)


async def step(
    exchange: Exchange, event: Event, proceed: Callable[[Event], Awaitable[Event]]
) -> Event:
    """Wait for the function as long as the integration says."""
    allowed = min(int(exchange.integration.get("timeoutInMillis") or LONGEST_MS), LONGEST_MS)
    running = asyncio.ensure_future(proceed(event))
    done, _ = await asyncio.wait({running}, timeout=allowed / 1000)
    if not done:
        return exchange.failed(503, "Service Unavailable")
    result = running.result()
    if result.get("error") or result.get("throttle"):
        return exchange.failed(500, INTERNAL_ERROR)
    return result
