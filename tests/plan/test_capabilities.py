"""What an environment leaves out makes no resource, and what it takes on is planned (decision 16).

``capability/`` is an environment in small that keeps the rule: the check of the files is shown on
it, and the plans are made of it off and on.
"""

import shutil
from pathlib import Path

import pytest

from plan.capabilities import declared, faults, optional_calls
from plan.plans import Plans
from plan.policies import statements_of
from plan.roots import ENVS, FURTHER_ROOTS, HERE, SHIPPED_ROOTS, TERRAFORM, Root

SMALL = HERE / "capability"
OFF = Root("capability", "images")
ON = Root("capability", "images", SMALL / "on.tfvars")


@pytest.mark.parametrize("folder", [*(TERRAFORM / "envs" / env for env in ENVS), SMALL], ids=str)
def test_environments_keep_the_rule(folder: Path) -> None:
    assert faults(folder) == []


COUNT = "count  = var.images == null ? 0 : 1"
BROKEN = {
    "always on": ("default     = null", 'default     = { purpose = "images" }'),
    "a switch beside it": ("type        = object({ purpose = string })", "type        = bool"),
    "never left out": (f"  {COUNT}\n", ""),
    "another condition": (COUNT, 'count  = var.images.purpose == "" ? 0 : 1'),
    "one for each": (COUNT, "for_each = var.images"),
    "an output that fails": (
        "value       = one(module.images[*].key_arn)",
        "value       = module.images[0].key_arn",
    ),
    "another's condition": (
        "value       = one(module.images[*].key_arn)",
        "value       = var.reader == null ? [] : module.images[0].key_arn",
    ),
    "a list": ("= one(module.images[*].key_arn)", "= module.images[*].key_arn"),
}


@pytest.mark.parametrize(("old", "new"), BROKEN.values(), ids=BROKEN)
def test_a_broken_rule_is_seen(tmp_path: Path, old: str, new: str) -> None:
    main = Path(shutil.copytree(SMALL, tmp_path / "env")) / "main.tf"
    text = main.read_text()
    assert old in text
    main.write_text(text.replace(old, new))
    assert faults(main.parent) != []


@pytest.mark.parametrize("root", [OFF], ids=str)
def test_off_makes_nothing_and_gives_null(plans: Plans, root: Root) -> None:
    off = plans.plan(root)
    assert off.called("images") == []
    assert off.outputs["images_key_arn"] is None
    (policy,) = off.of("aws_iam_role_policy")
    assert "UseMessagesKey" not in {statement.sid for statement in statements_of(policy)}


@pytest.mark.parametrize("root", [ON], ids=str)
def test_on_is_read_as_any_other_module(plans: Plans, root: Root) -> None:
    on = plans.plan(root)
    assert [str(resource) for resource in on.called("images")] == [
        "module.images[0].aws_kms_alias.this[0]",
        "module.images[0].aws_kms_key.this[0]",
    ]
    assert {resource.module for resource in on.called("images")} == {("images",)}
    assert on.call(("images",))["source"] == "../../modules/kms"


@pytest.mark.parametrize("env", ENVS)
def test_every_capability_of_an_environment_is_planned_on(env: str) -> None:
    """``envs/<env>/<capability>.tfvars`` turns it on: every other test then sees that plan too."""
    cases = {root.variables_file.stem for root in FURTHER_ROOTS if root.variables_file}
    assert set(declared(TERRAFORM / "envs" / env)) <= cases


@pytest.mark.parametrize("root", [*SHIPPED_ROOTS, OFF], ids=str)
def test_an_environment_as_shipped_has_nothing_of_what_it_leaves_out(
    plans: Plans, root: Root
) -> None:
    folder = SMALL if root.kind == "capability" else TERRAFORM / "envs" / root.name
    planned = plans.plan(root)
    off = {name for name in declared(folder) if not planned.variables.get(name)}
    counts = optional_calls(folder)
    left_out = {name for name, count in counts.items() if any(f"var.{one}" in count for one in off)}
    assert [str(one) for name in left_out for one in planned.called(name)] == []
    assert planned.resources
