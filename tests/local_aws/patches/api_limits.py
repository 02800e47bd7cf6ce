"""How much an HTTP API carries: 10 MB of a request, 6 MB of an event and of an answer.

ministack 1.5.33 carries anything. AWS answers 413 to a request that is too large for the API or,
as JSON (in base64, unless it is text), for Lambda. A function whose answer is too large failed.
"""

import json
from collections.abc import Awaitable, Callable

from local_aws.http_api import exchanges
from local_aws.http_api.exchanges import INTERNAL_ERROR, Answer, Event, Exchange

REQUEST_BYTES = 10 * 1024 * 1024
EVENT_BYTES = 6 * 1024 * 1024
ANSWER_BYTES = EVENT_BYTES + 100
TOO_LARGE = "Request Entity Too Large"


def apply() -> None:
    """Add both steps."""
    exchanges.request_steps.append(request_step)
    exchanges.invocation_steps.append(invocation_step)


async def request_step(exchange: Exchange, proceed: Callable[[], Awaitable[Answer]]) -> Answer:
    """Refuse a body that is too large for any API."""
    if len(exchange.body) > REQUEST_BYTES:
        return exchange.refused(413, TOO_LARGE)
    return await proceed()


async def invocation_step(
    exchange: Exchange, event: Event, proceed: Callable[[Event], Awaitable[Event]]
) -> Event:
    """Refuse what Lambda does not take, and what it does not give back."""
    if _size(event) > EVENT_BYTES:
        return exchange.failed(413, TOO_LARGE)
    result = await proceed(event)
    if _size(result.get("body")) > ANSWER_BYTES:
        return exchange.failed(500, INTERNAL_ERROR)
    return result


def _size(value: object) -> int:
    if isinstance(value, bytes):
        return len(value)
    text = value if isinstance(value, str) else json.dumps(value, default=str)
    return len(text.encode())
