"""Job events that are read late, and job events that are lost.

An outage lasts until the jobs of the uploads are complete.
"""

from pathlib import Path

from e2e.observation import log_lines
from e2e.outcomes import (
    assert_one_set_of_jobs,
    assert_succeeded,
    dead_letters,
    ended,
    jobs_by_asset,
)
from e2e.started_faults import StartedFaults, wait_for_jobs

# The record stands still for 60 s, then a run of the schedule has to come.
PATIENCE_SECONDS = 240


def test_events_wait_while_nobody_reads_them(started_faults: StartedFaults, tmp_path: Path) -> None:
    environment, pipeline = started_faults.environment, started_faults.environment.pipeline
    with environment.mapping_off("job-status-processor"):
        assets = [
            pipeline.upload(started_faults.short_clip, f"uploads/buffered/{number}.mp4")
            for number in range(3)
        ]
        wait_for_jobs(environment, assets)
        for asset in assets:
            record = pipeline.record(asset)
            assert (record["status"], record["progressPercent"]) == ("PROCESSING", 0)
    jobs = jobs_by_asset(pipeline)
    for record in ended(pipeline, assets):
        assert_succeeded(pipeline, record, tmp_path)
        assert_one_set_of_jobs(record, jobs[record["assetId"]])
        assert len(started_faults.announcements.of(record["assetId"])) == 1
    assert dead_letters(pipeline) == {}


def test_the_reconciler_makes_up_for_lost_events(
    started_faults: StartedFaults, tmp_path: Path
) -> None:
    """Nobody calls it but its schedule."""
    pipeline = started_faults.environment.pipeline
    jobs = jobs_by_asset(pipeline)
    for record in ended(pipeline, started_faults.events_lost, PATIENCE_SECONDS):
        assert_succeeded(pipeline, record, tmp_path)
        assert_one_set_of_jobs(record, jobs[record["assetId"]])
        assert len(started_faults.announcements.of(record["assetId"])) == 1
        lines = log_lines(pipeline, "asset-reconciler", record["assetId"])
        assert any("COMPLETE" in line.get("message", "") for line in lines)
    assert dead_letters(pipeline) == {}
