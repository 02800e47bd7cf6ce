"""What a function gets from an HTTP API: payload 2.0, as API Gateway documents and sends it.

ministack 1.5.33 leaves the stage out of ``rawPath``, cookies in the headers, and forwarding
headers out. It names every scope of a token, where API Gateway names those that the route asks for,
or null: functions have to read the claim ``scope``.
"""

import secrets
import time
from collections.abc import Awaitable, Callable

from local_aws.http_api import exchanges
from local_aws.http_api.exchanges import Event, Exchange


def apply() -> None:
    """Complete each event."""
    exchanges.invocation_steps.append(step)


async def step(
    exchange: Exchange, event: Event, proceed: Callable[[Event], Awaitable[Event]]
) -> Event:
    """Hand on the event as AWS has it."""
    return await proceed(complete(exchange, event))


def complete(exchange: Exchange, event: Event) -> Event:
    """ministack's event with what it lacks."""
    context, headers = event["requestContext"], dict(event["headers"])
    cookies = [one.strip() for one in headers.pop("cookie", "").split(";") if one.strip()]
    client = context["http"]["sourceIp"]
    forwarded = ", ".join(filter(None, (headers.get("x-forwarded-for"), client)))
    headers |= {
        "x-amzn-trace-id": f"Root=1-{int(exchange.started):08x}-{secrets.token_hex(12)}",
        "x-forwarded-for": forwarded,
        "x-forwarded-port": "443",
        "x-forwarded-proto": "https",
    }
    api_id = exchange.api["apiId"]
    context |= {
        "domainName": f"{api_id}.execute-api.{exchange.region}.amazonaws.com",
        "domainPrefix": api_id,
        "http": {**context["http"], "path": exchange.stage_path},
        "requestId": exchange.request_id,
        "time": time.strftime("%d/%b/%Y:%H:%M:%S +0000", time.gmtime(exchange.started)),
        "timeEpoch": int(exchange.started * 1000),
    }
    token = context.get("authorizer", {}).get("jwt")
    if token:
        asked = (exchange.route or {}).get("authorizationScopes") or []
        token["scopes"] = [one for one in asked if one in token["scopes"]] or None
    optional = {
        "cookies": cookies,
        "pathParameters": event.pop("pathParameters", None),
        "stageVariables": exchange.stage.get("stageVariables"),
    }
    there = {name: value for name, value in optional.items() if value}
    return {**event, **there, "headers": headers, "rawPath": exchange.stage_path}
