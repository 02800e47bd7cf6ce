"""What a request needs besides its own action: roles, tags and keys."""

from types import SimpleNamespace
from typing import Any

import pytest

from local_aws.tests import functions
from local_aws.tests import job_requests as make
from local_aws.tests.calls import code, queue
from local_aws.tests.users import allow, new_user


@pytest.mark.parametrize("service", ["lambda.amazonaws.com", "mediaconvert.amazonaws.com"])
def test_roles_are_passed_by_those_who_may(one: SimpleNamespace, service: str) -> None:
    passing = allow("iam:PassRole", StringEquals={"iam:PassedToService": service})
    others = allow("iam:PassRole", StringEquals={"iam:PassedToService": "ec2.amazonaws.com"})
    for more, refused in ((passing, False), (others, True)):
        user = new_user(one.account, allow("lambda:*", "mediaconvert:*"), more)
        if service.startswith("lambda"):
            package = (one.folder / "idle.zip").read_bytes()
            found = code(
                user("lambda").create_function,
                FunctionName=f"passed-{refused}",
                **{
                    "Role": functions.ROLE,
                    "Runtime": "python3.13",
                    "Handler": "handlers.main.handler",
                },
                Code={"ZipFile": package},
            )
        else:
            found = code(user("mediaconvert").create_job, **make.job(make.mp4()))
        assert ("AccessDenied" in found) == refused, found


def test_tags_of_a_new_resource_need_their_permission(one: SimpleNamespace) -> None:
    make_only, both = allow("sns:CreateTopic", "sqs:CreateQueue"), allow("sns:*", "sqs:*")
    tags = [{"Key": "a", "Value": "b"}]
    for statement, refused in ((make_only, True), (both, False)):
        user = new_user(one.account, statement)
        made = (
            code(user("sqs").create_queue, QueueName=f"tagged-{refused}", tags={"a": "b"}),
            code(user("sns").create_topic, Name=f"tagged-{refused}", Tags=tags),
        )
        assert all(made) == refused, made
        assert code(user("sqs").create_queue, QueueName=f"plain-{refused}") == ""


def locked(one: SimpleNamespace) -> dict[str, tuple[str, dict[str, Any]]]:
    """A call by service to a resource behind the key."""
    s3, dynamodb = one.aws("s3"), one.aws("dynamodb")
    url = queue(one.aws, "behind", KmsMasterKeyId=one.key)
    if code(s3.head_bucket, Bucket="behind"):
        s3.create_bucket(Bucket="behind")
        default = {"SSEAlgorithm": "aws:kms", "KMSMasterKeyID": one.key}
        rules = {"Rules": [{"ApplyServerSideEncryptionByDefault": default}]}
        s3.put_bucket_encryption(Bucket="behind", ServerSideEncryptionConfiguration=rules)
        dynamodb.create_table(
            TableName="behind",
            BillingMode="PAY_PER_REQUEST",
            AttributeDefinitions=[{"AttributeName": "id", "AttributeType": "S"}],
            KeySchema=[{"AttributeName": "id", "KeyType": "HASH"}],
            SSESpecification={"Enabled": True, "SSEType": "KMS", "KMSMasterKeyId": one.key},
        )
    return {
        "s3": ("put_object", {"Bucket": "behind", "Key": "a", "Body": b"x"}),
        "sqs": ("send_message", {"QueueUrl": url, "MessageBody": "x"}),
        "dynamodb": ("put_item", {"TableName": "behind", "Item": {"id": {"S": "1"}}}),
        "ssm": (
            "put_parameter",
            {
                "Name": "/b",
                "Value": "x",
                "Type": "SecureString",
                "KeyId": one.key,
                "Overwrite": True,
            },
        ),
    }


@pytest.mark.parametrize("service", ["s3", "sqs", "dynamodb", "ssm"])
def test_the_key_behind_a_resource_is_asked_for(one: SimpleNamespace, service: str) -> None:
    operation, parameters = locked(one)[service]
    plain = allow("s3:*", "sqs:*", "dynamodb:*", "ssm:*")
    here = {"kms:ViaService": f"{service}.us-east-1.amazonaws.com"}
    there = {"kms:ViaService": "ec2.us-east-1.amazonaws.com"}
    uses = ("kms:Decrypt", "kms:Encrypt", "kms:GenerateDataKey")
    for via, refused in ((here, False), (there, True)):
        user = new_user(one.account, plain, allow(*uses, on=one.key, StringEquals=via))
        found = code(getattr(user(service), operation), **parameters)
        assert ("AccessDenied" in found) == refused, found
    one.aws("kms").disable_key(KeyId=one.key)
    try:
        user = new_user(one.account, plain, allow("kms:*"))
        assert code(getattr(user(service), operation), **parameters)
    finally:
        one.aws("kms").enable_key(KeyId=one.key)
