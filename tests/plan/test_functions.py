"""Functions: one runtime, traced, logged, without secrets."""

import re

import pytest

from plan.planned import Planned
from plan.roots import ENV_ROOTS, ENVS, ROOTS, Root

every_root = pytest.mark.parametrize("root", ROOTS, ids=str)

SECRET_NAMES = re.compile(r"password|secret|token|private_key|credential", re.IGNORECASE)
SECRET_VALUES = re.compile(r"\bA(KIA|SIA)[A-Z0-9]{16}\b|-----BEGIN [A-Z ]*PRIVATE KEY-----")


@every_root
def test_functions_share_one_runtime_and_architecture(planned: Planned) -> None:
    assert {
        (function.get("runtime"), *function.get("architectures"))
        for function in planned.of("aws_lambda_function")
    } <= {("python3.13", "arm64")}


@pytest.mark.parametrize("root", ENV_ROOTS, ids=str)
def test_functions_are_traced(planned: Planned) -> None:
    assert [
        str(function)
        for function in planned.of("aws_lambda_function")
        if function.get("tracing_config.0.mode") != "Active"
    ] == []


@every_root
def test_every_function_has_a_log_group_that_forgets(planned: Planned) -> None:
    """Without one, Lambda makes one without key and without end."""
    groups = {(group.module, group.get("name")) for group in planned.of("aws_cloudwatch_log_group")}
    assert [
        str(function)
        for function in planned.of("aws_lambda_function")
        if (function.module, f"/aws/lambda/{function.get('function_name')}") not in groups
    ] == []
    assert [
        str(group)
        for group in planned.of("aws_cloudwatch_log_group")
        if not group.get("retention_in_days")
    ] == []


@pytest.mark.parametrize("root", [Root("env", "prod")], ids=str)
def test_prod_keeps_logs_for_a_year(planned: Planned) -> None:
    assert "prod" in ENVS
    retentions = {
        group.get("retention_in_days") for group in planned.of("aws_cloudwatch_log_group")
    }
    assert min(retentions) >= 365


@every_root
def test_no_resource_carries_a_secret(planned: Planned) -> None:
    found = []
    for resource in planned.resources:
        variables = resource.get("environment.0.variables")
        both = {**resource.values, **(variables if isinstance(variables, dict) else {})}
        # What is no text is about secrets: how long a password is, how long a token is good for.
        names = [name for name, value in both.items() if value and isinstance(value, str)]
        found += [f"{resource} {name}" for name in names if SECRET_NAMES.search(name)]
        if SECRET_VALUES.search(str(resource.values)):
            found.append(str(resource))
    assert found == []
