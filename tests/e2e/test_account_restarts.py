"""The account is killed with work in every stage; after a restart everything completes."""

from pathlib import Path

from e2e.outcomes import (
    assert_one_set_of_jobs,
    assert_succeeded,
    dead_letters,
    ended,
    jobs_by_asset,
)
from e2e.started_faults import StartedFaults

# What a function had in its hands comes back after the visibility timeout of 180 s.
PATIENCE_SECONDS = 300


def test_assets_survive_the_death_of_the_account(
    started_faults: StartedFaults, tmp_path: Path
) -> None:
    pipeline = started_faults.environment.pipeline
    records = ended(pipeline, started_faults.account_killed, PATIENCE_SECONDS)
    jobs = jobs_by_asset(pipeline)
    for record in records:
        assert_succeeded(pipeline, record, tmp_path)
        assert_one_set_of_jobs(record, jobs[record["assetId"]])
        announced = started_faults.announcements.of(record["assetId"])
        assert {one["eventId"] for one in announced} == {announced[0]["eventId"]}
        assert announced[0]["status"] == "SUCCEEDED"
    # The kill did hit jobs at work.
    assert any(job["RetryCount"] for asset in started_faults.account_killed for job in jobs[asset])
    assert dead_letters(pipeline) == {}
