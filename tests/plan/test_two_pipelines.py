"""Two pipelines in one account and region, one's prefix the beginning of the other's: neither takes
the other's names, events or permissions."""

import re
from collections.abc import Iterator
from fnmatch import fnmatchcase
from typing import Any

import pytest

from plan.naming import names
from plan.planned import Planned, Resource
from plan.plans import Plans
from plan.policies import statements_of
from plan.roots import ACCOUNT_ID, ENV_ROOTS, Root

DEV = Root("env", "dev")
(SECOND,) = (
    root
    for root in ENV_ROOTS
    if root.variables_file and root.variables_file.stem == "second_pipeline"
)


@pytest.fixture
def both(plans: Plans) -> tuple[Planned, Planned]:
    """The second pipeline brings its keys: its policies are in the plan."""
    return plans.plan(DEV), plans.plan(SECOND)


def test_their_names_do_not_meet(both: tuple[Planned, Planned]) -> None:
    dev, second = both
    assert dev.variables["name_prefix"].startswith(second.variables["name_prefix"] + "-")
    assert dev.variables["region"] == second.variables["region"]
    for type_, taken in names(dev).items():
        assert taken & names(second).get(type_, set()) == set()


@pytest.mark.parametrize("root", [DEV], ids=str)
def test_no_prefix_could_make_one_name_another(planned: Planned) -> None:
    """Were "x-dlq" and "x-jobs-dlq" both made of x, the prefixes p and p-jobs would collide."""
    prefix = planned.variables["name_prefix"]
    for type_, taken in names(planned).items():
        suffixes = {re.split(rf"{prefix}(?=-|/|$)", name, maxsplit=1)[1] for name in taken}
        assert [
            (type_, longer, shorter)
            for longer in suffixes
            for shorter in suffixes
            if longer != shorter and shorter and longer.endswith(shorter)
        ] == []


def test_no_event_matches_rules_of_both(both: tuple[Planned, Planned]) -> None:
    dev, second = (
        [(_bus(rule), rule.document("event_pattern")) for rule in _rules(planned)]
        for planned in both
    )
    assert [
        (mine, theirs)
        for mine_bus, mine in dev
        for theirs_bus, theirs in second
        if mine_bus == theirs_bus and not _exclude_each_other(mine, theirs)
    ] == []


def test_no_role_may_touch_what_is_the_others(both: tuple[Planned, Planned]) -> None:
    dev, second = both
    named_dev = {
        arn
        for policy in dev.resources
        for arn in re.findall(r"arn:aws:[^\"\s]+", str(policy.values))
    }
    allowed = {
        resource
        for policy in second.of("aws_iam_role_policy")
        for statement in statements_of(policy)
        for resource in statement.resources
        if resource != "*"
    }
    # The ARN of a stream or of a table is unknown, that of a bucket's object has no end: by name.
    # A job's ARN does not tell its queue: the ids that are asked for come from our own records.
    allowed.discard(f"arn:aws:mediaconvert:us-east-1:{ACCOUNT_ID}:jobs/*")
    targets = named_dev | {f"{arn}/x" for arn in named_dev}
    assert {
        (pattern, arn) for pattern in allowed for arn in targets if fnmatchcase(arn, pattern)
    } == set()
    assert allowed


def _rules(planned: Planned) -> Iterator[Resource]:
    return planned.of("aws_cloudwatch_event_rule")


def _bus(rule: Resource) -> str:
    return str(rule.get("event_bus_name") or "default")


def _exclude_each_other(one: Any, other: Any) -> bool:
    """Whether some field, by exact values in both, can match only one of the two."""
    if isinstance(one, dict) and isinstance(other, dict):
        return any(_exclude_each_other(one[key], other[key]) for key in set(one) & set(other))
    exact = all(isinstance(value, str) for value in [*one, *other])
    return exact and not set(one) & set(other)
