"""Whoever is woken by an alarm finds it in the runbook."""

import re

import pytest

from plan.planned import Planned
from plan.plans import Plans
from plan.roots import ENV_ROOTS, PROJECT

RUNBOOK = PROJECT / "docs" / "runbook.md"
ROW = re.compile(r"^\| (`.*?) \|", re.MULTILINE)


def rows() -> list[str]:
    """The alarms that the table names; "…" stands for what an alarm is about."""
    _, _, rest = RUNBOOK.read_text().partition("\n## Alarms\n")
    table, _, _ = rest.partition("\n## ")
    return [name for row in ROW.findall(table) for name in re.findall("`(.+?)`", row)]


@pytest.mark.parametrize("root", ENV_ROOTS, ids=str)
def test_every_alarm_has_a_row(planned: Planned) -> None:
    assert [name for name in _alarms(planned) if not any(_is(row, name) for row in rows())] == []


def test_every_row_has_an_alarm(plans: Plans) -> None:
    """Of some environment: not all of them have every capability."""
    names = {name for root in ENV_ROOTS for name in _alarms(plans.plan(root))}
    assert [row for row in rows() if not any(_is(row, name) for name in names)] == []


def _alarms(planned: Planned) -> list[str]:
    alarms = planned.of("aws_cloudwatch_metric_alarm")
    return [alarm.get("alarm_name").partition("/")[2] for alarm in alarms]


def _is(row: str, name: str) -> bool:
    return name.endswith(row.removeprefix("…")) if row.startswith("…") else name == row
