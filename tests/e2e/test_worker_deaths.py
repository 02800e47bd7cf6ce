"""A function is killed where it hurts: a job is made, and nothing of it is saved."""

from pathlib import Path

from e2e.begun import Begun
from e2e.observation import jobs_of
from e2e.outcomes import assert_one_set_of_jobs, assert_succeeded, dead_letters, ended

# The message comes back after the visibility timeout of 180 s.
PATIENCE_SECONDS = 300


def test_a_job_whose_maker_died_is_adopted(begun: Begun, tmp_path: Path) -> None:
    """kill -9 after one of two CreateJobs: the next delivery adopts its job and makes the other."""
    pipeline = begun.environment.pipeline
    (record,) = ended(pipeline, [begun.worker_killed], PATIENCE_SECONDS)
    assert_succeeded(pipeline, record, tmp_path)
    assert_one_set_of_jobs(record, jobs_of(pipeline, begun.worker_killed))
    assert begun.first_job in record["jobIds"]
    assert len(begun.announcements.of(begun.worker_killed)) == 1
    assert dead_letters(pipeline) == {}
