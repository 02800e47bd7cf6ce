"""A function dies at the worst moment: it has created a job and saved nothing."""

from pathlib import Path

from e2e.observation import jobs_of
from e2e.outcomes import assert_one_set_of_jobs, assert_succeeded, dead_letters, ended
from e2e.started_faults import StartedFaults

# The message comes back after the visibility timeout of 180 s.
PATIENCE_SECONDS = 300


def test_a_job_whose_maker_died_is_adopted(started_faults: StartedFaults, tmp_path: Path) -> None:
    """kill -9 after one of two CreateJobs: the next delivery adopts its job and makes the other."""
    pipeline = started_faults.environment.pipeline
    (record,) = ended(pipeline, [started_faults.worker_killed], PATIENCE_SECONDS)
    assert_succeeded(pipeline, record, tmp_path)
    assert_one_set_of_jobs(record, jobs_of(pipeline, started_faults.worker_killed))
    assert started_faults.first_job in record["jobIds"]
    assert len(started_faults.announcements.of(started_faults.worker_killed)) == 1
    assert dead_letters(pipeline) == {}
