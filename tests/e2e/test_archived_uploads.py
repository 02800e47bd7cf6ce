"""An upload that S3 would have to restore first is refused at the door, whoever brings it.

One that is archived behind the door, by a lifecycle rule of the account's, ends FAILED.
"""

from collections.abc import Callable
from pathlib import Path

import pytest
import urllib3
from botocore.exceptions import ClientError

from e2e.callers import caller, everything
from e2e.outcomes import dead_letters
from local_aws.account import Account
from pipeline.uploads.upload import asset_id
from pipeline_client import Pipeline

FOLDER = "uploads/archived/"
ARCHIVES = ("GLACIER", "DEEP_ARCHIVE")


def put(somebody: Pipeline, where: dict[str, str], storage_class: str) -> None:
    somebody.s3.put_object(**where, Body=b"x", StorageClass=storage_class)


def copy(somebody: Pipeline, where: dict[str, str], storage_class: str) -> None:
    """Of an object that is there already, outside the prefix of uploads."""
    source = {**where, "Key": "staged.mp4"}
    somebody.s3.put_object(**source, Body=b"x")
    somebody.s3.copy_object(**where, CopySource=source, StorageClass=storage_class)


def multipart(somebody: Pipeline, where: dict[str, str], storage_class: str) -> None:
    part = {**where, "PartNumber": 1}
    made = somebody.s3.create_multipart_upload(**where, StorageClass=storage_class)
    sent = somebody.s3.upload_part(**part, UploadId=made["UploadId"], Body=b"x")
    parts = {"Parts": [{"PartNumber": 1, "ETag": sent["ETag"]}]}
    somebody.s3.complete_multipart_upload(**where, UploadId=made["UploadId"], MultipartUpload=parts)


WAYS: dict[str, Callable[[Pipeline, dict[str, str], str], None]] = {
    "put": put,
    "copy": copy,
    "multipart": multipart,
}


@pytest.mark.parametrize("storage_class", ARCHIVES)
def test_no_way_in_takes_an_archived_upload(
    pipeline: Pipeline, account: Account, storage_class: str
) -> None:
    bucket = pipeline.names["uploads_bucket_name"]
    with caller(pipeline, f"archivist-{storage_class.lower()}", everything()) as somebody:
        for way, send in WAYS.items():
            where = {"Bucket": bucket, "Key": f"{FOLDER}{way}-{storage_class}.mp4"}
            with pytest.raises(ClientError, match="AccessDenied"):
                send(somebody, where, storage_class)
        key = f"{FOLDER}form-{storage_class}.mp4"
        assert form(account, somebody, key, storage_class) == 403
    found = pipeline.s3.list_object_versions(Bucket=bucket, Prefix=FOLDER).get("Versions", [])
    assert [one["Key"] for one in found if one["Key"].endswith(f"-{storage_class}.mp4")] == []
    uploads = pipeline.s3.list_multipart_uploads(Bucket=bucket).get("Uploads", [])
    assert [one["Key"] for one in uploads if one["Key"].startswith(FOLDER)] == []


def test_every_way_in_takes_what_can_be_read_at_once(pipeline: Pipeline, account: Account) -> None:
    """Else the refusals above would prove nothing. The keys' suffix keeps them cheap."""
    bucket = pipeline.names["uploads_bucket_name"]
    with caller(pipeline, "thrifty", everything()) as somebody:
        for way, send in WAYS.items():
            where = {"Bucket": bucket, "Key": f"{FOLDER}{way}.txt"}
            send(somebody, where, "GLACIER_IR")
            assert somebody.s3.head_object(**where)["StorageClass"] == "GLACIER_IR"
        assert form(account, somebody, f"{FOLDER}form.txt", "GLACIER_IR") == 204


def form(account: Account, somebody: Pipeline, key: str, storage_class: str) -> int:
    """The status that a browser's form is answered with."""
    field = {"x-amz-storage-class": storage_class}
    bucket = somebody.names["uploads_bucket_name"]
    made = somebody.s3.generate_presigned_post(bucket, key, dict(field), [field])
    fields = {**made["fields"], "file": ("a.mp4", b"x")}
    with urllib3.PoolManager(ca_certs=account.environment["AWS_CA_BUNDLE"]) as pool:
        return pool.request("POST", made["url"], fields=fields, timeout=30).status


@pytest.mark.parametrize("storage_class", ARCHIVES)
def test_what_is_archived_behind_the_door_fails_at_once(
    pipeline: Pipeline, short_clip: Path, storage_class: str
) -> None:
    """The local account decides nothing about its root, as S3 nothing about its lifecycle rules."""
    bucket, key = pipeline.names["uploads_bucket_name"], f"{FOLDER}{storage_class}.mp4"
    before = dead_letters(pipeline)
    sent = pipeline.s3.put_object(
        Bucket=bucket, Key=key, Body=short_clip.read_bytes(), StorageClass=storage_class
    )
    record = pipeline.follow(asset_id(bucket, key, sent["VersionId"]), lambda _: None)
    assert record["status"] == "FAILED"
    assert [error["code"] for error in record["errors"]] == ["SOURCE_ARCHIVED"]
    assert dead_letters(pipeline) == before
