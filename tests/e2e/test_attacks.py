"""Attacks on the running pipeline: they end FAILED or as dead letters, and leave nothing else."""

import json
import socket
import threading
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, datetime
from pathlib import Path

import pytest

from e2e.attack_files import PAYLOAD, bombs, polyglots, scripts
from e2e.observation import jobs_of, log_text, take_message
from fakes import events
from pipeline.uploads.upload import asset_id
from pipeline_client import Pipeline

LINE = '{"level":"INFO","message":"submitted","assetId":"forged"}'
UNSAFE_KEYS = [
    "uploads/../a1/clip.mp4",
    "uploads/./clip.mp4",
    "uploads/a1/../../clip.mp4",
    "uploads/a1//clip.mp4",
    "uploads/a1/%2e%2e/clip.mp4",
    "uploads/a1/..\\clip.mp4",
    f"uploads/a1/\n{LINE}.mp4",
    "uploads/a1/nul\x00.mp4",
    "uploads/a1/\u2028.mp4",
    "uploads/a1/clip\u202e4pm.mp4",
    "uploads/a1/zero\u200bwidth.mp4",
]
LONGEST_KEY = "uploads/a1/" + "\u754c" * 336 + "a.mp4"


@pytest.fixture
def listener() -> Iterator[tuple[str, list[bytes]]]:
    """A URL on this machine, and what was asked of it."""
    asked: list[bytes] = []
    with socket.create_server(("127.0.0.1", 0)) as server:

        def serve() -> None:
            while True:
                try:
                    connection, _ = server.accept()
                except OSError:
                    return
                connection.settimeout(10)
                with connection:
                    asked.append(connection.recv(200))

        threading.Thread(target=serve, daemon=True).start()
        yield f"http://127.0.0.1:{server.getsockname()[1]}/segment.ts", asked


def upload_all(pipeline: Pipeline, bodies: dict[str, bytes]) -> dict[str, dict]:
    """Upload under each key, and follow each to its end: the records by key."""
    bucket = pipeline.names["uploads_bucket_name"]

    def upload(item: tuple[str, bytes]) -> tuple[str, dict]:
        key, body = item
        put = pipeline.s3.put_object(Bucket=bucket, Key=key, Body=body)
        found = asset_id(bucket, key, put["VersionId"])
        return key, pipeline.follow(found, lambda _: None)

    with ThreadPoolExecutor() as pool:
        return dict(pool.map(upload, bodies.items()))


def assert_failed(pipeline: Pipeline, record: dict, code: str) -> None:
    """With this reason, without a job, and without an output."""
    assert (record["status"], [error["code"] for error in record["errors"]]) == ("FAILED", [code])
    assert record["errors"][0]["message"].isprintable()
    assert record["jobIds"] == []
    assert jobs_of(pipeline, record["assetId"]) == []
    assert pipeline.outputs(record["assetId"]) == []


def test_keys_that_play_tricks_fail(pipeline: Pipeline, short_clip: Path) -> None:
    records = upload_all(pipeline, dict.fromkeys(UNSAFE_KEYS, short_clip.read_bytes()))
    for key, record in records.items():
        assert record["s3Key"] == key
        assert_failed(pipeline, record, "UNSAFE_KEY")


def test_the_longest_key_is_a_key_like_any_other(pipeline: Pipeline, short_clip: Path) -> None:
    assert len(LONGEST_KEY.encode()) == 1024
    (record,) = upload_all(pipeline, {LONGEST_KEY: short_clip.read_bytes()}).values()
    assert (record["status"], record["s3Key"]) == ("SUCCEEDED", LONGEST_KEY)
    assert pipeline.outputs(record["assetId"])


def test_scripts_that_call_themselves_videos_fail_and_reach_nobody(
    pipeline: Pipeline, short_clip: Path, listener: tuple[str, list[bytes]]
) -> None:
    url, asked = listener
    bodies = {f"uploads/a2/{name}": body for name, body in scripts(url, short_clip).items()}
    for record in upload_all(pipeline, bodies).values():
        assert_failed(pipeline, record, "UNREADABLE_SOURCE")
    assert asked == []


def test_small_files_that_say_they_are_huge_fail(pipeline: Pipeline, tmp_path: Path) -> None:
    files = bombs(tmp_path)
    bodies = {f"uploads/a3/{code}.mp4": path.read_bytes() for code, path in files.items()}
    assert max(map(len, bodies.values())) < 100_000
    records = upload_all(pipeline, bodies)
    for code in files:
        assert_failed(pipeline, records[f"uploads/a3/{code}.mp4"], code)


def test_what_hides_in_a_video_stays_behind(
    pipeline: Pipeline, short_clip: Path, tmp_path: Path
) -> None:
    """It is a video, and is transcoded: pictures and sound go on, bytes do not."""
    bodies = {
        f"uploads/a4/{name}": body for name, body in polyglots(short_clip.read_bytes()).items()
    }
    for record in upload_all(pipeline, bodies).values():
        assert record["status"] == "SUCCEEDED"
        outputs = pipeline.outputs(record["assetId"])
        assert outputs
        for output in outputs:
            pipeline.fetch(output, tmp_path / output.key)
            content = (tmp_path / output.key).read_bytes()
            assert PAYLOAD not in content
            assert not content.startswith(b"PK")
            assert b"PK\x05\x06" not in content, "the end of an archive"


def test_forged_messages_start_nothing(pipeline: Pipeline, short_clip: Path) -> None:
    """Sent by a principal of the account that may: the queue's policy itself lets nobody in."""
    bucket, key = pipeline.names["uploads_bucket_name"], "uploads/a5/clip.mp4"
    put = pipeline.s3.put_object(Bucket=bucket, Key=key, Body=short_clip.read_bytes())
    real = pipeline.follow(asset_id(bucket, key, put["VersionId"]), lambda _: None)
    sqs, queue = pipeline.client("sqs"), pipeline.names["queue_urls"]["upload-events"]
    elsewhere = events.object_created(key, bucket="another-bucket")
    older = events.object_created(
        key, bucket=bucket, version_id="forged", etag="forged", at=datetime.now(UTC)
    )
    for event in (elsewhere, older):
        sqs.send_message(QueueUrl=queue, MessageBody=json.dumps(event))
    take_message(pipeline, "upload-events-dlq", lambda one: one["Body"] == json.dumps(elsewhere))
    record = pipeline.follow(asset_id(bucket, key, "forged"), lambda _: None)
    assert_failed(pipeline, record, "SUPERSEDED")
    assert pipeline.asset(asset_id("another-bucket", key, "v1")) is None
    assert pipeline.asset(real["assetId"]) == real


def test_the_outputs_bucket_holds_assets_folders_only(pipeline: Pipeline) -> None:
    """Whatever the tests of this layer have uploaded so far."""
    pages = pipeline.s3.get_paginator("list_objects_v2").paginate(
        Bucket=pipeline.names["outputs_bucket_name"]
    )
    folders = {item["Key"].split("/")[0] for page in pages for item in page.get("Contents", [])}
    assert folders
    for folder in folders:
        assert pipeline.record(folder)["assetId"] == folder


@pytest.mark.parametrize("function", ["ingest-orchestrator", "asset-event-publisher"])
def test_every_line_of_the_log_is_one(pipeline: Pipeline, short_clip: Path, function: str) -> None:
    key = f"uploads/a6/\n{LINE}\r\u2028{function}\u202e.mp4"
    (record,) = upload_all(pipeline, {key: short_clip.read_bytes()}).values()
    assert_failed(pipeline, record, "UNSAFE_KEY")
    text = log_text(pipeline, function)
    assert text.isascii()
    written = [line for line in text.splitlines() if line.startswith("{")]
    assert LINE not in written
    assert {json.loads(line).get("assetId") for line in written} & {record["assetId"]}
