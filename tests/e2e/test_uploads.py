"""Every upload ends as its users expect: odd names succeed, odd files fail with a reason."""

import json
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest

from e2e.observation import jobs_of, log_lines, log_text, take_message
from pipeline_client import Pipeline

NAMES = [
    "uploads/u1/two words.mp4",
    "uploads/u1/a+b&c=d.mp4",
    "uploads/ü 1/Ünïcode 視頻.mp4",
    "uploads/u1/100%25 %20 done.mp4",
    "uploads/u1/party 🎉.MP4",
    "uploads/u1/deep/er/and/deeper/clip.mov",
    "uploads/u1/" + "n" * (900 - len("uploads/u1/") - 4) + ".mp4",
]


def test_uploads_with_odd_names_succeed(pipeline: Pipeline, short_clip: Path) -> None:
    with ThreadPoolExecutor() as pool:
        assets = list(pool.map(lambda key: pipeline.upload(short_clip, key), NAMES))
    records = [pipeline.follow(asset, lambda _: None) for asset in assets]
    assert [record["s3Key"] for record in records] == NAMES
    assert [record["errors"] for record in records] == [[]] * len(NAMES)
    assert {record["status"] for record in records} == {"SUCCEEDED"}
    assert records[2]["uploaderId"] == "ü 1"


@pytest.mark.parametrize(
    ("key", "body", "code"),
    [
        ("uploads/u2/notes.mp4", b"This is no video.\n" * 100, "UNREADABLE_SOURCE"),
        ("uploads/u2/empty.mp4", b"", "EMPTY_FILE"),
        ("uploads/u2/picture.heic", b"\0" * 64, "UNSUPPORTED_SUFFIX"),
        ("uploads/u2/no suffix", b"\0" * 64, "UNSUPPORTED_SUFFIX"),
        ("uploads/orphan.mp4", b"\0" * 64, "NO_UPLOADER"),
    ],
)
def test_uploads_that_cannot_succeed_fail_with_a_reason(
    pipeline: Pipeline, tmp_path: Path, key: str, body: bytes, code: str
) -> None:
    file = tmp_path / "file"
    file.write_bytes(body)
    record = pipeline.follow(pipeline.upload(file, key), lambda _: None)
    assert record["status"] == "FAILED"
    assert [error["code"] for error in record["errors"]] == [code]
    assert record["errors"][0]["message"].endswith(".")
    assert record["jobIds"] == []
    assert jobs_of(pipeline, record["assetId"]) == []
    message = take_message(pipeline, "failed-assets", lambda one: record["assetId"] in one["Body"])
    announced = json.loads(message["Body"])
    assert announced["detail-type"] == "Asset Failed"
    assert announced["detail"]["errors"][0]["code"] == code
    assert announced["detail"]["s3Key"] == key
    assert "Traceback" not in log_text(pipeline, "ingest-orchestrator")


def test_folder_marker_gets_no_record(pipeline: Pipeline) -> None:
    pipeline.s3.put_object(
        Bucket=pipeline.names["uploads_bucket_name"], Key="uploads/u3/folder/", Body=b""
    )
    # Messages are taken in no order: the marker is done once its line is in the log.
    assert log_lines(pipeline, "ingest-orchestrator", "folder marker")
    found = pipeline.dynamodb.query(
        TableName=pipeline.names["asset_table_name"],
        IndexName="UploaderIndex",
        KeyConditionExpression="uploaderId = :uploader",
        ExpressionAttributeValues={":uploader": {"S": "u3"}},
    )
    assert found["Items"] == []
