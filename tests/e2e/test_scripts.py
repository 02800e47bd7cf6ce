"""The operator's scripts, run as `make` runs them."""

import os
import subprocess
from pathlib import Path

import pytest
from botocore.exceptions import ClientError

from deployment import PROJECT_FOLDER
from e2e.conftest import Applied
from local_aws import state
from local_aws.account import Account


def run(script: str, account: Account, **variables: str) -> subprocess.CompletedProcess[str]:
    """Run one of ``scripts/`` with the AWS CLI of its own virtual environment."""
    path = f"{PROJECT_FOLDER / 'build' / 'venvs' / 'aws' / 'bin'}:{os.environ['PATH']}"
    return subprocess.run(
        [PROJECT_FOLDER / "scripts" / script],
        env={**os.environ, **account.environment, "PATH": path, **variables},
        check=False,
        capture_output=True,
        text=True,
    )


def leftovers(applied: Applied) -> list[str]:
    """What lies in the pipeline's buckets and table under a name of the smoke test's."""
    pipeline = applied.pipeline
    bucket = pipeline.names["uploads_bucket_name"]
    versions = pipeline.s3.list_object_versions(Bucket=bucket, Prefix="uploads/smoke-")
    items = pipeline.dynamodb.scan(
        TableName=pipeline.names["asset_table_name"],
        FilterExpression="begins_with(uploaderId, :smoke)",
        ExpressionAttributeValues={":smoke": {"S": "smoke-"}},
    )["Items"]
    return [
        *(
            found["Key"]
            for kind in ("Versions", "DeleteMarkers")
            for found in versions.get(kind, [])
        ),
        *(item["assetId"]["S"] for item in items),
    ]


def test_smoke_uploads_waits_and_cleans_up(
    applied: dict[str, Applied], account: Account, short_clip: Path
) -> None:
    dev = applied["dev"]
    done = run("smoke.sh", account, TF_DIR=str(dev.deployment.root), VIDEO=str(short_clip))
    assert done.returncode == 0, done.stdout + done.stderr
    assert "SUCCEEDED after" in done.stdout
    assert leftovers(dev) == []


def test_smoke_fails_and_cleans_up_where_the_asset_fails(
    applied: dict[str, Applied], account: Account, tmp_path: Path
) -> None:
    dev, text = applied["dev"], tmp_path / "text.mp4"
    text.write_text("This is no video.")
    done = run("smoke.sh", account, TF_DIR=str(dev.deployment.root), VIDEO=str(text))
    assert done.returncode == 1
    assert "UNREADABLE_SOURCE" in done.stderr
    assert leftovers(dev) == []


def test_smoke_names_an_environment_that_is_not_applied(account: Account, tmp_path: Path) -> None:
    done = run("smoke.sh", account, TF_DIR=str(tmp_path), VIDEO=__file__)
    assert done.returncode == 1
    assert "is the environment applied from here?" in done.stderr


@pytest.mark.parametrize("region", ["us-east-1", "eu-central-1"])
def test_state_bucket_is_made_once_with_its_controls(
    applied: dict[str, Applied], account: Account, region: str
) -> None:
    s3, bucket = applied["dev"].pipeline.s3, f"media-pipeline-state-{state.ACCOUNT_ID}"
    for _ in range(2):
        done = run("state_bucket.sh", account, REGION=region)
        assert done.returncode == 0, done.stdout + done.stderr
    try:
        assert s3.get_bucket_versioning(Bucket=bucket)["Status"] == "Enabled"
        assert all(
            s3.get_public_access_block(Bucket=bucket)["PublicAccessBlockConfiguration"].values()
        )
        (rule,) = s3.get_bucket_encryption(Bucket=bucket)["ServerSideEncryptionConfiguration"][
            "Rules"
        ]
        assert rule["ApplyServerSideEncryptionByDefault"]["SSEAlgorithm"] == "aws:kms"
        assert "aws:SecureTransport" in s3.get_bucket_policy(Bucket=bucket)["Policy"]
    finally:
        s3.delete_bucket(Bucket=bucket)
    with pytest.raises(ClientError):
        s3.head_bucket(Bucket=bucket)


def test_state_bucket_asks_where(account: Account) -> None:
    nowhere = dict.fromkeys(("REGION", "AWS_REGION", "AWS_DEFAULT_REGION"), "")
    done = run("state_bucket.sh", account, **nowhere)
    assert done.returncode == 1
    assert done.stderr.startswith("Say where:")
