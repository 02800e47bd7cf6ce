"""Condition keys of functions' mappings, of roles' boundaries and of keys' aliases."""

import uuid
from types import SimpleNamespace
from typing import Any

import pytest
from botocore.exceptions import ClientError

from local_aws.tests.calls import ARN, code, queue
from local_aws.tests.conftest import document
from local_aws.tests.users import allow, new_user

TRUST = document({"Effect": "Allow", "Principal": {"AWS": "*"}, "Action": "sts:AssumeRole"})


def test_mappings_are_told_by_their_function(one: SimpleNamespace) -> None:
    queue(one.aws, "mapped")
    source = ARN("sqs", "mapped")
    reads = allow("sqs:ReceiveMessage", "sqs:DeleteMessage", "sqs:GetQueueAttributes", on=source)
    one.aws("iam").put_role_policy(
        RoleName="function", PolicyName="reads", PolicyDocument=document(reads)
    )
    mapping = one.aws("lambda").create_event_source_mapping(
        FunctionName="idle", EventSourceArn=source, Enabled=False
    )
    for name, refused in (("idle", False), ("another", True)):
        function = ARN("lambda", f"function:{name}")
        manages = allow("lambda:*", ArnLike={"lambda:FunctionArn": function})
        user = new_user(one.account, manages, allow("sqs:*"))("lambda")
        asked = {"FunctionName": "idle", "EventSourceArn": source, "Enabled": False}
        made = code(user.create_event_source_mapping, **asked)
        changed = code(user.update_event_source_mapping, UUID=mapping["UUID"], BatchSize=2)
        assert [answer == "AccessDeniedException" for answer in (made, changed)] == [refused] * 2
    one.aws("lambda").delete_event_source_mapping(UUID=mapping["UUID"])


def test_roles_are_told_by_their_boundary(one: SimpleNamespace) -> None:
    iam, name = one.aws("iam"), f"bounded-{uuid.uuid4().hex[:8]}"
    bound, other = (
        iam.create_policy(PolicyName=f"{name}-{n}", PolicyDocument=document(allow("s3:*")))[
            "Policy"
        ]["Arn"]
        for n in range(2)
    )
    bounded = {"iam:PermissionsBoundary": bound}
    manages = allow("iam:CreateRole", "iam:PutRolePolicy", StringEquals=bounded)
    user = new_user(one.account, manages)("iam")
    make = {"RoleName": name, "AssumeRolePolicyDocument": TRUST}
    assert code(user.create_role, **make) == "AccessDenied"
    assert code(user.create_role, **make, PermissionsBoundary=other) == "AccessDenied"
    assert code(user.create_role, **make, PermissionsBoundary=bound) == ""
    policy = {"RoleName": name, "PolicyName": "p", "PolicyDocument": document(allow("s3:*"))}
    assert code(user.put_role_policy, **policy) == ""
    iam.put_role_permissions_boundary(RoleName=name, PermissionsBoundary=other)
    assert code(user.put_role_policy, **policy) == "AccessDenied"


def test_signatures_are_told_by_their_algorithm(one: SimpleNamespace) -> None:
    made = one.aws("kms").create_key(KeySpec="RSA_2048", KeyUsage="SIGN_VERIFY")
    algorithms = ("RSASSA_PKCS1_V1_5_SHA_256", "RSASSA_PSS_SHA_256")
    condition = {"kms:SigningAlgorithm": algorithms[0]}
    user = new_user(one.account, allow("kms:Sign", StringEquals=condition))("kms")
    asked = {"KeyId": made["KeyMetadata"]["KeyId"], "Message": b"text"}
    answers = [code(user.sign, **asked, SigningAlgorithm=one) for one in algorithms]
    assert answers == ["", "AccessDeniedException"]


def test_keys_are_told_by_their_aliases(one: SimpleNamespace) -> None:
    kms = one.aws("kms")
    tags = allow("kms:TagResource", Null={"kms:ResourceAliases": "true"})
    user = new_user(one.account, tags)("kms")
    key = kms.create_key()["KeyMetadata"]["KeyId"]
    tag = {"KeyId": key, "Tags": [{"TagKey": "a", "TagValue": "b"}]}
    assert code(user.tag_resource, **tag) == ""
    kms.create_alias(AliasName=f"alias/{key}", TargetKeyId=key)
    assert code(user.tag_resource, **tag) == "AccessDeniedException"


def test_concurrency_is_kept_and_given_back_by_two_actions(one: SimpleNamespace) -> None:
    keep = new_user(one.account, allow("lambda:PutFunctionConcurrency"))("lambda")
    keep.put_function_concurrency(FunctionName="idle", ReservedConcurrentExecutions=1)
    with pytest.raises(ClientError, match="AccessDenied"):
        keep.delete_function_concurrency(FunctionName="idle")
    back = new_user(one.account, allow("lambda:DeleteFunctionConcurrency"))("lambda")
    back.delete_function_concurrency(FunctionName="idle")


def test_items_are_told_by_their_partition_key(one: SimpleNamespace) -> None:
    name = f"items-{uuid.uuid4().hex[:8]}"
    one.aws("dynamodb").create_table(
        TableName=name,
        BillingMode="PAY_PER_REQUEST",
        KeySchema=[{"AttributeName": "id", "KeyType": "HASH"}],
        AttributeDefinitions=[{"AttributeName": "id", "AttributeType": "S"}],
    )
    own: Any = {"ForAllValues:StringLike": {"dynamodb:LeadingKeys": "count#*"}}
    user = new_user(one.account, allow("dynamodb:UpdateItem", **own))("dynamodb")
    asked = [
        code(user.update_item, TableName=name, Key={"id": {"S": key}})
        for key in ("count#1", "session", "another-count#1")
    ]
    assert asked == ["", "AccessDeniedException", "AccessDeniedException"]
