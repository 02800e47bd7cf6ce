"""SECURITY.md tells of every place that holds an asset's data, and for how long."""

import pytest

from plan.data_places import ERASURES, HOLDING, HOLDING_NOTHING, holding, rows, wrong_days
from plan.mutations import with_values
from plan.naming import NAMELESS
from plan.planned import Planned
from plan.plans import Plans
from plan.roots import ENV_ROOTS, ROOTS, Root

every_root = pytest.mark.parametrize("root", ROOTS, ids=str)
every_env = pytest.mark.parametrize("root", ENV_ROOTS, ids=str)
NAMED = {address for row in rows() for address in row.addresses}
PROFILE = "module.mediaconvert.aws_ssm_parameter.profile["
FAILED_ASSETS = "module.notifications.aws_sqs_queue.failed_assets"


@every_root
def test_it_is_known_of_every_type_whether_it_holds_data(planned: Planned) -> None:
    """What is a part of others holds nothing of its own."""
    types = {resource.type for resource in planned.resources}
    assert types - HOLDING - HOLDING_NOTHING - NAMELESS == set()


@every_env
def test_every_place_has_a_row(planned: Planned) -> None:
    found = {str(resource) for resource in holding(planned)}
    own_profiles = {name for name in found if name.startswith(PROFILE)}
    assert found - own_profiles - NAMED == set()


def test_every_row_is_of_a_place(plans: Plans) -> None:
    """Of some environment: not all of them have every capability."""
    plans_of_all = [plans.plan(root) for root in ENV_ROOTS]
    found = {str(resource) for planned in plans_of_all for resource in holding(planned)}
    assert NAMED - found == set()


def test_every_row_says_what_an_erasure_does() -> None:
    assert [row for row in rows() if not row.erasure.startswith(ERASURES)] == []
    assert len([row for row in rows() if not row.addresses]) >= 5


@every_env
def test_the_days_are_those_of_the_plan(planned: Planned) -> None:
    assert list(wrong_days(planned, rows())) == []


def test_days_that_differ_are_seen(plans: Plans) -> None:
    week = {"message_retention_seconds": 7 * 24 * 3600}
    planned = with_values(
        plans.plan(Root("env", "dev")), FAILED_ASSETS, lambda values: values.update(week)
    )
    assert list(wrong_days(planned, rows())) == [f"{FAILED_ASSETS}: 7 days"]
