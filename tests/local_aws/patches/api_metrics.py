"""Metrics of an HTTP API in AWS/ApiGateway, which ministack 1.5.33 does not have.

Per API and per stage; per route too where the stage asks for detailed metrics. Each request counts
for ``4xx`` and ``5xx`` with 0 or 1, so that their average is a ratio.
"""

import time
from collections.abc import Awaitable, Callable

from local_aws.http_api import exchanges
from local_aws.http_api.exchanges import Answer, Exchange

NAMESPACE = "AWS/ApiGateway"


def apply() -> None:
    """Add the step."""
    exchanges.request_steps.append(step)


async def step(exchange: Exchange, proceed: Callable[[], Awaitable[Answer]]) -> Answer:
    """Count an answered request."""
    from ministack.services import cloudwatch

    answer = await proceed()
    for dimensions in dimensions_of(exchange):
        for name, (value, unit) in values(exchange, answer).items():
            cloudwatch.record_metric(NAMESPACE, name, value, unit, dimensions)
    cloudwatch._evaluate_all_alarms()
    return answer


def dimensions_of(exchange: Exchange) -> list[dict[str, str]]:
    """The series that a request counts for."""
    if not exchange.api or not exchange.stage:
        return []
    api, stage = {"ApiId": exchange.api["apiId"]}, {"Stage": exchange.stage["stageName"]}
    found = [api, api | stage]
    settings = exchange.stage.get("defaultRouteSettings") or {}
    own = (exchange.stage.get("routeSettings") or {}).get(exchange.route_key) or {}
    method, _, resource = exchange.route_key.partition(" ")
    if {**settings, **own}.get("detailedMetricsEnabled") and resource:
        found.append(api | stage | {"Method": method, "Resource": resource})
    return found


def values(exchange: Exchange, answer: Answer) -> dict[str, tuple[float, str]]:
    """Value and unit of each metric."""
    status, _, body = answer
    found: dict[str, tuple[float, str]] = {
        "Count": (1, "Count"),
        "4xx": (400 <= status < 500, "Count"),
        "5xx": (status >= 500, "Count"),
        "DataProcessed": (len(exchange.body) + len(body), "Bytes"),
        "Latency": ((time.time() - exchange.started) * 1000, "Milliseconds"),
    }
    if exchange.invoked and exchange.returned:
        spent = (exchange.returned - exchange.invoked) * 1000
        found["IntegrationLatency"] = (spent, "Milliseconds")
    return found
