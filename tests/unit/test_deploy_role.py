"""make deploy-role: which policies it attaches, and how it replaces those of earlier versions."""

import json
from pathlib import Path

import pytest

from deployment import PROJECT_FOLDER
from fakes.operator_machine import OperatorMachine

FILES = sorted((PROJECT_FOLDER / "docs/deploy-policy").glob("*.json"))
EARLIER = ("data", "functions", "messages")  # of version 0.1.0
MOST_CHARACTERS = 6144  # of a managed policy: IAM's quota, white space not counted
PREFIX = "n" * 38
ROLE = f"arn:aws-us-gov:iam::111122223333:policy/{PREFIX}-deploy-"
GIVEN = {
    "BOUNDARY": f"arn:aws-us-gov:iam::111122223333:policy/{'b' * 128}",
    "NAME_PREFIX": PREFIX,
    "TRUSTED": "arn:aws-us-gov:iam::111122223333:role/ci",
}


@pytest.fixture
def machine(tmp_path: Path) -> OperatorMachine:
    """In the region and the partition with the longest names."""
    machine = OperatorMachine(tmp_path)
    variables = machine.root / "terraform/envs/dev/terraform.tfvars"
    variables.write_text(variables.read_text().replace("us-east-1", "us-isof-south-1"))
    machine.aws = {
        "caller": "arn:aws-us-gov:sts::111122223333:assumed-role/admin/me",
        "attached": [],
        "policies": {},
    }
    return machine


def with_earlier(machine: OperatorMachine, *others: str) -> None:
    earlier: dict[str, dict] = {f"{ROLE}{name}": {} for name in EARLIER}
    machine.aws = {
        **machine.aws,
        "attached": [*earlier, *others],
        "policies": {**earlier, **{other: {} for other in others}},
    }


def ours(machine: OperatorMachine) -> dict[str, dict]:
    """The policies by their numbers."""
    policies = machine.aws["policies"].items()
    return {arn.removeprefix(ROLE): held for arn, held in policies if arn[-1].isdigit()}


def statements_of_files() -> list[dict]:
    text = "".join(
        json.dumps(json.loads(path.read_text())["Statement"])[1:-1] + "," for path in FILES
    )
    for placeholder, value in (
        ("StringLikeIfExists", "StringEquals"),
        ("BOUNDARY", GIVEN["BOUNDARY"]),
        ("arn:aws:", "arn:aws-us-gov:"),
        ("ACCOUNT_ID", "111122223333"),
        ("REGION", "us-isof-south-1"),
        ("NAME_PREFIX", PREFIX),
    ):
        text = text.replace(placeholder, value)
    return json.loads(f"[{text[:-1]}]")


def test_the_policies_hold_every_statement_with_the_longest_names(machine: OperatorMachine) -> None:
    for _ in range(2):
        done = machine.run("scripts/deploy_role.sh", **GIVEN)
        assert done.returncode == 0, done.stderr
        policies = ours(machine)
        assert machine.aws["attached"] == sorted(f"{ROLE}{number}" for number in policies)
    assert sorted(policies) == [str(number + 1) for number in range(len(policies))]
    held = [one for _, policy in sorted(policies.items()) for one in policy["Statement"]]
    assert held == statements_of_files()
    for policy in policies.values():
        assert len(json.dumps(policy, separators=(",", ":"))) <= MOST_CHARACTERS
        sids = [one["Sid"] for one in policy["Statement"]]
        assert len(set(sids)) == len(sids)
    # IAM attaches ten: those of version 0.1.0 and a few of somebody else stand beside ours.
    assert len(policies) + len(EARLIER) <= 8


def test_policies_of_earlier_versions_go_once_ours_grant_what_they_did(
    machine: OperatorMachine,
) -> None:
    others = [f"{ROLE}of-somebody-else"]
    with_earlier(machine, *others, f"{ROLE}99")
    done = machine.run("scripts/deploy_role.sh", **GIVEN)
    assert done.returncode == 0, done.stderr
    commands = [command for _, command, _ in machine.aws["calls"]]
    last = len(commands) - commands[::-1].index("attach-role-policy")
    assert "detach-role-policy" not in commands[:last]
    attached = sorted([*(f"{ROLE}{number}" for number in ours(machine)), *others])
    assert machine.aws["attached"] == attached
    assert sorted(machine.aws["policies"]) == attached


def test_statements_that_move_into_the_next_policy_are_there_before_they_leave(
    machine: OperatorMachine,
) -> None:
    assert machine.run("scripts/deploy_role.sh", **GIVEN).returncode == 0
    before = ours(machine)
    new = machine.root / "docs/deploy-policy/another.json"
    wide = {"Sid": "New", "Effect": "Allow", "Action": ["sqs:Send"], "Resource": "q" * 2000}
    new.write_text(json.dumps({"Version": "2012-10-17", "Statement": [wide]}, indent=2))
    machine.aws = {**machine.aws, "calls": []}
    assert machine.run("scripts/deploy_role.sh", **GIVEN).returncode == 0
    held = {number: policy["Statement"] for number, policy in before.items()}
    for _, command, options in machine.aws["calls"]:
        if command in ("create-policy", "create-policy-version"):
            name = options.get("--policy-arn", options.get("--policy-name", ""))
            held[name.rpartition("-")[2]] = json.loads(options["--policy-document"])["Statement"]
        has = [one for statements in held.values() for one in statements]
        assert all(one in has for policy in before.values() for one in policy["Statement"])
    assert wide in [one for statements in held.values() for one in statements]


def test_where_policies_of_others_fill_the_role_nothing_is_lost(machine: OperatorMachine) -> None:
    others = [f"{ROLE}of-other-{number}" for number in range(6)]
    with_earlier(machine, *others)
    done = machine.run("scripts/deploy_role.sh", **GIVEN)
    assert done.returncode not in (0, 2)
    assert "PoliciesPerRole" in done.stderr
    assert {*others, *(f"{ROLE}{name}" for name in EARLIER)} <= set(machine.aws["attached"])


def test_a_run_that_was_cut_short_is_made_good_by_the_next(machine: OperatorMachine) -> None:
    with_earlier(machine)
    machine.aws = {**machine.aws, "cut_at": "attach-role-policy"}
    assert machine.run("scripts/deploy_role.sh", **GIVEN).returncode != 0
    assert {f"{ROLE}{name}" for name in EARLIER} < set(machine.aws["attached"])
    machine.aws = {**machine.aws, "cut_at": ""}
    assert machine.run("scripts/deploy_role.sh", **GIVEN).returncode == 0
    assert machine.aws["attached"] == sorted(f"{ROLE}{number}" for number in ours(machine))
