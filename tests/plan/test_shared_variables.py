"""A value that every module takes is checked by the same rule in all of them."""

import shutil
from pathlib import Path

import pytest

from plan.hcl import blocks
from plan.roots import ENVS, MODULES, TERRAFORM
from plan.shared_variables import SHARED, differing

FOLDERS = [
    *(TERRAFORM / "modules" / module for module in MODULES),
    *(TERRAFORM / "envs" / env for env in ENVS),
]
ROLE = 'resource "aws_iam_role"'
# One word of a rule, or all of it, in one folder.
MUTATIONS = {
    "a longer prefix": ("queue", "<= 38", "<= 39"),
    "another pattern": ("storage", '"^[0-9]{12}$"', '"^[0-9]+$"'),
    "another message": ("kms", "such as media-dev.", "such as media."),
    "another default": ("function", 'optional(string, "INFO")', 'optional(string, "DEBUG")'),
    "no rule": ("observability", '  validation {\n    condition     = can(regex("^[0-9]', "  # {"),
    "an environment's own": ("dev", "([0-9]{12}|aws):policy", "[0-9]{12}:policy"),
}


def test_shared_variables_have_one_rule() -> None:
    assert differing(FOLDERS) == []


def test_each_is_taken_in_several_folders() -> None:
    """Else there would be nothing to compare."""
    names = [variable.labels[0] for folder in FOLDERS for variable in blocks(folder, "variable")]
    assert {name for name in SHARED if names.count(name) > 1} == SHARED


@pytest.mark.parametrize("folder", FOLDERS, ids=lambda folder: folder.name)
def test_every_folder_takes_account_and_prefix(folder: Path) -> None:
    assert {"account_id", "name_prefix"} <= {
        variable.labels[0] for variable in blocks(folder, "variable")
    }


@pytest.mark.parametrize("module", MODULES)
def test_a_module_that_makes_a_role_takes_its_boundary(module: str) -> None:
    """As an input of its own, also where it makes roles through the module function."""
    folder = TERRAFORM / "modules" / module
    makes_roles = any(ROLE in path.read_text() for path in folder.glob("*.tf"))
    calls = {call.attribute("source") for call in blocks(folder, "module")}
    makes_roles |= '"../function"' in calls
    names = {variable.labels[0] for variable in blocks(folder, "variable")}
    assert ("permissions_boundary_arn" in names) == makes_roles


@pytest.mark.parametrize(("name", "old", "new"), MUTATIONS.values(), ids=MUTATIONS)
def test_a_rule_that_differs_is_seen(tmp_path: Path, name: str, old: str, new: str) -> None:
    (original,) = (folder for folder in FOLDERS if folder.name == name)
    copy = Path(shutil.copytree(original, tmp_path / name))
    variables = copy / "variables.tf"
    text = variables.read_text()
    assert old in text
    variables.write_text(text.replace(old, new, 1))
    others = [folder for folder in FOLDERS if folder is not original]
    assert differing([*others, copy]) != []
