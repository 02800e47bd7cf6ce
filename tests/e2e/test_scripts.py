"""The operator's scripts, run as `make` runs them."""

from pathlib import Path

import pytest
from botocore.exceptions import ClientError

from e2e.conftest import Applied
from e2e.conftest import run_script as run
from e2e.observation import take_message, until
from local_aws import state
from local_aws.account import Account
from pipeline_client import Pipeline


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


def test_redrive_shows_first_and_sends_once(applied: dict[str, Applied], account: Account) -> None:
    second = applied["second"]
    sqs, urls = second.pipeline.client("sqs"), second.pipeline.names["queue_urls"]
    body = '{"redriven": "with a \\"quote\\",\ttab and\nline"}'
    sqs.send_message(QueueUrl=urls["upload-events"], MessageBody=body)
    until(lambda: depth(second.pipeline, "upload-events-dlq") == 1, "the dead letter")
    where = {"TF_DIR": str(second.deployment.root), "QUEUE": "upload-events"}

    shown = run("redrive.sh", account, **where)
    assert shown.returncode == 0, shown.stderr
    assert "NOT_AN_UPLOAD" in shown.stdout
    assert "1 messages in upload-events-dlq" in shown.stdout
    until(lambda: depth(second.pipeline, "upload-events-dlq") == 1, "the dead letter, still there")

    sent = run("redrive.sh", account, **where, GO="1")
    assert sent.returncode == 0, sent.stderr
    assert "Sent 1 messages" in sent.stdout
    # It is junk still: the function sets it aside again, unchanged.
    again = take_message(second.pipeline, "upload-events-dlq", lambda _: True)
    assert again["Body"] == body
    assert "Sent 0 messages" in run("redrive.sh", account, **where, GO="1").stdout


def test_redrive_asks_which_queue(account: Account) -> None:
    done = run("redrive.sh", account, QUEUE="failed-assets", TF_DIR=".")
    assert done.returncode == 1
    assert done.stderr.startswith("Say which:")


def test_backfill_heals_a_lost_event_and_nothing_else(
    applied: dict[str, Applied], account: Account, short_clip: Path
) -> None:
    second = applied["second"]
    pipeline, events = second.pipeline, second.pipeline.client("events")
    handled = pipeline.upload(short_clip, "uploads/u8/handled + &.mp4")
    record = pipeline.follow(handled, lambda _: None)
    rule = pipeline.names["rule_arns"]["upload-events"].rpartition("/")[2]
    events.disable_rule(Name=rule)
    lost = [pipeline.upload(short_clip, f"uploads/u8/lost ü {n}.mp4") for n in range(12)]
    events.enable_rule(Name=rule)
    assert pipeline.asset(lost[0]) is None

    done = run("backfill.sh", account, TF_DIR=str(second.deployment.root), PREFIX="uploads/u8/")
    assert done.returncode == 0, done.stderr
    assert "Sent 13 uploads" in done.stdout
    ends = [pipeline.follow(asset, lambda _: None)["status"] for asset in lost]
    assert ends == ["SUCCEEDED"] * len(lost)
    assert pipeline.asset(handled) == record


def depth(pipeline: Pipeline, queue: str) -> int:
    """Messages of a queue that can be received now."""
    attributes = pipeline.client("sqs").get_queue_attributes(
        QueueUrl=pipeline.names["queue_urls"][queue],
        AttributeNames=["ApproximateNumberOfMessages"],
    )["Attributes"]
    return int(attributes["ApproximateNumberOfMessages"])
