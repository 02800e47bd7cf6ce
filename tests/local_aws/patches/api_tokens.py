"""JWT authorizers of HTTP APIs, under TLS: keys, claims, and the answer to a token that fails.

ministack 1.5.33 fetches the keys of its own pools over plain HTTP, so that here every token is
refused. It takes a token without ``exp``, stumbles over odd ones (500), and does not say why in
``www-authenticate``. API Gateway takes https issuers with RSA keys only.
"""

import base64
import json
import time
from typing import Any

from local_aws.http_api import exchanges

# Without scope, as its documentation shows it.
CHALLENGE = 'Bearer scope="{scope}" error="{code}" error_description="{text}"'
ALGORITHMS = ("RS256", "RS384", "RS512")


def apply() -> None:
    """Wrap the validation, and the two look-ups on the way to an issuer's keys."""
    from ministack.services import apigateway, cognito

    validate, fetch, resolve = (
        apigateway._validate_jwt_authorizer,
        apigateway._fetch_jwks,
        apigateway._resolve_jwks_url,
    )

    async def validate_jwt_authorizer(
        route: dict[str, Any], authorizer: dict[str, Any], headers: Any, query: Any
    ) -> tuple[Any, Any, Any]:
        sources = authorizer.get("identitySource") or []
        token = apigateway._extract_token_from_identity_source(sources, headers, query)
        fault = fault_of(token, time.time()) if token else "no token"
        found: tuple[Any, Any, Any] = (None, None, None)
        if not fault:
            found = await validate(route, authorizer, headers, query)
            if found[2] is None:
                return found
        scope = " ".join(route.get("authorizationScopes") or [])
        return None, None, _refusal(found[2], fault, scope)

    async def resolve_jwks_url(authorizer: dict[str, Any]) -> str | None:
        issuer = str((authorizer.get("jwtConfiguration") or {}).get("issuer") or "")
        if pool_of(issuer):
            return issuer
        url = await resolve(authorizer) if issuer.startswith("https://") else None
        return url if url and url.startswith("https://") else None

    async def fetch_jwks(url: str) -> dict[str, Any]:
        if pool_of(url):
            return json.loads(cognito.well_known_jwks(pool_of(url))[2])
        return await fetch(url)

    apigateway._validate_jwt_authorizer = validate_jwt_authorizer
    apigateway._fetch_jwks = fetch_jwks
    apigateway._resolve_jwks_url = resolve_jwks_url


def pool_of(issuer: str) -> str:
    """The pool of this account that is an issuer, or ""."""
    from ministack.services import cognito

    host, _, pool = issuer.removeprefix("https://").partition("/")
    ours = host.startswith("cognito-idp.") and host.endswith(".amazonaws.com")
    return pool if ours and cognito._get_pool_unscoped(pool) is not None else ""


def fault_of(token: str, now: float) -> str:
    """What is wrong with a token, so far as can be said without keys; "" if nothing."""
    try:
        header, claims = (_decoded(part) for part in token.split(".")[:2])
        times = [claims.get(name) for name in ("exp", "nbf", "iat")]
    except (ValueError, AttributeError):
        return "the token is malformed"
    if header.get("alg") not in ALGORITHMS:
        return "signing method is invalid"
    if any(isinstance(at, bool) or not isinstance(at, int | float | None) for at in times):
        return "the token is malformed"
    if times[0] is None:
        return "the token has no expiry"
    return "the token has expired" if times[0] <= now else ""


def _decoded(part: str) -> dict[str, Any]:
    found = json.loads(base64.urlsafe_b64decode(part + "=" * (-len(part) % 4)))
    if not isinstance(found, dict):
        raise ValueError("no object")
    return found


def _refusal(answer: Any, fault: str, scope: str) -> exchanges.Answer:
    exchange = exchanges.current.get()
    if answer is not None and answer[0] == 403:
        status, message, code, fault = 403, "Forbidden", "insufficient_scope", "missing scope"
    else:
        status, message, code = 401, "Unauthorized", "invalid_token"
        fault, scope = fault or "the token is not valid for this API", ""
    status, headers, body = exchange.refused(status, message)
    challenge = (
        "Bearer" if fault == "no token" else CHALLENGE.format(scope=scope, code=code, text=fault)
    )
    return status, {**headers, "www-authenticate": challenge}, body
