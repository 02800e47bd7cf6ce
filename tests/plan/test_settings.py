"""The functions' environment variables are the ones that their settings read.

Seen in the cases of modules: in an environment's plan, the queues' URLs are unknown, and with them
the whole map.
"""

from dataclasses import fields
from importlib import import_module

import pytest

from pipeline.settings import (
    AssetsApiSettings,
    EraseSettings,
    IngestSettings,
    PublishSettings,
    ReconcileSettings,
    RemoveSettings,
    Settings,
    TrackSettings,
    UploadsApiSettings,
    WebhookSettings,
)
from plan.planned import Planned, Resource
from plan.roots import Root

SETTINGS_BY_NAME: dict[str, type[Settings]] = {
    "asset-event-publisher": PublishSettings,
    "assets-api": AssetsApiSettings,
    "asset-reconciler": ReconcileSettings,
    "ingest-orchestrator": IngestSettings,
    "job-status-processor": TrackSettings,
    "outputs-remover": RemoveSettings,
    "asset-eraser": EraseSettings,
    "uploads-api": UploadsApiSettings,
    "webhook-sender": WebhookSettings,
}
# Read by Powertools and by botocore themselves.
OF_LIBRARIES = {"POWERTOOLS_LOG_LEVEL", "POWERTOOLS_SERVICE_NAME", "AWS_DATA_PATH"}


def settings_of(function: Resource) -> type[Settings]:
    return SETTINGS_BY_NAME[function.get("function_name").removeprefix("media-test-")]


in_modules = pytest.mark.parametrize(
    "root", [Root("module", name) for name in ("api", "compute", "webhooks")], ids=str
)


@in_modules
def test_a_function_gets_the_settings_it_reads_and_no_others(planned: Planned) -> None:
    for function in planned.of("aws_lambda_function"):
        settings = settings_of(function)
        read = {field.name.upper() for field in fields(settings)} | OF_LIBRARIES
        optional = {
            field.name.upper()
            for field in fields(settings)
            if field.type in (str | None, int | None)
        }
        set_ = set(function.get("environment.0.variables"))
        assert read - optional <= set_ <= read, str(function)


@in_modules
def test_settings_accept_the_values_of_the_plan(planned: Planned) -> None:
    for function in planned.of("aws_lambda_function"):
        variables = function.get("environment.0.variables")
        settings = settings_of(function).from_env(variables)
        assert settings.powertools_metrics_namespace == "MediaPipeline"
        assert settings.name_prefix == "media-test"


@in_modules
def test_handlers_are_where_the_functions_look_for_them(
    planned: Planned, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("AWS_REGION", "us-east-1")
    for function in planned.of("aws_lambda_function"):
        module, name = function.get("handler").rsplit(".", 1)
        assert callable(getattr(import_module(module), name))
