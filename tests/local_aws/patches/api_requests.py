"""An HTTP API's requests run through steps, and have one id for client, function and log.

ministack 1.5.33 makes up another id for each of them. The patches named api_* add the steps.
"""

from typing import Any

from local_aws.http_api import exchanges


def apply() -> None:
    """Wrap the request, the integration, and the function's invocation."""
    from ministack.services import apigateway

    handle, proxy = apigateway._handle_execute_in_scope, apigateway._invoke_lambda_proxy
    reentrant = apigateway.run_reentrant

    async def handle_execute(*request: Any) -> exchanges.Answer:
        exchange = _exchange(apigateway, *request)

        async def last() -> exchanges.Answer:
            return await handle(*request)

        status, headers, body = await exchanges.run_request(exchange, last)
        return status, {**headers, "apigw-requestid": exchange.request_id}, body

    async def invoke_lambda_proxy(integration: Any, *request: Any, **more: Any) -> Any:
        exchange = exchanges.current.get()
        exchange.integration = integration
        exchange.claims = more.get("authorizer_claims") or {}
        return await proxy(integration, *request, **more)

    async def run_reentrant(function: Any, *arguments: Any, thread_name: str = "") -> Any:
        async def last(event: Any) -> Any:
            return await reentrant(function, arguments[0], event, thread_name=thread_name)

        if thread_name != "ministack-apigw-invoke" or exchanges.current.get(None) is None:
            return await reentrant(function, *arguments, thread_name=thread_name)
        exchanges.current.get().function = arguments[0]["config"]
        return await exchanges.run_invocation(arguments[1], last)

    apigateway._handle_execute_in_scope = handle_execute
    apigateway._invoke_lambda_proxy = invoke_lambda_proxy
    apigateway.run_reentrant = run_reentrant


def _exchange(apigateway: Any, *request: Any) -> exchanges.Exchange:
    api_id, stage, path, method, headers, body, _, account, region = request[:9]
    stages = apigateway._stages.get(api_id, {})
    return exchanges.Exchange(
        api=apigateway._apis.get(api_id) or {},
        stage=stages.get(stage) or {},
        route=apigateway._match_route(api_id, method, path) if stage in stages else None,
        account=account,
        region=region,
        method=method,
        path="/" + path.lstrip("/"),
        headers={name.lower(): value for name, value in headers.items()},
        body=body or b"",
    )
