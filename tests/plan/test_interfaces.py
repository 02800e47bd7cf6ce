"""Modules stay small to use, plannable offline, and free of surprises."""

import re

import pytest

from plan.hcl import blocks
from plan.providers import LOCKED, RANGE
from plan.roots import ENVS, EXAMPLES, MODULES, TERRAFORM

FOLDERS = [
    *(TERRAFORM / "modules" / module for module in MODULES),
    *(TERRAFORM / "envs" / env for env in ENVS),
    *(TERRAFORM / "examples" / example for example in EXAMPLES),
]
DATA_SOURCES = {"aws_iam_policy_document", "aws_partition", "aws_region"}
# By other modules.
CALLED = ("alarm_topic", "function", "queue")
# What the release of the provider has packages for.
PLATFORMS = 14

every_module = pytest.mark.parametrize("module", MODULES)
every_folder = pytest.mark.parametrize("folder", FOLDERS, ids=lambda folder: folder.name)
every_env = pytest.mark.parametrize("env", ENVS)


@every_module
def test_a_module_has_at_most_sixteen_variables(module: str) -> None:
    assert len(list(blocks(TERRAFORM / "modules" / module, "variable"))) <= 16


@every_folder
def test_variables_are_typed_and_described(folder) -> None:
    for variable in blocks(folder, "variable"):
        type_ = variable.attribute("type")
        assert type_, variable.labels
        assert not re.search(r"\bany\b", type_), variable.labels
        assert variable.text("description").strip().endswith("."), variable.labels


@every_module
def test_required_variables_come_first_and_each_part_is_sorted(module: str) -> None:
    variables = list(blocks(TERRAFORM / "modules" / module, "variable"))
    order = [(variable.attribute("default") is not None, variable.labels) for variable in variables]
    assert order == sorted(order)


@every_folder
def test_outputs_are_described_and_sorted(folder) -> None:
    outputs = list(blocks(folder, "output"))
    assert all(output.text("description").endswith(".") for output in outputs)
    assert [output.labels for output in outputs] == sorted(output.labels for output in outputs)


@every_folder
def test_collections_and_objects_with_a_default_are_never_null(folder) -> None:
    for variable in blocks(folder, "variable"):
        if variable.attribute("default") not in {None, "null"}:
            assert variable.attribute("nullable") == "false", variable.labels


@every_module
def test_data_sources_need_no_aws(module: str) -> None:
    found = {data.labels[0] for data in blocks(TERRAFORM / "modules" / module, "data")}
    assert found <= DATA_SOURCES


@every_folder
def test_the_one_provider_is_aws_in_a_range_and_pinned_in_environments(folder) -> None:
    (settings,) = blocks(folder, "terraform")
    providers = re.search(r"required_providers \{\n(.*?)^  \}", settings.body, re.M | re.S)
    assert providers
    names = re.findall(r"^    (\w+) = \{$", providers[1], re.M)
    assert names == ["aws"]
    version = LOCKED if folder.parent.name == "envs" else RANGE
    assert dict(re.findall(r'^      (\w+) += "(.+)"$', providers[1], re.M)) == {
        "source": "hashicorp/aws",
        "version": version,
    }
    assert settings.attribute("required_version") == '">= 1.11"'


@every_module
def test_modules_configure_no_provider(module: str) -> None:
    assert list(blocks(TERRAFORM / "modules" / module, "provider")) == []


@every_module
def test_a_module_calls_only_those_that_call_none(module: str) -> None:
    """One level."""
    calls = list(blocks(TERRAFORM / "modules" / module, "module"))
    assert {call.attribute("source") for call in calls} <= {f'"../{name}"' for name in CALLED}
    assert module not in CALLED or calls == []


@every_module
def test_a_module_calls_each_function_in_a_block_of_its_own(module: str) -> None:
    """Both arguments make the keys' policies wait for whole functions, which need the keys."""
    for call in blocks(TERRAFORM / "modules" / module, "module"):
        queue = call.attribute("source") == '"../queue"'
        assert queue or call.attribute("for_each") is None, call.labels
        assert call.attribute("depends_on") is None, call.labels


@every_folder
def test_nothing_runs_on_the_machine_that_applies(folder) -> None:
    for path in folder.glob("*.tf"):
        assert not re.search(
            r'provisioner "|null_resource|terraform_data|"external"', path.read_text()
        )


@every_folder
def test_checks_are_skipped_with_a_reason(folder) -> None:
    for path in folder.glob("*.tf"):
        for skip in re.findall(r"checkov:skip(.*)", path.read_text()):
            assert re.fullmatch(r"=CKV2?_AWS_\d+:\w.{15,}", skip), skip
        assert "tflint-ignore" not in path.read_text()


@every_folder
def test_files_are_short(folder) -> None:
    """But for variables: tflint wants them in one file."""
    lengths = {path.name: len(path.read_text().splitlines()) for path in folder.glob("*.tf")}
    assert {name for name, length in lengths.items() if length > 250} <= {"variables.tf"}


@every_env
def test_environments_differ_in_values_only(env: str) -> None:
    first = TERRAFORM / "envs" / ENVS[0]
    folder = TERRAFORM / "envs" / env
    names = {path.name for path in [*first.glob("*.tf"), *folder.glob("*.tf")]}
    names.add(".terraform.lock.hcl")
    assert [
        name
        for name in sorted(names)
        if (first / name).read_bytes() != (folder / name).read_bytes()
    ] == []


@every_env
def test_the_provider_is_locked_for_every_platform(env: str) -> None:
    lock = (TERRAFORM / "envs" / env / ".terraform.lock.hcl").read_text()
    assert re.findall(r'^provider "(.+)"', lock, re.M) == ["registry.terraform.io/hashicorp/aws"]
    # zh: a checksum for each package of the release.
    assert len(set(re.findall(r'"zh:[0-9a-f]{64}"', lock))) >= PLATFORMS


def test_each_environment_keeps_its_own_state() -> None:
    settings = [(TERRAFORM / "envs" / env / "backend.hcl").read_text() for env in ENVS]
    keys = [re.findall(r'^key += "(.+)"', text, re.M) for text in settings]
    assert all(len(found) == 1 for found in keys)
    assert len({found[0] for found in keys}) == len(ENVS)
