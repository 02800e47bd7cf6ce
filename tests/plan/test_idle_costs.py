"""What the modules' page says of costs follows from what is planned."""

import json
import re

import pytest

from plan.planned import Planned
from plan.plans import Plans
from plan.roots import API_ROOTS, MODULES, TERRAFORM, Root

PAGE = (TERRAFORM / "README.md").read_text()
PRODUCTION = pytest.mark.parametrize("root", [Root("env", "prod")], ids=str)
# Dollars a month.
KEY, ALARM_METRIC, DASHBOARD = 1.00, 0.10, 3.00


def said(pattern: str) -> list[str]:
    found = re.search(pattern, " ".join(PAGE.split()))
    assert found, pattern
    return list(found.groups())


def queries(alarm_metrics: list[dict]) -> int:
    return sum(bool(query["metric"]) for query in alarm_metrics)


def counted(planned: Planned) -> tuple[int, int]:
    """Alarms, and metrics: an alarm on an expression costs as much as its metrics do."""
    alarms = list(planned.of("aws_cloudwatch_metric_alarm"))
    return len(alarms), sum(queries(alarm.get("metric_query") or []) or 1 for alarm in alarms)


def test_every_module_has_its_row() -> None:
    assert set(re.findall(r"^\| \[(\w+)\]", PAGE, re.M)) == set(MODULES)


@PRODUCTION
def test_the_figures_are_those_of_the_plan(planned: Planned) -> None:
    keys = len(list(planned.of("aws_kms_key")))
    alarms, metrics = counted(planned)
    (dashboard,) = planned.of("aws_cloudwatch_dashboard")
    widgets = json.loads(dashboard.get("dashboard_body"))["widgets"]
    shown = sum(
        isinstance(metric[0], str)
        for widget in widgets
        for metric in widget["properties"]["metrics"]
    )

    assert said(r"the pipeline has (\d+) keys") == [str(keys)]
    assert said(r"\$([\d.]+) for (\d+) alarms on (\d+) metrics, \$([\d.]+) for the dashboard") == [
        f"{metrics * ALARM_METRIC:.2f}",
        str(alarms),
        str(metrics),
        f"{DASHBOARD:.2f}",
    ]
    assert said(r"Together \$([\d.]+)") == [
        f"{keys * KEY + metrics * ALARM_METRIC + DASHBOARD:.2f}"
    ]
    assert said(r"the dashboard here shows (\d+)") == [str(shown)]


def test_the_figures_of_the_api_are_those_of_the_plan(plans: Plans) -> None:
    """What an environment with one has beside what it has without."""
    (api,) = (root for root in API_ROOTS if str(root) == "env-dev-api")
    alarms, metrics = zip(
        *(counted(plans.plan(one)) for one in (api, Root("env", "dev"))), strict=True
    )
    assert said(r"\$([\d.]+) for (\d+) alarms on (\d+) metrics of observability") == [
        f"{(metrics[0] - metrics[1]) * ALARM_METRIC:.2f}",
        str(alarms[0] - alarms[1]),
        str(metrics[0] - metrics[1]),
    ]


def test_the_figures_of_the_cdns_alarms_are_those_of_the_plan(plans: Plans) -> None:
    """Alone, and with the web ACL's."""
    module = plans.plan(Root("module", "edge"))
    found = []
    for case in ("defaults", "tuned"):
        alarms = [one for one in module.called(case) if one.type == "aws_cloudwatch_metric_alarm"]
        metrics = sum(queries(one.get("metric_query") or []) or 1 for one in alarms)
        found.append((len(alarms), metrics))
    (alone, metrics), (with_acl, more) = found
    assert said(r"\$([\d.]+) for (\d+) alarms on (\d+) metrics, \$2.40 for the metrics") == [
        f"{metrics * ALARM_METRIC:.2f}",
        str(alone),
        str(metrics),
    ]
    assert said(r"\$([\d.]+) for (\d+) more alarm \|") == [
        f"{(more - metrics) * ALARM_METRIC:.2f}",
        str(with_acl - alone),
    ]


def test_the_sums_of_the_cdn_are_those_of_its_view() -> None:
    """Bytes at the price of a GB, requests and runs of functions at that of a million."""
    (requests,) = map(int, said(r"in segments of 6 s with sound apart, (\d+) requests"))
    for gigabytes, row in ((1000, "1 TB"), (5000, "5 TB")):
        views, *sums = said(
            rf"\| {row} \| ([\d,]+) \| \$([\d.]+) \| \$([\d.]+) \| \$([\d.]+) \| \$([\d.]+) \|"
        )
        assert int(views.replace(",", "")) == int(gigabytes / 0.225)
        millions = gigabytes / 0.225 * requests / 1e6
        costs = [gigabytes * 0.085, millions * (1 + 0.1), 6 + 0.6 * millions]
        assert [float(one) for one in sums] == pytest.approx([*costs, sum(costs)], abs=0.006)


@PRODUCTION
def test_nothing_else_costs_while_idle(planned: Planned) -> None:
    """What is paid by the hour or by capacity would."""
    (table,) = planned.of("aws_dynamodb_table")
    assert table.get("billing_mode") == "PAY_PER_REQUEST"
    assert not [one for one in planned.of("aws_ssm_parameter") if one.get("tier") == "Advanced"]
    assert "aws_lambda_provisioned_concurrency_config" not in {
        one.type for one in planned.resources
    }
    (queue,) = planned.of("aws_media_convert_queue")
    assert queue.get("pricing_plan") == "ON_DEMAND"
