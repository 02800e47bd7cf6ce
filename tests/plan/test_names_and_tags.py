"""Names start with name_prefix, and every resource says whose it is."""

import re

import pytest

from plan.naming import NAMELESS, NAMES_BY_TYPE, name_of
from plan.planned import Planned
from plan.roots import ENV_ROOTS, ROOTS, TERRAFORM

PREFIXES = {"module": "media-test", "readmes": "media-example"}


@pytest.mark.parametrize("root", ROOTS, ids=str)
def test_names_start_with_the_prefix(planned: Planned) -> None:
    prefix = PREFIXES.get(planned.root.kind) or planned.variables["name_prefix"]
    pattern = re.compile(
        rf"(alias/|/aws/lambda/|/aws/vendedlogs/apigateway/|/)?{re.escape(prefix)}([-/]|$)"
    )
    given = set((planned.variables.get("bucket_names") or {}).values())
    assert [
        f"{resource} is named {name_of(resource)}"
        for resource in planned.of(*NAMES_BY_TYPE)
        if not pattern.match(name_of(resource)) and name_of(resource) not in given
    ] == []


@pytest.mark.parametrize("root", ROOTS, ids=str)
def test_every_type_is_known_to_have_a_name_or_none(planned: Planned) -> None:
    types = {resource.type for resource in planned.resources}
    assert types - set(NAMES_BY_TYPE) - NAMELESS == set(), "add the type to tests/plan/naming.py"


@pytest.mark.parametrize("root", ENV_ROOTS, ids=str)
def test_everything_that_can_be_tagged_says_whose_it_is(planned: Planned) -> None:
    expected = {
        "Environment": planned.variables["environment"],
        "ManagedBy": "terraform",
        "Pipeline": planned.variables["name_prefix"],
        "Project": planned.variables["project"],
    }
    taggable = [
        resource
        for resource in planned.resources
        if "tags_all" in resource.values or "tags_all" in resource.unknown
    ]
    assert {str(resource): resource.get("tags_all") for resource in taggable} == {
        str(resource): expected for resource in taggable
    }
    assert taggable
    # IAM takes keys that differ in capitals for the same: var.tags may hold none of ours.
    refused = ", ".join(f'"{key.lower()}"' for key in expected)
    assert f"[{refused}]" in (TERRAFORM / "envs" / planned.root.name / "variables.tf").read_text()
