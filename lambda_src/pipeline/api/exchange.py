"""A request by somebody who is known, and its answer: what of HTTP the workflows see."""

from collections.abc import Collection, Mapping
from dataclasses import dataclass, field
from http import HTTPStatus
from typing import Any

from pipeline.api.caller import Caller, Scope
from pipeline.api.problem import Problem
from pipeline.text.strict_json import read_json

JSON = "application/json"
MERGE_PATCH = "application/merge-patch+json"  # RFC 7396
# A list of all parts that S3 can number takes 0.8 MB.
BODY_LIMIT_BYTES = 1024 * 1024


class ProblemError(Exception):
    """The request ends here, with this answer."""

    def __init__(self, problem: Problem) -> None:
        super().__init__(problem.code)
        self.problem = problem


@dataclass(frozen=True, kw_only=True)
class Request:
    """``path`` are the variables of the route, ``query`` has names and values decoded. ``if_match``
    and ``if_none_match`` are headers; empty where the client sent none."""

    caller: Caller
    path: Mapping[str, str] = field(default_factory=dict)
    query: Mapping[str, str] = field(default_factory=dict)
    media_type: str = ""
    body: bytes = b""
    if_match: str = ""
    if_none_match: str = ""

    def demand(self, scope: Scope) -> None:
        """Raises ProblemError where the caller lacks it."""
        if not self.caller.may(scope):
            raise ProblemError(
                Problem(
                    status=HTTPStatus.FORBIDDEN,
                    code="MISSING_SCOPE",
                    detail=f"The token lacks the scope {scope}.",
                )
            )

    def json_object(self, media_types: Collection[str] = (JSON,)) -> Mapping[str, Any]:
        """The body. Raises ProblemError."""
        if self.media_type.partition(";")[0].strip().lower() not in media_types:
            raise ProblemError(
                Problem(
                    status=HTTPStatus.UNSUPPORTED_MEDIA_TYPE,
                    code="NOT_JSON",
                    detail="Send JSON, and say so: Content-Type: application/json.",
                )
            )
        if len(self.body) > BODY_LIMIT_BYTES:
            raise ProblemError(
                Problem(
                    status=HTTPStatus.REQUEST_ENTITY_TOO_LARGE,
                    code="BODY_TOO_LARGE",
                    detail=f"A body has at most {BODY_LIMIT_BYTES} bytes.",
                )
            )
        try:
            found = read_json(self.body.decode())
        except UnicodeDecodeError:
            raise _malformed("it is not UTF-8") from None
        except ValueError as error:
            raise _malformed(str(error)) from None
        if not isinstance(found, dict):
            raise _malformed("it is no object")
        return found


def _malformed(why: str) -> ProblemError:
    detail = f"The body is no JSON object that can be read: {why}."
    return ProblemError(
        Problem(status=HTTPStatus.BAD_REQUEST, code="MALFORMED_BODY", detail=detail)
    )


@dataclass(frozen=True, kw_only=True)
class Cookie:
    """It goes over HTTPS alone, and no script reads it. ``same_site`` is Lax, Strict or None (the
    text); without a ``domain`` it is of the host that answered."""

    name: str
    value: str
    path: str
    same_site: str
    domain: str | None = None


@dataclass(frozen=True, kw_only=True)
class Answer:
    """``document`` becomes JSON, and a text itself where ``media_type`` is another than JSON's;
    None is an answer without a body. ``what`` and ``facts`` are for the log. ``headers`` go before
    those that every answer has."""

    document: Any
    what: str
    status: HTTPStatus = HTTPStatus.OK
    facts: Mapping[str, str] = field(default_factory=dict)
    headers: Mapping[str, str] = field(default_factory=dict)
    cookies: tuple[Cookie, ...] = ()
    media_type: str = JSON
