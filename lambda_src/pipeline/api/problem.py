"""Problem documents (RFC 9457): what clients are told where something is wrong."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from http import HTTPStatus
from typing import Any

MEDIA_TYPE = "application/problem+json"


@dataclass(frozen=True, kw_only=True)
class Problem:
    """``code`` is stable and for programs, ``detail`` for people. ``fields`` says of a request's
    members what is wrong with each, by their names."""

    status: HTTPStatus
    code: str
    detail: str
    retry_after_seconds: int | None = None
    fields: Mapping[str, str] = field(default_factory=dict)

    def document(self, request_id: str) -> dict[str, Any]:
        """Its members. The type is about:blank, so the title is the status's own."""
        document: dict[str, Any] = {
            "type": "about:blank",
            "title": self.status.phrase,
            "status": self.status.value,
            "code": self.code,
            "detail": self.detail,
            "requestId": request_id,
        }
        if self.fields:
            document["fields"] = dict(self.fields)
        return document


# Of what is not there and of what is somebody else's: nobody can tell the two apart.
NOT_FOUND = Problem(
    status=HTTPStatus.NOT_FOUND, code="NOT_FOUND", detail="There is nothing by this name."
)
