"""A request to an HTTP API on its way to the function and back, as steps around ministack's own.

A patch adds a step. The steps run in the order in which they were added, the first one outermost.
"""

import base64
import json
import os
import time
from collections.abc import Awaitable, Callable
from contextvars import ContextVar
from dataclasses import dataclass, field
from typing import Any

Answer = tuple[int, dict[str, Any], bytes]
Event = dict[str, Any]
INTERNAL_ERROR = "Internal Server Error"


@dataclass
class Exchange:
    """What is known of a request so far; times are epoch seconds."""

    api: dict[str, Any]
    stage: dict[str, Any]
    route: dict[str, Any] | None
    account: str
    region: str
    method: str
    path: str
    headers: dict[str, str]
    body: bytes
    request_id: str = field(default_factory=lambda: base64.b64encode(os.urandom(11)).decode())
    started: float = field(default_factory=time.time)
    claims: dict[str, Any] = field(default_factory=dict)
    function: dict[str, Any] | None = None
    integration: dict[str, Any] = field(default_factory=dict)
    invoked: float | None = None
    returned: float | None = None
    error: str = ""

    @property
    def route_key(self) -> str:
        """The key of the route, or "" where none matches."""
        return (self.route or {}).get("routeKey", "")

    @property
    def stage_path(self) -> str:
        """The path as the API's own host name has it: below the stage, unless it is $default."""
        name = self.stage.get("stageName", "$default")
        return self.path if name == "$default" else f"/{name}{self.path}"

    def refused(self, status: int, message: str) -> Answer:
        """API Gateway's own answer, which is all that a client learns."""
        self.error = message
        body = json.dumps({"message": message}, separators=(",", ":")).encode()
        return status, {"Content-Type": "application/json"}, body

    def failed(self, status: int, message: str) -> Event:
        """The same in place of what the function answers."""
        self.error = message
        _, headers, body = self.refused(status, message)
        return {"body": {"statusCode": status, "headers": headers, "body": body.decode()}}


RequestStep = Callable[[Exchange, Callable[[], Awaitable[Answer]]], Awaitable[Answer]]
InvocationStep = Callable[[Exchange, Event, Callable[[Event], Awaitable[Event]]], Awaitable[Event]]
request_steps: list[RequestStep] = []
invocation_steps: list[InvocationStep] = []
current: ContextVar[Exchange] = ContextVar("exchange")


async def run_request(exchange: Exchange, last: Callable[[], Awaitable[Answer]]) -> Answer:
    """Run the steps around a request."""

    async def run(index: int) -> Answer:
        if index == len(request_steps):
            return await last()
        return await request_steps[index](exchange, lambda: run(index + 1))

    token = current.set(exchange)
    try:
        return await run(0)
    finally:
        current.reset(token)


async def run_invocation(event: Event, last: Callable[[Event], Awaitable[Event]]) -> Event:
    """Run the steps around the function's invocation."""
    exchange = current.get()

    async def run(index: int, event: Event) -> Event:
        if index == len(invocation_steps):
            exchange.invoked = time.time()
            try:
                return await last(event)
            finally:
                exchange.returned = time.time()
        return await invocation_steps[index](exchange, event, lambda one: run(index + 1, one))

    return await run(0, event)
