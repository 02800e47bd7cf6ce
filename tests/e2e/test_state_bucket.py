"""make state-bucket."""

import pytest
from botocore.exceptions import ClientError

from e2e.conftest import Applied
from e2e.scripts import run
from local_aws import state
from local_aws.account import Account


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
    assert done.stderr.startswith("Give a region")
