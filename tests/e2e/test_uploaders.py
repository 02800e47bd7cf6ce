"""Uploaders have the rights that the storage module's README names, and need each of them."""

import json
import re
from pathlib import Path

import pytest
import urllib3
from boto3.s3.transfer import TransferConfig

from deployment import PROJECT_FOLDER
from e2e.callers import caller
from e2e.conftest import Applied
from e2e.permissions import calls as access_log
from e2e.permissions.calls import Call
from e2e.permissions.grants import grants_of, indispensable
from local_aws import state
from local_aws.account import Account
from pipeline_client import Pipeline

README = PROJECT_FOLDER / "terraform" / "modules" / "storage" / "README.md"
FOLDER = "uploads/uploader/"
PART_BYTES = 5 * 1024 * 1024
ORIGIN = "https://studio.example.com"


@pytest.fixture(scope="module")
def policy(pipeline: Pipeline) -> dict:
    found = re.search(r"^```json\n(.*?)^```$", README.read_text(), re.MULTILINE | re.DOTALL)
    assert found
    text = found[1].replace("UPLOADS-BUCKET", pipeline.names["uploads_bucket_name"])
    for old, new in {
        "UPLOADER-ID": "uploader",
        "DATA-KEY-ARN": pipeline.names["data_key_arn"],
        "REGION": state.REGION,
    }.items():
        text = text.replace(old, new)
    return json.loads(text)


@pytest.fixture(scope="module")
def calls(
    pipeline: Pipeline, account: Account, policy: dict, tmp_path_factory: pytest.TempPathFactory
) -> list[Call]:
    """What an uploader asked for who used every way in, and gave one multipart upload up."""
    large = Path(tmp_path_factory.mktemp("large") / "notes.txt")
    large.write_bytes(b"\0" * (PART_BYTES + 1))
    where = {"Bucket": pipeline.names["uploads_bucket_name"], "Key": f"{FOLDER}given-up.txt"}
    with caller(pipeline, "uploader", policy) as uploader:
        uploader.s3.put_object(**{**where, "Key": f"{FOLDER}small.txt"}, Body=b"x")
        config = TransferConfig(multipart_threshold=PART_BYTES, multipart_chunksize=PART_BYTES)
        uploader.s3.upload_file(str(large), where["Bucket"], f"{FOLDER}large.txt", Config=config)
        begun = uploader.s3.create_multipart_upload(**where)["UploadId"]
        uploader.s3.list_parts(**where, UploadId=begun)
        uploader.s3.abort_multipart_upload(**where, UploadId=begun)
    found = access_log.read(account.folder.access_log_path)
    return [call for call in found if call.principal.endswith(":user/uploader")]


def test_the_policy_is_enough(calls: list[Call]) -> None:
    assert calls
    assert [call for call in calls if not call.allowed] == []


def test_every_grant_of_the_policy_is_needed(calls: list[Call], policy: dict) -> None:
    grants = list(grants_of("uploader", policy))
    needed = indispensable(grants, calls)
    assert [str(grant) for grant in grants if grant not in needed] == []


@pytest.mark.parametrize("method", ["PUT", "POST", "GET", "DELETE"])
def test_a_page_may_ask_before_it_uploads(
    applied: dict[str, Applied], account: Account, method: str
) -> None:
    """What a browser asks first, in the pipeline that names an origin; another is refused."""
    pipeline = applied["second"].pipeline
    bucket = pipeline.names["uploads_bucket_name"]
    url = pipeline.s3.generate_presigned_url(
        "put_object", {"Bucket": bucket, "Key": f"{FOLDER}a.mp4"}
    )
    headers = "authorization,content-type,x-amz-content-sha256,x-amz-date,x-amz-security-token"
    asked = {"Access-Control-Request-Method": method, "Access-Control-Request-Headers": headers}
    with urllib3.PoolManager(ca_certs=account.environment["AWS_CA_BUNDLE"]) as pool:
        ours = pool.request("OPTIONS", url, headers={**asked, "Origin": ORIGIN}, timeout=30)
        others = pool.request(
            "OPTIONS", url, headers={**asked, "Origin": "https://example.org"}, timeout=30
        )
    assert (ours.status, others.status) == (200, 403)
    assert ours.headers["Access-Control-Allow-Origin"] == ORIGIN
    assert "ETag" in ours.headers["Access-Control-Expose-Headers"]
