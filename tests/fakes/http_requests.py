"""Requests as API Gateway hands them to a function: payload 2.0, after its JWT authorizer."""

import json
from dataclasses import dataclass, field
from typing import Any
from urllib.parse import urlencode

from pipeline.api.caller import owner_of

ISSUER = "https://issuer.example.com/pool"
EVERY_SCOPE = "uploads:write assets:read assets:write"


@dataclass(frozen=True)
class Person:
    """Who a token names, and what it lets them do."""

    subject: str = "ann@example.com"
    scope: str = EVERY_SCOPE
    claims: dict[str, str] = field(default_factory=dict)

    @property
    def owner(self) -> str:
        return owner_of(ISSUER, self.subject)


@dataclass(frozen=True)
class Told:
    """A function's answer; ``document`` is what its JSON means."""

    status: int
    headers: dict[str, str]
    text: str

    @property
    def document(self) -> Any:
        return json.loads(self.text)

    @property
    def code(self) -> str:
        """Of a problem document."""
        assert self.headers["Content-Type"] == "application/problem+json", self.text
        assert self.document["status"] == self.status
        return self.document["code"]


def request(
    person: Person,
    method: str,
    path: str,
    body: Any = None,
    query: dict[str, str] | None = None,
    **more: str,
) -> dict[str, Any]:
    """``body`` is an object, or a text as it is; ``query`` is as API Gateway has decoded it;
    ``more`` are headers."""
    text = body if isinstance(body, str) or body is None else json.dumps(body)
    claims = {"iss": ISSUER, "sub": person.subject, "scope": person.scope, **person.claims}
    event: dict[str, Any] = {
        "version": "2.0",
        "routeKey": f"{method} {path}",
        "rawPath": f"/api{path}",
        "rawQueryString": urlencode(query or {}, errors="surrogatepass"),
        "headers": {"content-type": "application/json", **more},
        "requestContext": {
            "accountId": "000000000000",
            "apiId": "api",
            "authorizer": {"jwt": {"claims": claims, "scopes": None}},
            "domainName": "api.execute-api.us-east-1.amazonaws.com",
            "http": {"method": method, "path": f"/api{path}", "sourceIp": "192.0.2.1"},
            "requestId": "JKJaXmPLvHcESHA=",
            "routeKey": f"{method} {path}",
            "stage": "api",
        },
        "isBase64Encoded": False,
    }
    if query:
        event["queryStringParameters"] = query
    if text is not None:
        event["body"] = text
    return event
