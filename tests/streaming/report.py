"""The verdict on every rule, and the table of them."""

from collections.abc import Iterable
from dataclasses import dataclass

from streaming.presentation import Presentation
from streaming.profiles import not_aimed_for
from streaming.rules import MUST, RULES, SHOULD, Rule

MOST_FAULTS = 3


@dataclass(frozen=True)
class Finding:
    """``verdict``: met, BROKEN, not aimed for, advice (a SHOULD that is not met), or -
    where the rule is about nothing that is there."""

    rule: Rule
    verdict: str
    faults: tuple[str, ...]

    @property
    def where(self) -> str:
        more = len(self.faults) - MOST_FAULTS
        return "; ".join(self.faults[:MOST_FAULTS]) + (f"; and {more} more" if more > 0 else "")


def judge(found: Presentation, profile: str) -> list[Finding]:
    """Every rule's verdict on one presentation."""
    return [_judge(rule, found, profile) for rule in RULES]


def broken(found: Presentation, *forces: str) -> dict[str, tuple[str, ...]]:
    """The rules of these forces that are broken, whatever a profile aims for, and where."""
    return {
        one.rule.number: one.faults
        for one in judge(found, "")
        if one.faults and one.rule.force in (forces or (MUST, SHOULD))
    }


def _judge(rule: Rule, found: Presentation, profile: str) -> Finding:
    if not rule.applies(found):
        return Finding(rule, "-", ())
    faults = tuple(rule.check(found))
    if not faults:
        return Finding(rule, "met", ())
    if rule.force != MUST:
        verdict = "advice"
    elif rule.number in not_aimed_for(profile):
        verdict = "not aimed for"
    else:
        verdict = "BROKEN"
    return Finding(rule, verdict, faults)


def table(findings: Iterable[Finding]) -> str:
    """rule | force | verdict | where."""
    rows = [("rule", "force", "verdict", "where")]
    for one in findings:
        where = f"{one.rule.says} {one.where}".strip() if one.faults else one.rule.says
        rows.append((one.rule.number, one.rule.force, one.verdict, where))
    widths = [max(len(row[column]) for row in rows) for column in range(3)]
    return "\n".join(
        " | ".join([*(cell.ljust(width) for cell, width in zip(row, widths, strict=False)), row[3]])
        for row in rows
    )
