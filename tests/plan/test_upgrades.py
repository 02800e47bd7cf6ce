"""What an earlier version deployed is kept: today's modules replace and destroy nothing of it."""

from copy import deepcopy

import pytest

from plan.planned import Planned
from plan.plans import Plans
from plan.roots import UPGRADES, Root
from plan.upgrades import addresses, kept

every_upgrade = pytest.mark.parametrize("root", UPGRADES, ids=str)


@every_upgrade
def test_nothing_is_replaced_or_destroyed(planned: Planned, root: Root) -> None:
    assert root.state_file
    assert addresses(root.state_file) - kept(planned) == set()


@every_upgrade
@pytest.mark.parametrize("actions", [["delete"], ["delete", "create"], ["create", "delete"]])
def test_what_is_not_kept_is_seen(plans: Plans, root: Root, actions: list[str]) -> None:
    raw = deepcopy(plans.plan(root).raw)
    queue = "module.upload_events.aws_sqs_queue.this"
    (change,) = (one for one in raw["resource_changes"] if one["address"] == queue)
    change["change"]["actions"] = actions
    assert root.state_file
    assert addresses(root.state_file) - kept(Planned(root, raw)) == {queue}


@every_upgrade
def test_the_state_is_a_whole_environment(root: Root) -> None:
    assert root.state_file
    assert len(addresses(root.state_file)) > 90
