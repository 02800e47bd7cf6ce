"""Uploads that are overwritten or deleted, before and while they are processed."""

from pathlib import Path

import pytest

from clips import make_clip
from e2e.observation import jobs_of, until
from e2e.outcomes import assert_one_set_of_jobs, assert_succeeded, dead_letters, ended
from e2e.started_faults import StartedFaults


@pytest.fixture(scope="module")
def other_clip(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("other")
    return make_clip(folder / "other.mp4", seconds=2, size="320x180", sound=False)


def test_upload_overwritten_before_it_is_looked_at(
    started_faults: StartedFaults, other_clip: Path, tmp_path: Path
) -> None:
    environment, pipeline = started_faults.environment, started_faults.environment.pipeline
    key = "uploads/overwritten/early.mp4"
    with environment.mapping_off("ingest-orchestrator"):
        older, newer = (
            pipeline.upload(clip, key) for clip in (started_faults.short_clip, other_clip)
        )
    first, second = ended(pipeline, [older, newer])
    assert first["status"] == "FAILED"
    assert [error["code"] for error in first["errors"]] == ["SUPERSEDED"]
    assert jobs_of(pipeline, older) == []
    assert_succeeded(pipeline, second, tmp_path)
    assert_one_set_of_jobs(second, jobs_of(pipeline, newer))
    assert dead_letters(pipeline) == {}


def test_upload_overwritten_while_its_jobs_wait(
    started_faults: StartedFaults, other_clip: Path, tmp_path: Path
) -> None:
    environment, pipeline = started_faults.environment, started_faults.environment.pipeline
    assets = []
    with environment.jobs_waiting():
        for clip in (started_faults.short_clip, other_clip):
            assets.append(pipeline.upload(clip, "uploads/overwritten/late.mp4"))
            until(
                lambda: (pipeline.asset(assets[-1]) or {}).get("status") == "PROCESSING",
                "the jobs",
            )
    for record in ended(pipeline, assets):
        assert_succeeded(pipeline, record, tmp_path)
        assert_one_set_of_jobs(record, jobs_of(pipeline, record["assetId"]))
        assert len(started_faults.announcements.of(record["assetId"])) == 1
    assert dead_letters(pipeline) == {}


def test_upload_deleted_before_it_is_looked_at(started_faults: StartedFaults) -> None:
    environment, pipeline = started_faults.environment, started_faults.environment.pipeline
    key = "uploads/deleted/clip.mp4"
    with environment.mapping_off("ingest-orchestrator"):
        asset = pipeline.upload(started_faults.short_clip, key)
        pipeline.s3.delete_object(Bucket=pipeline.names["uploads_bucket_name"], Key=key)
    (record,) = ended(pipeline, [asset])
    assert record["status"] == "FAILED"
    assert [error["code"] for error in record["errors"]] == ["SOURCE_MISSING"]
    assert jobs_of(pipeline, asset) == []
    assert [one["status"] for one in started_faults.announcements.of(asset)] == ["FAILED"]
    assert dead_letters(pipeline) == {}
