"""make deploy-role, where an earlier version made the role."""

import json

import pytest

from e2e.scripts import run
from local_aws import state
from local_aws.account import Account
from pipeline_client import Pipeline

ROLE = "media-earlier-deploy"
EARLIER = ("data", "functions", "messages")


def test_policies_of_an_earlier_version_are_replaced(account: Account) -> None:
    iam = Pipeline(account.environment, {}).client("iam")
    iam.create_role(RoleName=ROLE, AssumeRolePolicyDocument='{"Version": "2012-10-17"}')
    statement = {"Effect": "Allow", "Action": "s3:ListAllMyBuckets", "Resource": "*"}
    document = json.dumps({"Version": "2012-10-17", "Statement": [statement]})
    for name in EARLIER:
        made = iam.create_policy(PolicyName=f"{ROLE}-{name}", PolicyDocument=document)["Policy"]
        iam.create_policy_version(PolicyArn=made["Arn"], PolicyDocument=document, SetAsDefault=True)
        iam.attach_role_policy(RoleName=ROLE, PolicyArn=made["Arn"])
    for _ in range(2):
        done = run("deploy_role.sh", account, NAME_PREFIX="media-earlier")
        assert done.returncode == 0, done.stderr
        attached = iam.list_attached_role_policies(RoleName=ROLE)["AttachedPolicies"]
        names = sorted(policy["PolicyName"] for policy in attached)
        assert names == [f"{ROLE}-{number}" for number in range(1, len(names) + 1)]
    for name in EARLIER:
        with pytest.raises(iam.exceptions.NoSuchEntityException):
            iam.get_policy(PolicyArn=f"arn:aws:iam::{state.ACCOUNT_ID}:policy/{ROLE}-{name}")
