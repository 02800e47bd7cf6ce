"""The version is named once; environments and the changelog tell of it."""

import re

import pytest

from plan.planned import Planned
from plan.roots import ENVS, TERRAFORM, Root

VERSION = (TERRAFORM / "VERSION").read_text()


@pytest.mark.parametrize("root", [Root("env", env) for env in ENVS], ids=str)
def test_an_environment_tells_the_version(planned: Planned) -> None:
    assert planned.outputs["pipeline_version"] == VERSION.strip()


def test_examples_name_the_release() -> None:
    for path in (TERRAFORM / "examples").rglob("*.tf"):
        refs = re.findall(r"\?ref=(\S+)\"", path.read_text())
        assert set(refs) <= {f"v{VERSION.strip()}"}, path
        assert refs or path.name != "main.tf"


def test_the_changelog_begins_with_the_version() -> None:
    assert re.fullmatch(r"\d+\.\d+\.\d+\n", VERSION)
    changelog = (TERRAFORM.parent / "CHANGELOG.md").read_text()
    releases = re.findall(r"^## (\S+) - (?:unreleased|\d{4}-\d\d-\d\d)$", changelog, re.M)
    assert releases[0] == VERSION.strip()
    assert len(set(releases)) == len(releases)
