"""An HTTP API calls a function only where the function's policy lets it: else clients get 500.

ministack 1.5.33 never asks. The condition keys say which route of which stage calls.
"""

from collections.abc import Awaitable, Callable

from local_aws.access import decisions
from local_aws.http_api import exchanges
from local_aws.http_api.exchanges import INTERNAL_ERROR, Event, Exchange


def apply() -> None:
    """Ask before each invocation."""
    exchanges.invocation_steps.append(step)


async def step(
    exchange: Exchange, event: Event, proceed: Callable[[Event], Awaitable[Event]]
) -> Event:
    """Go on if the function's policy allows it."""
    from ministack.services import lambda_svc

    arn = (exchange.function or {})["FunctionArn"]
    policy = (lambda_svc.function_policy_for_arn(arn) or ("",))[0]
    source = {"aws:SourceArn": source_arn(exchange), "aws:SourceAccount": exchange.account}
    service, action = "apigateway.amazonaws.com", "lambda:InvokeFunction"
    if not decisions.service_may(service, action, arn, policy, source):
        return exchange.failed(500, INTERNAL_ERROR)
    return await proceed(event)


def source_arn(exchange: Exchange) -> str:
    """The route that calls: ``…:{api}/{stage}/{METHOD}/{path with its variables}``."""
    route = exchange.route_key.replace(" ", "")
    api, stage = exchange.api["apiId"], exchange.stage["stageName"]
    return f"arn:aws:execute-api:{exchange.region}:{exchange.account}:{api}/{stage}/{route}"
