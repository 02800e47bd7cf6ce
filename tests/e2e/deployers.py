"""Callers under a deploy role, made as docs/deploying.md says; they apply environments."""

import json

from e2e.scripts import run
from local_aws.account import Account
from pipeline_client import Pipeline

# What roles of the pipeline may do at most: use these services, and pass a role.
SERVICES = (
    *("cloudfront", "dynamodb", "events", "kms", "lambda", "logs"),
    *("mediaconvert", "s3", "sns", "sqs", "ssm", "xray"),
)


def deployer_of(account: Account, **variables: str) -> dict[str, str]:
    """The environment of somebody who has taken the deploy role; ``variables`` are the script's."""
    made = run("deploy_role.sh", account, **{"ENV": "dev", **variables})
    assert made.returncode == 0, made.stderr
    sts = Pipeline(account.environment, {}).client("sts")
    role = made.stdout.splitlines()[-1]
    keys = sts.assume_role(RoleArn=role, RoleSessionName="terraform")["Credentials"]
    return {
        **account.environment,
        "AWS_ACCESS_KEY_ID": keys["AccessKeyId"],
        "AWS_SECRET_ACCESS_KEY": keys["SecretAccessKey"],
        "AWS_SESSION_TOKEN": keys["SessionToken"],
    }


def make_boundary(account: Account) -> str:
    """A policy to bound roles with; its ARN."""
    actions = [f"{service}:*" for service in SERVICES]
    statement = {"Effect": "Allow", "Action": [*actions, "iam:PassRole"], "Resource": "*"}
    document = json.dumps({"Version": "2012-10-17", "Statement": [statement]})
    iam = Pipeline(account.environment, {}).client("iam")
    made = iam.create_policy(PolicyName="pipeline-boundary", PolicyDocument=document)
    return made["Policy"]["Arn"]
