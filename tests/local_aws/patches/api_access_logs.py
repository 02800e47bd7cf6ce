"""Access logs of an HTTP API's stage, which ministack 1.5.33 never writes.

AWS delivers them through CloudWatch Logs' log delivery, which whoever sets them must be allowed to
use: "Insufficient permissions to enable logging" is what a deploy role sees first.
"""

import json
import time
from collections.abc import Awaitable, Callable
from typing import Any

from local_aws.access import decisions
from local_aws.http_api import exchanges, log_lines
from local_aws.http_api.exchanges import Answer, Exchange

# What API Gateway's documentation lists for whoever turns logging on.
DELIVERY = (
    *("logs:CreateLogDelivery", "logs:GetLogDelivery"),
    *("logs:ListLogDeliveries", "logs:PutResourcePolicy", "logs:DescribeResourcePolicies"),
)


def apply() -> None:
    """Add the step, and ask for log delivery where a stage gets its log."""
    from ministack.core import router
    from ministack.services import apigateway

    handle = apigateway.handle_request

    async def handle_request(
        method: str, path: str, headers: Any, body: bytes, query: Any
    ) -> tuple[int, dict[str, str], bytes]:
        if method in ("POST", "PATCH") and "/stages" in path:
            caller = router.extract_access_key_id(headers, query)
            wanted = (json.loads(body or b"{}").get("accessLogSettings") or {}).get(
                "destinationArn"
            )
            if wanted and not all(decisions.caller_may(caller, one, "*") for one in DELIVERY):
                text = "Insufficient permissions to enable logging"
                return apigateway._apigw_error("BadRequestException", text, 400)
        return await handle(method, path, headers, body, query)

    apigateway.handle_request = handle_request
    exchanges.request_steps.append(step)


async def step(exchange: Exchange, proceed: Callable[[], Awaitable[Answer]]) -> Answer:
    """Write the line of an answered request."""
    answer = await proceed()
    settings = exchange.stage.get("accessLogSettings") or {}
    if settings.get("destinationArn"):
        group = settings["destinationArn"].split(":log-group:")[-1].removesuffix(":*")
        write(group, exchange, log_lines.line(settings.get("format", ""), exchange, answer))
    return answer


def write(group: str, exchange: Exchange, text: str) -> None:
    """Put one event into the stage's stream of a log group; nothing where the group is gone."""
    from ministack.services import cloudwatch_logs

    where = {"logGroupName": group, "logStreamName": exchange.api["apiId"]}
    if group not in cloudwatch_logs._log_groups:
        return
    if where["logStreamName"] not in cloudwatch_logs._log_groups[group]["streams"]:
        cloudwatch_logs._create_log_stream(where)
    event = {"timestamp": int(time.time() * 1000), "message": text}
    cloudwatch_logs._put_log_events({**where, "logEvents": [event]})
