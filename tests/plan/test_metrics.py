"""Every alarm can fire and every widget shows something: their metrics exist."""

import re
from collections.abc import Iterator
from typing import Any

import pytest

from plan.metrics_catalogue import NAMED_BY, OF_AWS, OF_WEBHOOKS, OURS, OURS_BY, exists
from plan.planned import UNKNOWN, Planned, Resource
from plan.roots import ENV_ROOTS, PROJECT, ROOTS, SHIPPED_ROOTS, Root

Metric = tuple[str, str, str, dict[str, Any]]
every_root = pytest.mark.parametrize("root", ROOTS, ids=str)


def of_alarms(planned: Planned) -> Iterator[Metric]:
    """Who asks, namespace, name and dimensions."""
    for alarm in planned.of("aws_cloudwatch_metric_alarm"):
        if alarm.get("metric_name"):
            yield (
                str(alarm),
                alarm.get("namespace"),
                alarm.get("metric_name"),
                _dimensions(alarm, alarm.get("namespace"), "dimensions"),
            )
        for number, query in enumerate(alarm.get("metric_query") or []):
            for metric in query["metric"]:
                path = f"metric_query.{number}.metric.0.dimensions"
                yield (
                    str(alarm),
                    metric["namespace"],
                    metric["metric_name"],
                    _dimensions(alarm, metric["namespace"], path),
                )


def _dimensions(alarm: Resource, namespace: str, path: str) -> dict[str, Any]:
    """Before an API or a distribution is there, its id is unknown, and with it all dimensions."""
    found = alarm.get(path)
    (names,) = OF_AWS[namespace][1] if found is UNKNOWN else [()]
    return dict.fromkeys(names, UNKNOWN) if found is UNKNOWN else found


def widgets(planned: Planned) -> Iterator[tuple[Resource, dict]]:
    """None where one names what is known after apply: the id of an API."""
    for dashboard in planned.of("aws_cloudwatch_dashboard"):
        body = dashboard.document("dashboard_body")
        for widget in body["widgets"] if body is not UNKNOWN else []:
            yield dashboard, widget["properties"]


def of_dashboards(planned: Planned) -> Iterator[Metric]:
    for dashboard, properties in widgets(planned):
        for entry in properties["metrics"]:
            texts = [part for part in entry if isinstance(part, str)]
            if texts:
                namespace, name, *rest = texts
                dimensions = dict(zip(rest[::2], rest[1::2], strict=True))
                yield f"{dashboard} {properties['title']}", namespace, name, dimensions


@every_root
def test_every_metric_asked_for_exists(planned: Planned) -> None:
    assert [
        metric
        for metric in [*of_alarms(planned), *of_dashboards(planned)]
        if not exists(*metric[1:])
    ] == []


@pytest.mark.parametrize("root", ENV_ROOTS, ids=str)
def test_every_dimension_names_something_of_this_pipeline(planned: Planned) -> None:
    names = {
        dimension: {resource.get(attribute) for resource in planned.of(type_)}
        for dimension, (type_, attribute) in NAMED_BY.items()
    }
    names["Environment"] = {planned.variables["name_prefix"]}
    asked = [*of_alarms(planned), *of_dashboards(planned)]
    assert [
        f"{who}: {dimension} {value}"
        for who, _, _, dimensions in asked
        for dimension, value in dimensions.items()
        if dimension in names and value not in names[dimension]
    ] == []
    assert asked


@pytest.mark.parametrize("root", ENV_ROOTS, ids=str)
def test_every_queue_rule_and_function_has_its_alarm(planned: Planned) -> None:
    """The failed-assets queue is for people to read: it does not page."""
    watched = {value for _, _, _, dimensions in of_alarms(planned) for value in dimensions.values()}
    expected = {
        resource.get(attribute)
        for type_, attribute in NAMED_BY.values()
        for resource in planned.of(type_)
    }
    prefix = planned.variables["name_prefix"]
    assert expected - watched == {f"{prefix}-failed-assets"}


WITH_WEBHOOKS = [root for root in ENV_ROOTS if "webhooks" in str(root)]


@pytest.mark.parametrize("root", [*SHIPPED_ROOTS, *WITH_WEBHOOKS], ids=str)
def test_the_dashboard_shows_all_of_our_metrics(planned: Planned, root: Root) -> None:
    shown = {name for _, space, name, _ in of_dashboards(planned) if space == "MediaPipeline"}
    assert shown == (OURS | OF_WEBHOOKS if root in WITH_WEBHOOKS else OURS)


@every_root
def test_expressions_use_metrics_that_they_have(planned: Planned) -> None:
    wrong = []
    for alarm in planned.of("aws_cloudwatch_metric_alarm"):
        queries = alarm.get("metric_query") or []
        ids = {query["id"] for query in queries}
        for query in queries:
            wrong += [f"{alarm}: {name}" for name in _operands(query["expression"]) - ids]
    for dashboard, properties in widgets(planned):
        renderings = [entry[-1] for entry in properties["metrics"] if isinstance(entry[-1], dict)]
        ids = {rendering.get("id") for rendering in renderings}
        for rendering in renderings:
            wrong += [
                f"{dashboard}: {name}" for name in _operands(rendering.get("expression")) - ids
            ]
    assert wrong == []


def _operands(expression: str | None) -> set[str]:
    """Identifiers in small letters; functions are written in capitals."""
    return set(re.findall(r"\b[a-z][a-z0-9_]*\b", expression or ""))


@every_root
def test_alarms_stay_quiet_without_data_and_say_so_when_over(planned: Planned) -> None:
    assert [
        str(alarm)
        for alarm in planned.of("aws_cloudwatch_metric_alarm")
        if alarm.get("treat_missing_data") != "notBreaching"
        or not alarm.get("alarm_actions")
        or not alarm.get("alarm_description")
    ] == []


def test_our_metrics_are_the_ones_that_the_code_emits() -> None:
    pipeline = PROJECT / "lambda_src" / "pipeline"
    code = "".join(path.read_text() for path in sorted(pipeline.rglob("*.py")))
    emitted = set(re.findall(r'Measurement\(\s*"([A-Za-z]+)"', code))
    assert emitted >= OURS | OF_WEBHOOKS | {"EstimatesUncounted"}
    for dimension, names in OURS_BY.items():
        field = {"Format": "format", "QueueName": "queue_name"}[dimension]
        found = re.findall(rf'Measurement\(\s*"([A-Za-z]+)",[^()]* ?{field}=', code)
        assert set(found) == names, dimension
