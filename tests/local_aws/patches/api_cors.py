"""CORS of an HTTP API: what is configured decides, and nothing that a function says.

ministack 1.5.33 answers every OPTIONS itself, with 403 for another origin or without CORS. AWS
looks for a route first, so that ANY and $default take preflights, and their authorizer refuses
them. Then it answers 204, without CORS headers for another origin; without CORS it is 404. Headers
that a function sets are dropped. Assumed: API Gateway's own refusals carry no CORS headers.
"""

from collections.abc import Awaitable, Callable

from local_aws.http_api import exchanges
from local_aws.http_api.exchanges import Answer, Event, Exchange


def apply() -> None:
    """Add both steps."""
    exchanges.request_steps.append(request_step)
    exchanges.invocation_steps.append(invocation_step)


async def request_step(exchange: Exchange, proceed: Callable[[], Awaitable[Answer]]) -> Answer:
    """Answer a preflight as AWS does."""
    if exchange.method != "OPTIONS" or not exchange.api:
        return await proceed()
    if exchange.route:
        if (exchange.route.get("authorizationType") or "NONE") != "NONE":
            return exchange.refused(401, "Unauthorized")
        return exchange.refused(501, "The local account does not run routes for OPTIONS.")
    if not exchange.api.get("corsConfiguration"):
        return exchange.refused(404, "Not Found")
    status, headers, body = await proceed()
    return (status, headers, body) if status == 204 else (204, {}, b"")


async def invocation_step(
    exchange: Exchange, event: Event, proceed: Callable[[Event], Awaitable[Event]]
) -> Event:
    """Drop the CORS headers of a function whose API has its own."""
    result = await proceed(event)
    body = result.get("body")
    if exchange.api.get("corsConfiguration") and isinstance(body, dict) and body.get("headers"):
        kept = {
            name: value
            for name, value in body["headers"].items()
            if not name.lower().startswith("access-control-")
        }
        result = {**result, "body": {**body, "headers": kept}}
    return result
