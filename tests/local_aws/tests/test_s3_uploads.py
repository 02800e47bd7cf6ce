"""Uploads by presigned URLs and forms: what S3 refuses, and what a browser may see."""

import time
from collections.abc import Callable
from dataclasses import dataclass
from types import SimpleNamespace
from typing import Any
from urllib.parse import urlparse

import pytest
from botocore.config import Config
from urllib3 import encode_multipart_formdata

from api_client import Answer
from local_aws.account import Account
from local_aws.tests.calls import decisions
from local_aws.tests.conftest import clients_of, document
from local_aws.tests.http_apis import send
from local_aws.tests.users import allow

ORIGIN = "https://app.example.com"
CORS = {
    "AllowedOrigins": [ORIGIN],
    "AllowedMethods": ["PUT", "POST"],
    "AllowedHeaders": ["content-type"],
    "ExposeHeaders": ["ETag", "Location"],
    "MaxAgeSeconds": 600,
}
NEW = Config(signature_version="s3v4", s3={"addressing_style": "virtual"})
OLD = Config(signature_version="s3")


@dataclass(frozen=True)
class Bucket:
    """A bucket behind a key and with CORS, and somebody who presigns for it."""

    account: Account
    aws: Callable[..., Any]
    signer: Callable[..., Any]
    key: str

    def url(self, operation: str, config: Config = NEW, seconds: int = 60, **more: Any) -> str:
        parameters = {"Bucket": "door", "Key": "a/b c.mp4", **more}
        s3 = self.signer("s3", config=config)
        return s3.generate_presigned_url(operation, parameters, ExpiresIn=seconds)

    def send(self, method: str, url: str, body: Any = None, **headers: str) -> Answer:
        where = urlparse(url)
        return send(self.account, method, f"{where.path}?{where.query}", body, **headers)

    def form(self, config: Config = NEW, seconds: int = 60) -> dict[str, Any]:
        """A form for one key, type and size (1 to 10 bytes)."""
        fields = {"Content-Type": "video/mp4", "success_action_status": "201"}
        return self.signer("s3", config=config).generate_presigned_post(
            "door",
            "k/exact.mp4",
            Fields=dict(fields),
            Conditions=[["content-length-range", 1, 10], *({k: v} for k, v in fields.items())],
            ExpiresIn=seconds,
        )

    def post(self, form: dict[str, Any], body: bytes = b"x", **changed: str | None) -> Answer:
        fields = {**form["fields"], **{k.replace("_", "-"): v for k, v in changed.items()}}
        kept = {name: value for name, value in fields.items() if value is not None}
        data, kind = encode_multipart_formdata({**kept, "file": ("a.mp4", body)})
        path = urlparse(form["url"]).path
        return send(self.account, "POST", path, data, content_type=kind, origin=ORIGIN)


@pytest.fixture(scope="module")
def bucket(one: SimpleNamespace) -> Bucket:
    s3, iam = one.aws("s3"), one.aws("iam")
    s3.create_bucket(Bucket="door")
    default = {"SSEAlgorithm": "aws:kms", "KMSMasterKeyID": one.key}
    rules = {"Rules": [{"ApplyServerSideEncryptionByDefault": default, "BucketKeyEnabled": True}]}
    s3.put_bucket_encryption(Bucket="door", ServerSideEncryptionConfiguration=rules)
    s3.put_bucket_cors(Bucket="door", CORSConfiguration={"CORSRules": [CORS]})
    iam.create_user(UserName="signer")
    grants = allow("s3:*"), allow("kms:GenerateDataKey", "kms:Decrypt")
    iam.put_user_policy(UserName="signer", PolicyName="p", PolicyDocument=document(*grants))
    made = iam.create_access_key(UserName="signer")["AccessKey"]
    named = {
        "aws_access_key_id": made["AccessKeyId"],
        "aws_secret_access_key": made["SecretAccessKey"],
    }

    def signer(service: str, **more: Any) -> Any:
        return clients_of(one.account)(service, **named, **more)

    return Bucket(one.account, one.aws, signer, one.key)


def fault(answer: Answer) -> tuple[int, str]:
    """Status and S3's code."""
    text = answer.body.decode()
    return answer.status, text.partition("<Code>")[2].partition("<")[0]


def test_a_presigned_url_is_for_one_thing_and_a_while(bucket: Bucket) -> None:
    s3 = bucket.aws("s3")
    first, second = (
        s3.create_multipart_upload(Bucket="door", Key=key)["UploadId"] for key in ("m", "n")
    )
    put = bucket.url("put_object")
    part = bucket.url("upload_part", Key="m", UploadId=first, PartNumber=1)
    for url in (put, part):
        answer = bucket.send("PUT", url, b"x", origin=ORIGIN)
        assert answer.status == 200, answer.body
        assert answer.headers["access-control-allow-origin"] == ORIGIN
        assert "ETag" in answer.headers["access-control-expose-headers"]
    others = {
        "another key": put.replace("/a/", "/b/"),
        "another part": part.replace("partNumber=1", "partNumber=2"),
        "another upload": part.replace(first, second),
        "another upload's key": part.replace("/m?", "/n?"),
        "one more parameter": part + "&acl",
    }
    for what, url in others.items():
        refused = fault(bucket.send("PUT", url, b"x"))
        assert refused == (403, "SignatureDoesNotMatch"), what
    assert fault(bucket.send("GET", put)) == (403, "SignatureDoesNotMatch")
    beyond = bucket.url("upload_part", Key="m", UploadId=first, PartNumber=10_001)
    assert fault(bucket.send("PUT", beyond, b"x")) == (400, "InvalidArgument")
    short = bucket.url("put_object", seconds=1)
    time.sleep(2.1)
    late = bucket.send("PUT", short, b"x", origin=ORIGIN)
    assert fault(late) == (403, "AccessDenied")
    # A page can read why, and ask for another URL.
    assert late.headers["access-control-allow-origin"] == ORIGIN


def test_a_header_about_the_object_is_signed_or_refused(bucket: Bucket) -> None:
    url = bucket.url("put_object")
    assert bucket.send("PUT", url, b"x", content_type="video/mp4").status == 200
    for header in ("x_amz_storage_class", "x_amz_meta_a", "x_amz_tagging", "x_amz_acl"):
        refused = bucket.send("PUT", url, b"x", **{header: "GLACIER"})
        assert fault(refused) == (403, "AccessDenied"), header
        assert b"not signed" in refused.body
    signed = bucket.url("put_object", StorageClass="STANDARD_IA")
    sent = bucket.send("PUT", signed, b"x", x_amz_storage_class="STANDARD_IA")
    assert sent.status == 200, sent.body
    typed = bucket.url("put_object", ContentType="video/mp4", ContentLength=1)
    assert bucket.send("PUT", typed, b"x", content_type="video/mp4").status == 200
    for wrong in ({"content_type": "text/html", "body": b"x"}, {"content_type": "video/mp4"}):
        body = wrong.pop("body", b"xx")
        assert bucket.send("PUT", typed, body, **wrong).status == 403


def test_the_old_signature_is_no_good_for_kms(bucket: Bucket) -> None:
    refused = (400, "InvalidArgument")
    bucket.aws("s3").put_object(Bucket="door", Key="a/b c.mp4", Body=b"x")
    for operation, method in (("put_object", "PUT"), ("get_object", "GET")):
        assert fault(bucket.send(method, bucket.url(operation, OLD), b"x")) == refused
        assert bucket.send(method, bucket.url(operation), b"x").status == 200
    assert fault(bucket.post(bucket.form(OLD))) == refused
    # Elsewhere it still works.
    bucket.aws("s3").create_bucket(Bucket="plain")
    assert bucket.send("PUT", bucket.url("put_object", OLD, Bucket="plain"), b"x").status == 200


def test_a_form_is_for_one_key_size_and_type(bucket: Bucket) -> None:
    form = bucket.form()
    taken = bucket.post(form, b"x" * 10)
    assert (taken.status, taken.headers["access-control-allow-origin"]) == (201, ORIGIN)
    assert taken.headers["location"].endswith("/k/exact.mp4")
    refused: list[tuple[tuple[int, str], dict[str, Any]]] = [
        ((400, "EntityTooLarge"), {"body": b"x" * 11}),
        ((400, "EntityTooSmall"), {"body": b""}),
        ((403, "AccessDenied"), {"key": "k/other.mp4"}),
        ((403, "AccessDenied"), {"Content_Type": "text/html"}),
        ((403, "AccessDenied"), {"Content_Type": None}),
        ((403, "AccessDenied"), {"x_amz_meta_a": "b"}),
        ((403, "AccessDenied"), {"x_amz_storage_class": "GLACIER"}),
        ((403, "SignatureDoesNotMatch"), {"x_amz_signature": "0" * 64}),
        ((400, "InvalidArgument"), {"policy": None}),
    ]
    for expected, change in refused:
        assert fault(bucket.post(form, **change)) == expected, change
    short = bucket.form(seconds=1)
    time.sleep(2.1)
    assert fault(bucket.post(short)) == (403, "AccessDenied")


def test_a_form_needs_the_key_of_its_bucket(bucket: Bucket) -> None:
    iam = bucket.aws("iam")
    asked = decisions(bucket.account, "kms:GenerateDataKey")
    assert bucket.post(bucket.form()).status == 201
    assert len(decisions(bucket.account, "kms:GenerateDataKey")) == len(asked) + 1
    before = iam.get_user_policy(UserName="signer", PolicyName="p")["PolicyDocument"]
    named = {"UserName": "signer", "PolicyName": "p"}
    iam.put_user_policy(**named, PolicyDocument=document(allow("s3:*")))
    try:
        assert fault(bucket.post(bucket.form())) == (403, "AccessDenied")
    finally:
        iam.put_user_policy(**named, PolicyDocument=document(*before["Statement"]))
    bucket.aws("kms").disable_key(KeyId=bucket.key)
    try:
        assert fault(bucket.post(bucket.form())) == (400, "KMS.DisabledException")
    finally:
        bucket.aws("kms").enable_key(KeyId=bucket.key)


@pytest.mark.parametrize(
    ("origin", "method", "headers", "status"),
    [
        (ORIGIN, "PUT", "content-type", 200),
        (ORIGIN, "POST", "", 200),
        (ORIGIN, "PUT", "x-amz-meta-a", 403),
        (ORIGIN, "DELETE", "", 403),
        ("https://evil.example.com", "PUT", "", 403),
    ],
)
def test_a_preflight_is_answered_by_the_buckets_rules(
    bucket: Bucket, origin: str, method: str, headers: str, status: int
) -> None:
    asked = {"origin": origin, "access_control_request_method": method}
    if headers:
        asked["access_control_request_headers"] = headers
    answer = bucket.send("OPTIONS", bucket.url("put_object"), **asked)
    assert answer.status == status
    assert answer.headers.get("access-control-allow-origin") == (ORIGIN if status == 200 else None)
