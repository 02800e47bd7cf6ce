"""Each case's plan is what its inventory says."""

import pytest

from plan.inventories import counts_of, differences, read, write_counts
from plan.planned import Resource
from plan.plans import Plans
from plan.roots import CASES, MODULES, Case, case_files


@pytest.mark.parametrize("case", CASES, ids=str)
def test_the_plan_is_what_the_inventory_says(
    case: Case, plans: Plans, request: pytest.FixtureRequest
) -> None:
    planned = plans.plan(case.root)
    resources = planned.called(case.call) if case.call else planned.resources
    outputs = planned.outputs[case.call] if case.call else planned.outputs
    if request.config.getoption("update_inventories", False):
        write_counts(case.inventory, counts_of(resources))

    inventory = read(case.inventory)

    prefix = f"module.{case.call}." if case.call else ""
    by_address = {resource.address.removeprefix(prefix): resource for resource in resources}
    wrong = [
        difference
        for address, expected in inventory.get("values", {}).items()
        for difference in _of_resource(expected, by_address.get(address), address)
    ]
    for name, expected in inventory.get("outputs", {}).items():
        wrong += differences(expected, outputs.get(name), f"output {name}")
    assert wrong == []
    assert counts_of(resources) == inventory["counts"], (
        "the counts differ; if they should, run: "
        "pytest tests/plan/test_inventories.py --update-inventories, and read the diff"
    )


def _of_resource(expected: dict | str, actual: Resource | None, address: str) -> list[str]:
    if isinstance(expected, str):
        assert expected == "__absent__", address
        return [] if actual is None else [f"{address} is planned"]
    if actual is None:
        return [f"{address} is not planned"]
    return [
        difference
        for attribute, value in expected.items()
        for difference in differences(value, actual.get(attribute), f"{address}.{attribute}")
    ]


@pytest.mark.parametrize("module", MODULES)
def test_every_module_has_a_case(module: str) -> None:
    assert case_files(module), f"write tests/plan/modules/{module}/<case>.tfvars and .yaml"
