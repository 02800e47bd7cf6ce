"""Whoever is woken by an alarm finds it in the runbook."""

import re

import pytest

from plan.planned import Planned
from plan.roots import ENV_ROOTS, PROJECT

RUNBOOK = PROJECT / "docs" / "runbook.md"
ROW = re.compile(r"^\| (`.*?) \|", re.MULTILINE)


def rows() -> list[str]:
    """The alarms that the table names; "…" stands for what an alarm is about."""
    _, _, rest = RUNBOOK.read_text().partition("\n## Alarms\n")
    table, _, _ = rest.partition("\n## ")
    return [name for row in ROW.findall(table) for name in re.findall("`(.+?)`", row)]


@pytest.mark.parametrize("root", ENV_ROOTS, ids=str)
def test_every_alarm_has_a_row_and_every_row_an_alarm(planned: Planned) -> None:
    alarms = planned.of("aws_cloudwatch_metric_alarm")
    names = {alarm.get("alarm_name").partition("/")[2] for alarm in alarms}
    found = {row: {name for name in names if _is(row, name)} for row in rows()}
    assert set().union(*found.values()) == names
    assert all(found.values()), found


def _is(row: str, name: str) -> bool:
    return name.endswith(row.removeprefix("…")) if row.startswith("…") else name == row
