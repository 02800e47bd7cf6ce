"""Requests to the HTTP API: who asks, by which route, and one line in the log for each."""

import json
from base64 import b64decode
from collections.abc import Callable, Collection, Mapping
from http import HTTPStatus
from typing import Any

from aws_lambda_powertools.event_handler import APIGatewayHttpResolver, Response
from aws_lambda_powertools.shared.cookies import Cookie, SameSite

from handlers import log_lines
from pipeline.api.caller import NOBODY, UnknownCallerError, caller_of
from pipeline.api.exchange import JSON, Answer, ProblemError, Request
from pipeline.api.problem import MEDIA_TYPE, NOT_FOUND, Problem
from pipeline.failures import PermanentError, TransientError

# API Gateway has a stage of this name, so that a CDN can carry the API below it.
STAGE = "/api"
# Answers hold signed URLs and what is one person's own.
HEADERS = {"Cache-Control": "no-store", "X-Content-Type-Options": "nosniff"}
RETRY_AFTER_SECONDS = 2
UNAVAILABLE = Problem(
    status=HTTPStatus.SERVICE_UNAVAILABLE,
    code="UNAVAILABLE",
    detail="This cannot be done at the moment. Ask again.",
    retry_after_seconds=RETRY_AFTER_SECONDS,
)
OUR_FAULT = Problem(
    status=HTTPStatus.INTERNAL_SERVER_ERROR,
    code="INTERNAL_ERROR",
    detail="Something is wrong on our side. Tell us the requestId.",
)
Route = Callable[[Request], Answer]

logger = log_lines.logger()


class HttpApi:
    """Routes by their keys in API Gateway: ``GET /v1/uploads/{uploadId}``. ``open_routes`` are
    those that ask for no token. What is long and says the same again and again goes compressed
    where the client takes it: a function's answer has 6 MB at most."""

    def __init__(
        self, routes: Mapping[str, Route], subject_claim: str, open_routes: Collection[str] = ()
    ) -> None:
        self._subject_claim = subject_claim
        self._open_routes = open_routes
        self._app = APIGatewayHttpResolver()
        for route_key, route in routes.items():
            method, _, path = route_key.partition(" ")
            rule = path.replace("{", "<").replace("}", ">")
            compress = route_key in open_routes
            self._app.route(rule, method=method, compress=compress)(
                self._resolver(route_key, route)
            )
        self._app.not_found(lambda _: self._refused("none", NOT_FOUND))

    def answer(self, event: dict[str, Any], context: Any) -> dict[str, Any]:
        # The stage is in the path, but for some domains of one's own; Powertools takes off as many
        # characters in any case.
        # Before a line feed, its rules take a path for ended.
        path = event["rawPath"].replace("\n", "%0A")
        staged = path if path.startswith(f"{STAGE}/") else f"{STAGE}{path}"
        return self._app.resolve({**event, "rawPath": staged}, context)

    def _resolver(self, route_key: str, route: Route) -> Callable[..., Response[str]]:
        def run(**path: str) -> Response[str]:
            return self._run(route_key, route, path)

        return run

    def _run(self, route_key: str, route: Route, path: Mapping[str, str]) -> Response[str]:
        try:
            answer = route(self._request(route_key, path))
        except ProblemError as error:
            return self._refused(route_key, error.problem)
        except UnknownCallerError as error:
            problem = Problem(
                status=HTTPStatus.UNAUTHORIZED, code="UNKNOWN_CALLER", detail=f"{error}."
            )
            return self._refused(route_key, problem)
        except TransientError as error:
            logger.warning(f"could not be done now: {error}", route=route_key)
            return self._refused(route_key, UNAVAILABLE)
        except PermanentError as error:
            logger.error(f"fault of ours: {error}", route=route_key)
            return self._refused(route_key, OUR_FAULT)
        except Exception:
            logger.exception("unforeseen fault", route=route_key)
            return self._refused(route_key, OUR_FAULT)
        facts: dict[str, Any] = dict(answer.facts)
        logger.info(answer.what, route=route_key, requestId=self._request_id, **facts)
        headers: dict[str, str | list[str]] = {**HEADERS, **answer.headers}
        if answer.document is None:
            return Response(answer.status.value, None, "", headers=headers)
        is_text = answer.media_type != JSON
        body = answer.document if is_text else json.dumps(answer.document)
        cookies = [
            Cookie(
                name=one.name,
                value=one.value,
                path=one.path,
                domain=one.domain or "",
                secure=True,
                http_only=True,
                same_site=SameSite(one.same_site),
            )
            for one in answer.cookies
        ]
        return Response(
            answer.status.value, answer.media_type, body, headers=headers, cookies=cookies
        )

    def _request(self, route_key: str, path: Mapping[str, str]) -> Request:
        event = self._app.current_event
        caller = NOBODY
        if route_key not in self._open_routes:
            claims = event.request_context.authorizer.jwt_claim or {}
            told = {name: str(claims[name]) for name in claims}
            caller = caller_of(told, self._subject_claim)
        body = (event.body or "").encode(errors="surrogatepass")
        return Request(
            caller=caller,
            path=path,
            query=event.query_string_parameters or {},
            media_type=event.headers.get("content-type") or "",
            body=b64decode(body) if event.is_base64_encoded else body,
            if_match=event.headers.get("if-match") or "",
            if_none_match=event.headers.get("if-none-match") or "",
        )

    def _refused(self, route_key: str, problem: Problem) -> Response[str]:
        logger.info(
            f"refused: {problem.code}",
            route=route_key,
            status=problem.status.value,
            requestId=self._request_id,
            fields=dict(problem.fields),
        )
        headers: dict[str, str | list[str]] = dict(HEADERS)
        if problem.retry_after_seconds is not None:
            headers["Retry-After"] = str(problem.retry_after_seconds)
        body = json.dumps(problem.document(self._request_id))
        return Response(problem.status.value, MEDIA_TYPE, body, headers=headers)

    @property
    def _request_id(self) -> str:
        """API Gateway's, which its access log names, too."""
        return self._app.current_event.request_context.request_id
