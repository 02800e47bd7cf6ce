"""The HTTP API: every route of a handler and no other, for tokens with a scope, within limits."""

from collections.abc import Mapping
from importlib import import_module
from typing import Any

import pytest

from plan.planned import UNKNOWN, Planned
from plan.roots import API_ROOTS, Root, case_files

MODULE = Root("module", "api")
every_api = pytest.mark.parametrize("root", [MODULE, *API_ROOTS], ids=str)
in_module = pytest.mark.parametrize("root", [MODULE], ids=str)
HANDLERS = {"assets-api": "handlers.assets_api", "uploads-api": "handlers.uploads_api"}
# Whose address is a grant, which the function verifies.
OPEN_ROUTES = {"GET /v1/playback/{grant}/{folder}/{file}"}
PLAYBACK = "POST /v1/assets/{assetId}/playback"
SCOPES = {"assets:read", "assets:write", "uploads:write"}
# Of a person, or good for acting as one: the path names uploads and assets.
PERSONAL = ("authorizer.claims", "identity", "path", "sourceIp", "userAgent", "domain")


@pytest.fixture
def known(monkeypatch: pytest.MonkeyPatch) -> Mapping[str, str]:
    """The function that knows each route."""
    monkeypatch.setenv("AWS_REGION", "us-east-1")
    return {
        route: function
        for function, handler in HANDLERS.items()
        for route in import_module(handler).ROUTES
    }


@every_api
def test_routes_are_those_of_the_handlers(planned: Planned, known: Mapping[str, str]) -> None:
    apis = [api.module for api in planned.of("aws_apigatewayv2_api")]
    assert apis
    for module in apis:
        routes = [one for one in planned.of("aws_apigatewayv2_route") if one.module == module]
        assert sorted(one.get("route_key") for one in routes) == sorted(known)


@in_module
def test_a_route_leads_to_the_function_that_knows_it(
    planned: Planned, known: Mapping[str, str]
) -> None:
    for case in case_files("api"):
        told: dict[str, Any] = planned.outputs[case.stem]["routes"]
        functions = {route: one["function"] for route, one in told.items()}
        assert functions == {one: known[one] for one in set(known) - OPEN_ROUTES}
        assert {one["scope"] for one in told.values()} == SCOPES


@every_api
def test_a_route_takes_access_tokens_with_its_scope_or_a_servers(planned: Planned) -> None:
    """A route without scopes would take id tokens too."""
    for route in planned.of("aws_apigatewayv2_route"):
        if route.get("route_key") in OPEN_ROUTES:
            assert route.get("authorization_type") == "NONE"
            continue
        assert route.get("authorization_type") == "JWT", str(route)
        assert route.get("authorizer_id") is UNKNOWN
        plain = {scope.rpartition("/")[2] for scope in route.get("authorization_scopes")}
        assert "assets:all" in plain, str(route)
        assert len(plain & SCOPES) == 1, str(route)
        assert ("playback:grant" in plain) == (route.get("route_key") == PLAYBACK)


@every_api
def test_a_scope_says_whether_a_route_changes_something(planned: Planned) -> None:
    for route in planned.of("aws_apigatewayv2_route"):
        if route.get("route_key") in OPEN_ROUTES:
            continue
        method, path = route.get("route_key").split(" ")
        plain = {scope.rpartition("/")[2] for scope in route.get("authorization_scopes")}
        if "/assets" not in path:
            assert "uploads:write" in plain, str(route)
        else:
            assert ("assets:read" in plain) == (
                method == "GET" or route.get("route_key") == PLAYBACK
            ), str(route)


@every_api
def test_every_route_has_limits_and_its_requests_are_logged(planned: Planned) -> None:
    for stage in planned.of("aws_apigatewayv2_stage"):
        limits = [stage.get("default_route_settings.0"), *stage.get("route_settings")]
        assert len(limits) > 1
        # Terraform would write -1 for what is left out: no limit.
        assert all(one["throttling_burst_limit"] >= 1 for one in limits)
        assert all(one["throttling_rate_limit"] > 0 for one in limits)
        logged = stage.document("access_log_settings.0.format")
        assert {"requestId", "routeKey", "status"} <= set(logged)
        assert [one for one in logged.values() if any(word in one for word in PERSONAL)] == []


@every_api
def test_only_the_api_may_call_its_functions(planned: Planned) -> None:
    permissions = list(planned.of("aws_lambda_permission"))
    assert {one.get("principal") for one in permissions} == {"apigateway.amazonaws.com"}
    # Known after apply: the API's ARN, and below it the one stage.
    assert {one.get("source_arn") for one in permissions} == {UNKNOWN}
    for one in permissions:
        assert "local.stage" in one.expressions["source_arn"]["references"]
        assert (
            "aws_apigatewayv2_api.this.execution_arn" in one.expressions["source_arn"]["references"]
        )


@every_api
def test_pages_keep_cookies_of_a_cdn_alone(planned: Planned) -> None:
    for api in planned.of("aws_apigatewayv2_api"):
        for cors in api.get("cors_configuration") or []:
            told = [
                one.get("environment.0.variables")
                for one in planned.of("aws_lambda_function")
                if one.module[: len(api.module)] == api.module
            ]
            if UNKNOWN not in told:
                played = any("CDN_DOMAIN_NAME" in variables for variables in told)
                assert bool(cors.get("allow_credentials")) == played
            assert "*" not in cors["allow_headers"]
