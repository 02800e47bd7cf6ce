"""A permissions boundary: every role has it, and the deploy role cannot leave it out."""

import json

import pytest

from e2e.conftest import Applied
from e2e.scripts import run
from local_aws.account import Account
from pipeline_client import Pipeline

ROLE = "media-second-ingest-orchestrator"


def test_every_role_is_bounded(applied: dict[str, Applied], boundary: str) -> None:
    iam = applied["second"].pipeline.client("iam")
    roles = [role["RoleName"] for role in iam.list_roles()["Roles"]]
    ours = [name for name in roles if name.startswith("media-second-")]
    ours.remove("media-second-deploy")
    assert len(ours) == 8
    bounds = {name: iam.get_role(RoleName=name)["Role"]["PermissionsBoundary"] for name in ours}
    assert {bound["PermissionsBoundaryArn"] for bound in bounds.values()} == {boundary}


@pytest.mark.usefixtures("applied")
def test_a_deployer_makes_no_role_without_it(bounded_deployer: dict[str, str]) -> None:
    iam = Pipeline(bounded_deployer, {}).client("iam")
    trust = json.dumps({"Version": "2012-10-17", "Statement": []})
    with pytest.raises(iam.exceptions.ClientError, match="AccessDenied"):
        iam.create_role(RoleName=ROLE, AssumeRolePolicyDocument=trust)
    with pytest.raises(iam.exceptions.ClientError, match="AccessDenied"):
        iam.delete_role_permissions_boundary(RoleName=ROLE)


def test_what_is_no_policy_is_no_boundary(account: Account) -> None:
    done = run("deploy_role.sh", account, ENV="dev", BOUNDARY="arn:aws:iam::1:role/x")
    assert done.returncode == 2
    assert "BOUNDARY" in done.stderr
