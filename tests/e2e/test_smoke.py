"""make smoke."""

from pathlib import Path

from e2e.conftest import Applied
from e2e.scripts import run
from local_aws.account import Account


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
    assert "has no output uploads_bucket_name" in done.stderr
