"""Operator commands: what make hands on, which environment is meant, numbers, and redrives."""

import shutil
from pathlib import Path

import pytest

from deployment import PROJECT_FOLDER
from fakes.operator_machine import OperatorMachine

ID = "8b9a2c8e-0000-4000-8000-000000000000"
ODD = "a \"b\" $HOME $(id) `id` 'c' 50% #1 \\n ü"
TARGETS = {
    "asset": ("ID", "KEY"),
    "assets": ("STATUS", "LIMIT", "ENV"),
    "backfill": ("PREFIX", "TF_DIR"),
    "bill": ("DAY",),
    "demo": ("VIDEO", "KEEP"),
    "grant": ("ID", "KEY"),
    "deploy-role": ("BOUNDARY", "TRUSTED"),
    "erase": ("FROM_TABLE", "GO", "ID", "KEY", "UPLOADER"),
    "redrive": ("GO", "QUEUE"),
    "reprocess": ("BEFORE", "ID", "KEY", "PROFILE", "SINCE"),
    "signing-key": ("ENV",),
    "site": ("ADDRESSES", "HINT"),
    "smoke": ("SMOKE_TIMEOUT_SECONDS", "VIDEO"),
    "state-bucket": ("REGION",),
}


@pytest.fixture
def machine(tmp_path: Path) -> OperatorMachine:
    machine = OperatorMachine(tmp_path)
    machine.put_applied()
    return machine


@pytest.fixture
def make(machine: OperatorMachine) -> OperatorMachine:
    """A checkout whose every script and Python prints its environment."""
    shutil.copy(PROJECT_FOLDER / "Makefile", machine.root)
    shutil.copytree(PROJECT_FOLDER / "lambda_src", machine.root / "lambda_src")
    (machine.root / "tests/local_aws").mkdir(parents=True)
    (machine.root / "terraform/modules/function").mkdir(parents=True)
    for empty in ("tests/local_aws/requirements.txt", "terraform/modules/function/main.tf"):
        (machine.root / empty).touch()
    venvs = machine.root / "build/venvs"
    for made in ("aws/.ready", "local-aws/.ready", "package/.ready", "../lambda.zip"):
        (venvs / made).parent.mkdir(parents=True, exist_ok=True)
        (venvs / made).touch()
    (venvs / "local-aws/bin").mkdir()
    scripts = [*(machine.root / "scripts").glob("*.sh"), venvs / "local-aws/bin/python"]
    for script in scripts:
        script.write_text("#!/bin/sh\nenv\n")
        script.chmod(0o755)
    return machine


@pytest.mark.parametrize("given", ["on the command line", "in the environment"])
@pytest.mark.parametrize(
    ("target", "name"), [(target, name) for target, names in TARGETS.items() for name in names]
)
def test_make_hands_on_exactly_what_it_is_given(
    make: OperatorMachine, target: str, name: str, given: str
) -> None:
    for value in (ODD, "-dash.mp4"):
        typed = given == "on the command line"
        arguments, variables = ([f"{name}={value}"], {}) if typed else ([], {name: value})
        done = make.run("make", "--silent", target, *arguments, **variables)
        assert done.returncode == 0, done.stderr
        assert f"\n{name}={value}\n" in f"\n{done.stdout}"


FOLDER_OF_DEV = "terraform/envs/dev"


@pytest.mark.parametrize(
    ("given", "folder"),
    [
        ({}, FOLDER_OF_DEV),
        ({"ENV": "prod"}, "terraform/envs/prod"),
        ({"TF_DIR": "terraform/envs/prod"}, "terraform/envs/prod"),
        ({"ENV": "dev", "TF_DIR": f"./{FOLDER_OF_DEV}/"}, f"./{FOLDER_OF_DEV}/"),
        ({"ENV": "", "TF_DIR": "."}, "."),
    ],
)
def test_which_environment_is_meant(
    machine: OperatorMachine, given: dict[str, str], folder: str
) -> None:
    machine.put("terraform", 'echo "$@" >&2; exit 1')
    assert f"-chdir={folder} " in machine.run("scripts/assets.sh", **given).stderr


@pytest.mark.parametrize(
    "script",
    [
        "asset",
        "assets",
        "backfill",
        "deploy_role",
        "grant",
        "redrive",
        "reprocess",
        "signing_key",
        "smoke",
    ],
)
@pytest.mark.parametrize("folder", ["terraform/envs/prod", "build/demo/terraform/envs/dev"])
def test_two_environments_are_refused(machine: OperatorMachine, script: str, folder: str) -> None:
    done = machine.run(f"scripts/{script}.sh", ENV="dev", TF_DIR=folder)
    assert (done.returncode, done.stdout, machine.aws) == (2, "", {})
    assert f"ENV=dev and TF_DIR={folder} name two environments" in done.stderr


@pytest.mark.parametrize(
    ("script", "given", "says"),
    [
        *(
            ("assets", {"STATUS": "FAILED", "LIMIT": wrong}, "LIMIT must be a whole number from 1")
            for wrong in ("0", "-1", "1.5", "01", "x", "1 2", "10000000000")
        ),
        ("reprocess", {}, "Give one asset: ID=… or KEY=uploads/…; or many"),
        ("reprocess", {"ID": ID, "LIMIT": "3"}, "Give one asset"),
        ("reprocess", {"ID": ID, "STATUS": "FAILED"}, "Give one asset (ID or KEY) or many"),
        ("reprocess", {"ID": ID, "PROFILE": "gone"}, "It has: default, uhd"),
        ("reprocess", {"STATUS": "FAILED", "PROFILE": "default,uhd"}, "It has: default, uhd"),
        ("reprocess", {"STATUS": "PENDING"}, "use SUCCEEDED or FAILED"),
        ("reprocess", {"STATUS": "FAILED", "LIMIT": "0"}, "LIMIT must be a whole number from 1"),
        ("reprocess", {"STATUS": "FAILED", "GO": "yes"}, "Use GO=1 to send"),
        *(
            ("reprocess", {"STATUS": "FAILED", name: wrong}, f"{name}={wrong} is not valid")
            for name in ("SINCE", "BEFORE")
            for wrong in ("yesterday", "2026-13-01", "2026-11-27T09:30", "2026-11-27T25:00:00Z")
        ),
        ("backfill", {"PAGE": "0"}, "PAGE must be a whole number from 1 to 100"),
        ("backfill", {"PAGE": "101"}, "PAGE must be a whole number from 1 to 100"),
        ("smoke", {"SMOKE_TIMEOUT_SECONDS": "soon"}, "SMOKE_TIMEOUT_SECONDS must be a whole"),
        ("smoke", {"VIDEO": "none.mp4"}, "VIDEO=none.mp4: there is no such file."),
        ("assets", {"TF_DIR": "none"}, "There is no folder none."),
        ("assets", {"ENV": "stage"}, "There is no folder terraform/envs/stage."),
        ("deploy_role", {"ENV": "stage"}, "ENV=stage is not an environment"),
        ("deploy_role", {"TRUSTED": '*"'}, "is not the ARN of a role, a user or an account"),
        ("deploy_role", {"BOUNDARY": "arn:aws:iam::1:role/x"}, "is not the ARN of an IAM policy"),
    ],
)
def test_wrong_operands_are_named(
    machine: OperatorMachine, script: str, given: dict[str, str], says: str
) -> None:
    done = machine.run(f"scripts/{script}.sh", **given)
    assert (done.returncode, done.stdout, machine.aws) == (2, "", {})
    assert says in done.stderr


@pytest.mark.parametrize(
    ("name", "suffix"), [("-dash.mp4", "mp4"), ('a "b" $(id) `c`.mp4', "mp4"), ("clip", "clip")]
)
def test_smoke_uploads_a_video_of_any_name(
    machine: OperatorMachine, name: str, suffix: str
) -> None:
    (machine.root / name).touch()
    done = machine.run("scripts/smoke.sh", VIDEO=name)
    (given,) = [options for _, call, options in machine.aws["calls"] if call == "put-object"]
    assert given["--body"] == f"./{name}"
    assert given["--key"].split("/")[2:] == [f"smoke.{suffix}"]
    assert "AccessDenied" in done.stderr


@pytest.mark.parametrize(
    ("queue", "sent", "says"),
    [
        ({"visible": 25, "hidden": 0}, 25, ""),
        ({"visible": 25, "hidden": 0, "comes_back": True}, 25, ""),
        ({"visible": 25, "hidden": 1, "comes_back": True}, 25, "1 message of upload-events-dlq"),
        ({"visible": 25, "hidden": 9, "taken_meanwhile": 13}, 12, "13 of the 25 counted at the"),
    ],
)
def test_a_redrive_counts_what_it_sent(
    machine: OperatorMachine, queue: dict[str, int], sent: int, says: str
) -> None:
    machine.aws = queue
    done = machine.run("scripts/redrive.sh", QUEUE="upload-events", GO="1")
    assert done.returncode == 0, done.stderr
    assert done.stdout.splitlines()[-1] == (
        f"Sent {sent} messages from upload-events-dlq to upload-events."
    )
    assert machine.aws["hidden"] == queue["hidden"]
    assert says in done.stderr
    assert bool(says) == bool(done.stderr)
