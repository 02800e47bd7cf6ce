"""Modules are planned with every version of the provider at hand, and a run says with which."""

import re
from pathlib import Path

import pytest

from plan.planned import Planned
from plan.plans import Plans
from plan.providers import LOCKED, VERSIONS, mirrored, note, this_platform, versions
from plan.roots import ROOTS, TERRAFORM, Root
from plan.workspace import Workspace

HERE = this_platform()
UNPACKED = {
    f"5.100.0/{HERE}",
    f"6.10.0/{HERE}",
    f"6.2.0/{HERE}",
    "6.3.0/plan9_mips",
    f"5.99.1/{HERE}",
    f"7.0.0/{HERE}",
    f"6.0.0-beta1/{HERE}",
}
PACKED = {
    f"terraform-provider-aws_6.21.0_{HERE}.zip",
    "terraform-provider-aws_6.22.0_plan9_mips.zip",
    f"terraform-provider-aws_8.0.0_{HERE}.zip",
}
AWS = Path("registry.terraform.io/hashicorp/aws")


def test_a_mirror_is_listed_for_what_modules_accept_on_this_machine(tmp_path: Path) -> None:
    for name in UNPACKED:
        (tmp_path / AWS / name).mkdir(parents=True)
    for name in PACKED:
        (tmp_path / AWS / name).touch()
    found = ["5.100.0", "6.2.0", "6.10.0", "6.21.0"]
    assert mirrored(tmp_path) == found
    others = [version for version in found if version != LOCKED]
    assert versions(str(tmp_path)) == [LOCKED, *others]


@pytest.mark.parametrize("mirror", [None, "", "nowhere"])
def test_without_a_mirror_only_the_locked_version_is_planned(mirror: str | None) -> None:
    assert versions(mirror) == [LOCKED]


def test_every_module_is_planned_with_every_version() -> None:
    planned = {(root.name, root.provider) for root in ROOTS if root.kind == "module"}
    modules = {path.name for path in (TERRAFORM / "modules").iterdir() if path.is_dir()}
    assert planned == {(module, version) for module in modules for version in VERSIONS}


def test_a_further_version_is_the_one_that_plans(
    plans: Plans, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The locked provider under another number: Terraform goes by the folder's name."""
    locked = plans.installed(Root("module", "kms"))
    folder = tmp_path / "mirror" / AWS / "6.99.0" / HERE
    folder.mkdir(parents=True)
    (binary,) = locked.glob("terraform-provider-aws_v*")
    (folder / "terraform-provider-aws_v6.99.0_x5").symlink_to(binary.resolve())
    monkeypatch.setenv("TF_PLUGIN_MIRROR", str(tmp_path / "mirror"))

    root = Root("module", "kms", provider="6.99.0")
    workspace = Workspace(tmp_path / "workspace")
    assert Planned(root, workspace.plan(root)).resources
    assert workspace.installed(root).parent.name == "6.99.0"


def test_the_note_names_what_was_planned_and_what_is_unproven() -> None:
    said = note({"5.100.0"})
    assert "version 5.100.0 of" in said
    assert "Version 6 is unproven" in said
    assert "unproven" not in note({"6.2.0", "5.100.0"})


def test_the_region_is_read_as_every_version_has_it() -> None:
    """`name` is deprecated from 6 on, `region` unknown before; `id` is in both."""
    for path in TERRAFORM.rglob("*.tf"):
        assert set(re.findall(r"data\.aws_region\.\w+\.(\w+)", path.read_text())) <= {"id"}, path
