"""What is asked about a request, with which condition keys, and what the log says of it."""

import json
import ssl
import urllib.request
from types import SimpleNamespace
from typing import Any
from urllib.error import HTTPError

import pytest
from urllib3 import encode_multipart_formdata

from local_aws.account import Account
from local_aws.tests import job_requests as make
from local_aws.tests.calls import ARN, code, decisions, queue
from local_aws.tests.conftest import document
from local_aws.tests.users import allow, new_user, refuse


def test_decisions_are_logged_and_root_is_not_decided_about(one: SimpleNamespace) -> None:
    may, may_not = (
        new_user(one.account, allow("ssm:GetParameter")),
        new_user(one.account, allow("x:Y")),
    )
    one.aws("ssm").put_parameter(Name="/a", Value="1", Type="String")
    assert code(may("ssm").get_parameter, Name="/a") == ""
    assert code(may_not("ssm").get_parameter, Name="/a") == "AccessDeniedException"
    one.aws("ssm").get_parameter(Name="/a")
    found = decisions(one.account, "ssm:GetParameter")
    assert [line["allowed"] for line in found] == [True, False]
    assert {line["resource"] for line in found} == {ARN("ssm", "parameter/a")}
    assert found[0]["principal"].startswith(f"arn:aws:iam::{make.ACCOUNT}:user/user-")


def test_a_batch_of_messages_is_allowed_by_the_single_messages_action(one: SimpleNamespace) -> None:
    url = queue(one.aws, "batches")
    user = new_user(one.account, allow("sqs:SendMessage"))
    entries = [{"Id": "1", "MessageBody": "x"}]
    assert code(user("sqs").send_message_batch, QueueUrl=url, Entries=entries) == ""


def test_a_wildcard_stands_for_line_feeds_too(one: SimpleNamespace) -> None:
    one.aws("s3").create_bucket(Bucket="lines")
    user = new_user(one.account, allow("s3:PutObject", on="arn:aws:s3:::lines/a/*"))
    assert code(user("s3").put_object, Bucket="lines", Key="a/b\nc", Body=b"x") == ""
    assert code(user("s3").put_object, Bucket="lines", Key="b\na/c", Body=b"x") == "AccessDenied"


NAMED = [
    ("lambda", "get_function_event_invoke_config", {"FunctionName": "idle"}, "function:idle"),
    ("lambda", "get_event_source_mapping", {"UUID": "u" * 36}, f"event-source-mapping:{'u' * 36}"),
    (
        "lambda",
        "delete_event_source_mapping",
        {"UUID": "u" * 36},
        f"event-source-mapping:{'u' * 36}",
    ),
    ("events", "list_targets_by_rule", {"Rule": "r"}, "rule/r"),
    ("events", "put_rule", {"Name": "r", "EventBusName": "b", "EventPattern": "{}"}, "rule/b/r"),
    ("events", "describe_event_bus", {"Name": "b"}, "event-bus/b"),
    ("cloudwatch", "describe_alarms", {}, "alarm:*"),
    (
        "cognito-idp",
        "tag_resource",
        {"ResourceArn": ARN("cognito-idp", "userpool/p"), "Tags": {"a": "b"}},
        "userpool/p",
    ),
    ("scheduler", "get_schedule", {"Name": "s", "GroupName": "g"}, "schedule/g/s"),
    ("dynamodb", "list_tags_of_resource", {"ResourceArn": ARN("dynamodb", "table/t")}, "table/t"),
    ("kms", "delete_alias", {"AliasName": "alias/a"}, "alias/a"),
    ("kms", "describe_key", {"KeyId": "alias/aws/dynamodb"}, "key/behind-alias"),
]


@pytest.mark.parametrize(("service", "operation", "parameters", "resource"), NAMED)
def test_requests_are_named_as_iam_names_them(
    one: SimpleNamespace, service: str, operation: str, parameters: dict, resource: str
) -> None:
    user = new_user(one.account, allow("x:Y"))
    assert code(getattr(user(service), operation), **parameters)
    lines = one.account.folder.access_log_path.read_text().splitlines()
    asked = json.loads(lines[-1])
    name = "".join(word.capitalize() for word in operation.split("_"))
    assert asked["action"].lower() == f"{service}:{name}".lower()
    assert asked["resource"] == ARN(service, resource)


def test_deleting_versions_together_needs_their_permission(one: SimpleNamespace) -> None:
    s3, user = one.aws("s3"), new_user(one.account, allow("s3:DeleteObject"))
    s3.create_bucket(Bucket="versions")
    delete = {"Objects": [{"Key": "a", "VersionId": "v"}]}
    assert code(user("s3").delete_objects, Bucket="versions", Delete=delete) == "AccessDenied"


def fetch(
    account: Account,
    url: str | urllib.request.Request,
    version: ssl.TLSVersion = ssl.TLSVersion.TLSv1_3,
) -> int:
    context = ssl.create_default_context(cafile=account.environment["AWS_CA_BUNDLE"])
    context.maximum_version = version
    try:
        with urllib.request.urlopen(url, timeout=30, context=context) as answer:  # noqa: S310
            return answer.status
    except HTTPError as error:
        return error.code


def test_a_bucket_may_refuse_old_tls(one: SimpleNamespace) -> None:
    s3, user = one.aws("s3"), new_user(one.account, allow("s3:*"))
    s3.create_bucket(Bucket="modern")
    s3.put_object(Bucket="modern", Key="a", Body=b"x")
    old = {"NumericLessThan": {"s3:TlsVersion": "1.3"}}
    s3.put_bucket_policy(Bucket="modern", Policy=document(refuse("s3:*", **old)))
    url = user("s3").generate_presigned_url("get_object", {"Bucket": "modern", "Key": "a"})
    assert fetch(one.account, url, ssl.TLSVersion.TLSv1_2) == 403
    assert fetch(one.account, url, ssl.TLSVersion.TLSv1_3) == 200


def test_a_bucket_may_refuse_other_keys(one: SimpleNamespace) -> None:
    s3, user = one.aws("s3"), new_user(one.account, allow("s3:*"), allow("kms:*"))
    other = one.aws("kms").create_key()["KeyMetadata"]["Arn"]
    s3.create_bucket(Bucket="one-key")
    key = {"StringNotEquals": {"s3:x-amz-server-side-encryption-aws-kms-key-id": one.key}}
    s3.put_bucket_policy(Bucket="one-key", Policy=document(refuse("s3:PutObject", **key)))
    write = {"Bucket": "one-key", "Key": "a", "ServerSideEncryption": "aws:kms"}
    put = user("s3").put_object
    assert code(put, **write, SSEKMSKeyId=other) == "AccessDenied"
    assert code(put, **write, SSEKMSKeyId=one.key) == ""


def put_form(account: Account, s3: Any, bucket: str, storage_class: str) -> int:
    """What a browser's form is answered."""
    field = {"x-amz-storage-class": storage_class}
    made = s3.generate_presigned_post(bucket, "form", Fields=dict(field), Conditions=[field])
    body, kind = encode_multipart_formdata({**made["fields"], "file": ("a", b"x")})
    return fetch(account, urllib.request.Request(made["url"], body, {"Content-Type": kind}))  # noqa: S310


@pytest.mark.parametrize(
    ("storage_class", "answer", "form"),
    [("DEEP_ARCHIVE", "AccessDenied", 403), ("GLACIER_IR", "", 204)],
)
def test_a_bucket_may_refuse_a_storage_class(
    one: SimpleNamespace, storage_class: str, answer: str, form: int
) -> None:
    s3, user, bucket = one.aws("s3"), new_user(one.account, allow("s3:*")), storage_class.lower()
    bucket = bucket.replace("_", "-")
    s3.create_bucket(Bucket=bucket)
    archive = {"StringEquals": {"s3:x-amz-storage-class": ["GLACIER", "DEEP_ARCHIVE"]}}
    s3.put_bucket_policy(Bucket=bucket, Policy=document(refuse("s3:PutObject", **archive)))
    mine = user("s3")
    where = {"Bucket": bucket, "Key": "a"}
    assert code(mine.put_object, **where, Body=b"x") == ""
    write = {**where, "StorageClass": storage_class}
    assert code(mine.put_object, **write, Body=b"x") == answer
    assert code(mine.create_multipart_upload, **write) == answer
    assert code(mine.copy_object, **write, CopySource=f"{bucket}/a") == answer
    assert put_form(one.account, mine, bucket, storage_class) == form
