"""A JWT authorizer has nothing of a Lambda authorizer's, and its issuer answers when it is made.

ministack 1.5.33 makes up a payload format for it, which Terraform then wants to take away in every
plan, and takes any issuer. AWS reads the issuer's discovery document and refuses one without.
"""

import asyncio
import json
from typing import Any

from local_aws.patches.api_tokens import pool_of

OF_LAMBDA = (
    "authorizerPayloadFormatVersion",
    "authorizerResultTtlInSeconds",
    "authorizerUri",
    "authorizerCredentialsArn",
    "enableSimpleResponses",
)
DISCOVERY = "/.well-known/openid-configuration"


def apply() -> None:
    """Wrap the control plane's handler, and both ways to write an authorizer."""
    from ministack.services import apigateway

    handle = apigateway.handle_request
    create, update = apigateway._create_authorizer, apigateway._update_authorizer

    async def handle_request(
        method: str, path: str, headers: Any, body: bytes, query: Any
    ) -> tuple[int, dict[str, str], bytes]:
        if method in ("POST", "PATCH") and "/authorizers" in path:
            asked = json.loads(body or b"{}").get("jwtConfiguration") or {}
            issuer = asked.get("issuer")
            if issuer and not await asyncio.to_thread(_discoverable, apigateway, issuer):
                text = (
                    f"Invalid issuer: {issuer}. Issuer must have a valid discovery endpoint "
                    f"ended with '{DISCOVERY}'"
                )
                return apigateway._apigw_error("BadRequestException", text, 400)
        return await handle(method, path, headers, body, query)

    def create_authorizer(api_id: str, asked: dict[str, Any]) -> Any:
        return _plain(apigateway, api_id, create(api_id, asked))

    def update_authorizer(api_id: str, authorizer_id: str, asked: dict[str, Any]) -> Any:
        return _plain(apigateway, api_id, update(api_id, authorizer_id, asked))

    apigateway.handle_request = handle_request
    apigateway._create_authorizer = create_authorizer
    apigateway._update_authorizer = update_authorizer


def _plain(apigateway: Any, api_id: str, answer: Any) -> Any:
    status, _, body = answer
    if status >= 300:
        return answer
    authorizer = apigateway._authorizers[api_id][json.loads(body)["authorizerId"]]
    if authorizer["authorizerType"] == "JWT":
        for name in OF_LAMBDA:
            authorizer.pop(name, None)
    return apigateway._apigw_response(authorizer, status)


def _discoverable(apigateway: Any, issuer: str) -> bool:
    if not issuer.startswith("https://"):
        return False
    if pool_of(issuer):
        return True
    try:
        url = issuer.rstrip("/") + DISCOVERY
        return bool(json.loads(apigateway._urlopen_sync(url, 5.0)[2])["jwks_uri"])
    except (OSError, ValueError, KeyError, TypeError):
        return False
