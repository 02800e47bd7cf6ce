"""An object that is not there: 404 for those who may list its bucket, 403 for the others."""

import urllib.parse
from collections.abc import Callable
from typing import Any

import pytest
from botocore.exceptions import ClientError

from local_aws.account import Account
from local_aws.tests.conftest import document
from local_aws.tests.http_apis import send
from local_aws.tests.users import allow, new_user

ARN = "arn:aws:s3:::sparse"
READ, LIST = allow("s3:GetObject*"), allow("s3:ListBucket", on=ARN)
LIST_VERSIONS = allow("s3:ListBucketVersions", on=ARN)
LIST_BELOW_A = allow("s3:ListBucket", on=ARN, StringLike={"s3:prefix": "a/*"})
LIST_BY_TLS = allow("s3:ListBucket", on=ARN, NumericGreaterThan={"s3:TlsVersion": "1.1"})
NONE = "1" * 32
ASKED: list[tuple[str, dict[str, Any]]] = [
    ("get_object", {"Key": "a/none"}),
    ("head_object", {"Key": "a/none"}),
    ("get_object_attributes", {"Key": "a/none", "ObjectAttributes": ["ETag"]}),
    ("get_object", {"Key": "a/there", "VersionId": NONE}),
    ("head_object", {"Key": "a/there", "VersionId": NONE}),
    ("get_object", {"Key": "a/deleted"}),
    ("head_object", {"Key": "a/deleted"}),
]


@pytest.fixture(scope="module")
def s3(aws: Callable[..., Any]) -> Any:
    client = aws("s3")
    client.create_bucket(Bucket="sparse")
    client.put_bucket_versioning(Bucket="sparse", VersioningConfiguration={"Status": "Enabled"})
    for key in ("a/there", "a/deleted"):
        client.put_object(Bucket="sparse", Key=key, Body=b"bytes")
    client.delete_object(Bucket="sparse", Key="a/deleted")
    return client


def statuses(client: Any, bucket: str = "sparse") -> set[int]:
    """Of everything that is asked for."""
    found = set()
    for operation, asked in ASKED:
        with pytest.raises(ClientError) as refused:
            getattr(client, operation)(Bucket=bucket, **asked)
        found.add(refused.value.response["ResponseMetadata"]["HTTPStatusCode"])
    return found


@pytest.mark.parametrize(
    ("grants", "status"),
    [
        ([READ], 403),
        ([READ, LIST], 404),
        ([READ, LIST_BY_TLS], 404),
        ([READ, LIST_VERSIONS], 403),
        ([LIST], 403),
        # assumed: see the patch
        ([READ, LIST_BELOW_A], 403),
    ],
)
def test_a_user_is_told_who_may_list(
    account: Account, s3: Any, grants: list[dict[str, Any]], status: int
) -> None:
    user = new_user(account, *grants)("s3")
    assert statuses(user) == {status}
    if READ in grants:
        assert user.get_object(Bucket="sparse", Key="a/there")["Body"].read() == b"bytes"
        assert statuses(user, "no-such-bucket") == {404}
    assert statuses(s3) == {404}


@pytest.mark.usefixtures("s3")
def test_who_opens_a_signed_url_is_told_what_its_signer_may_know(account: Account) -> None:
    for grants, status in (([READ], 403), ([READ, LIST], 404)):
        signer = new_user(account, *grants)("s3")
        for operation, method in (("get_object", "GET"), ("head_object", "HEAD")):
            place = {"Bucket": "sparse", "Key": "a/none"}
            url = urllib.parse.urlsplit(signer.generate_presigned_url(operation, place))
            assert send(account, method, f"{url.path}?{url.query}").status == status


def test_a_buckets_policy_may_let_somebody_know(account: Account, s3: Any) -> None:
    user = new_user(account, READ)
    who = {"AWS": user("sts").get_caller_identity()["Arn"]}
    s3.put_bucket_policy(Bucket="sparse", Policy=document({**LIST, "Principal": who}))
    assert statuses(user("s3")) == {404}
    s3.delete_bucket_policy(Bucket="sparse")
    assert statuses(user("s3")) == {403}
