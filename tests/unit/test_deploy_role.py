"""make deploy-role: which policies it attaches, and how it replaces those of earlier versions."""

import json
from pathlib import Path

import pytest

from deployment import PROJECT_FOLDER
from fakes.operator_machine import OperatorMachine

POLICIES = {path.stem: path for path in (PROJECT_FOLDER / "docs/deploy-policy").glob("*.json")}
# The policies of version 0.1.0: the services whose actions each held.
EARLIER = {
    "data": {"dynamodb", "kms", "s3", "ssm"},
    "functions": {"iam", "lambda", "logs", "mediaconvert", "scheduler"},
    "messages": {"cloudwatch", "events", "sns", "sqs"},
}
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
        "inline": [],
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


def services(name: str) -> set[str]:
    statements = json.loads(POLICIES[name].read_text())["Statement"]
    return {action.split(":")[0] for one in statements for action in one["Action"]}


def test_every_policy_is_attached_with_the_longest_names(machine: OperatorMachine) -> None:
    for _ in range(2):
        done = machine.run("scripts/deploy_role.sh", **GIVEN)
        assert done.returncode == 0, done.stderr
        assert machine.aws["attached"] == sorted(f"{ROLE}{name}" for name in POLICIES)
    text = json.dumps(machine.aws["policies"])
    assert "us-isof-south-1" in text
    assert GIVEN["BOUNDARY"] in text
    left = ("ACCOUNT_ID", "BOUNDARY", "NAME_PREFIX", "REGION", "arn:aws:", "IfExists")
    assert [one for one in left if one in text] == []


def test_policies_of_earlier_versions_go_once_others_grant_what_they_did(
    machine: OperatorMachine,
) -> None:
    others = [f"{ROLE}of-somebody-else"]
    with_earlier(machine, *others)
    done = machine.run("scripts/deploy_role.sh", **GIVEN)
    assert done.returncode == 0, done.stderr
    held: set[str] = set()
    for _, command, options in machine.aws["calls"]:
        name = options.get("--policy-arn", options.get("--policy-name", ""))
        name = name.removeprefix(ROLE).removeprefix(f"{PREFIX}-deploy-")
        if command in ("attach-role-policy", "put-role-policy"):
            held.add(name)
        elif command == "detach-role-policy":
            waits = {new for new in POLICIES if services(new) & EARLIER[name]}
            assert waits <= held, f"{name} goes before {waits - held}"
    ours = [f"{ROLE}{name}" for name in POLICIES]
    assert machine.aws["attached"] == sorted([*ours, *others])
    assert set(machine.aws["policies"]) == set(machine.aws["attached"])
    assert machine.aws["inline"] == []


def test_where_policies_of_others_fill_the_role_nothing_is_lost(machine: OperatorMachine) -> None:
    others = [f"{ROLE}of-somebody-else", f"{ROLE}of-another"]
    with_earlier(machine, *others)
    done = machine.run("scripts/deploy_role.sh", **GIVEN)
    assert done.returncode not in (0, 2)
    assert "PoliciesPerRole" in done.stderr
    assert {*others, *(f"{ROLE}{name}" for name in EARLIER)} <= set(machine.aws["attached"])


def test_a_run_that_was_cut_short_is_made_good_by_the_next(machine: OperatorMachine) -> None:
    with_earlier(machine)
    machine.aws = {**machine.aws, "cut_at": "attach-role-policy"}
    assert machine.run("scripts/deploy_role.sh", **GIVEN).returncode != 0
    machine.aws = {**machine.aws, "cut_at": ""}
    assert machine.run("scripts/deploy_role.sh", **GIVEN).returncode == 0
    assert machine.aws["attached"] == sorted(f"{ROLE}{name}" for name in POLICIES)
    assert machine.aws["inline"] == []
