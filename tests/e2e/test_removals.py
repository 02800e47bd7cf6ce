"""Outputs that newer ones superseded are removed, every version of them, and no others."""

import json
from collections import Counter
from datetime import UTC, datetime
from pathlib import Path

from e2e.interventions import HOURS, reconcile, rewrite, send, unreachable_table
from e2e.observation import log_lines, until
from pipeline.assets.asset import Removal
from pipeline_client import Pipeline


def versions(pipeline: Pipeline, asset: str) -> Counter[str]:
    """How many versions and delete markers each attempt of an asset has."""
    found = pipeline.s3.list_object_versions(
        Bucket=pipeline.names["outputs_bucket_name"], Prefix=f"{asset}/"
    )
    keys = [one["Key"] for one in (*found.get("Versions", ()), *found.get("DeleteMarkers", ()))]
    return Counter(key.split("/")[1] for key in keys)


def processed_again(pipeline: Pipeline, asset: str) -> dict:
    send(pipeline, "upload-events", json.dumps({"reprocess": {"assetId": asset, "attempt": 1}}))

    def look() -> dict | None:
        record = pipeline.record(asset)
        return record if (record["attempt"], record["status"]) == (2, "SUCCEEDED") else None

    return until(look, "the second attempt")


def test_superseded_outputs_go_when_they_are_due(pipeline: Pipeline, short_clip: Path) -> None:
    asset = pipeline.upload(short_clip, "uploads/u9/removed.mp4")
    first = pipeline.follow(asset, lambda _: None)
    key = first["outputs"]["mp4"].split("/", 3)[3]
    place = {"Bucket": pipeline.names["outputs_bucket_name"], "Key": key}
    pipeline.s3.put_object(**place, Body=b"an old version stays behind")
    pipeline.s3.delete_object(**place)
    record = processed_again(pipeline, asset)
    before = versions(pipeline, asset)
    assert before["1"] == before["2"] + 2
    (removal,) = record["removals"]
    assert removal["attempt"] == 1
    reconcile(pipeline)
    assert versions(pipeline, asset) == before

    due = Removal(attempt=1, due_at=datetime.now(UTC) - HOURS)
    rewrite(pipeline, asset, removals=(due,))
    reconcile(pipeline)
    until(lambda: "removals" not in pipeline.record(asset), "the removal")
    assert versions(pipeline, asset) == {"2": before["2"]}
    assert pipeline.record(asset)["served"] == record["served"]


def test_what_is_served_is_not_removed(pipeline: Pipeline, short_clip: Path) -> None:
    asset = pipeline.upload(short_clip, "uploads/u9/served.mp4")
    pipeline.follow(asset, lambda _: None)
    before = versions(pipeline, asset)
    rewrite(pipeline, asset, removals=(Removal(attempt=1, due_at=datetime.now(UTC) - HOURS),))
    with unreachable_table(pipeline, "outputs-remover"):
        send(pipeline, "removals", json.dumps({"remove": {"assetId": asset, "attempt": 1}}))
        assert log_lines(pipeline, "outputs-remover", "comes back in", asset)
    assert log_lines(pipeline, "outputs-remover", "attempt 1 is not to be removed", asset)
    assert versions(pipeline, asset) == before
    rewrite(pipeline, asset, removals=())
