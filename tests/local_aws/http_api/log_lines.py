"""A line of a stage's access log: its format with the values of one request."""

import re
import time
from typing import Any

from local_aws.http_api.exchanges import Answer, Exchange

VARIABLE = re.compile(r"\$context\.([A-Za-z0-9_]+(?:\.[A-Za-z0-9_:-]+)*)")
CLAIMS = "authorizer.claims."


def line(log_format: str, exchange: Exchange, answer: Answer) -> str:
    """The format with every ``$context`` variable replaced; "-" where there is no value."""
    values, claims = context(exchange, answer), exchange.claims

    def value(found: re.Match[str]) -> str:
        name = found[1]
        where = claims if name.startswith(CLAIMS) else values
        one = where.get(name.removeprefix(CLAIMS))
        return "-" if one is None or one == "" else str(one)

    return VARIABLE.sub(value, log_format)


def context(exchange: Exchange, answer: Answer) -> dict[str, Any]:
    """API Gateway's logging variables of HTTP APIs, by name; durations are milliseconds."""
    status, _, body = answer
    now, headers = time.time(), exchange.headers
    started = time.gmtime(exchange.started)
    spent = exchange.invoked and round(((exchange.returned or now) - exchange.invoked) * 1000)
    called = 200 if exchange.invoked else None
    failed = exchange.error if exchange.invoked else None
    api_id = exchange.api.get("apiId")
    return {
        "accountId": exchange.account,
        "apiId": api_id,
        "authorizer.error": exchange.error if status in (401, 403) else None,
        "dataProcessed": len(exchange.body) + len(body),
        "domainName": f"{api_id}.execute-api.{exchange.region}.amazonaws.com",
        "domainPrefix": api_id,
        "error.message": exchange.error,
        "error.messageString": f'"{exchange.error}"' if exchange.error else None,
        "extendedRequestId": exchange.request_id,
        "httpMethod": exchange.method,
        "identity.sourceIp": "127.0.0.1",
        "identity.userAgent": headers.get("user-agent"),
        "integration.error": failed,
        "integration.integrationStatus": None if failed or not called else status,
        "integration.latency": spent,
        "integration.status": called,
        "integrationErrorMessage": failed,
        "integrationLatency": spent,
        "integrationStatus": called,
        "path": exchange.stage_path,
        "protocol": "HTTP/1.1",
        "requestId": exchange.request_id,
        "requestTime": time.strftime("%d/%b/%Y:%H:%M:%S +0000", started),
        "requestTimeEpoch": int(exchange.started),
        "responseLatency": round((now - exchange.started) * 1000),
        "responseLength": len(body),
        "routeKey": exchange.route_key,
        "stage": exchange.stage.get("stageName"),
        "status": status,
    }
