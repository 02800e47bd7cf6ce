"""apply: whatever happens in whatever order, a record takes legal steps only."""

from dataclasses import replace
from datetime import timedelta

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from fakes.assets import GROUPS, claimed
from fakes.clock import START
from pipeline.assets import JobState, Lease, ProfileReference, Status, new_jobs
from pipeline.changes import (
    Blocked,
    JobMoved,
    Planned,
    Refused,
    Submitted,
    SubmittedJob,
    TakenOver,
)
from pipeline.failures import Refusal
from pipeline.transitions import ERRORS_KEPT, LEGAL, apply

WHY = Refusal("CODE", "A message.")
LATER = START + timedelta(seconds=60)
FINAL = (Status.SUCCEEDED, Status.FAILED)

attempts = st.sampled_from([1, 1, 1, 1, 2, 0])
names = st.sampled_from([*GROUPS, "unknown"])
job_ids = st.sampled_from(["a", "b"])
submitted_jobs = st.dictionaries(names, st.builds(SubmittedJob, id=job_ids, at=st.just(LATER)))
changes = st.one_of(
    st.builds(TakenOver, attempt=attempts, lease=st.just(Lease("other", LATER))),
    st.builds(
        Planned,
        attempt=attempts,
        profile=st.just(ProfileReference("other", "f")),
        jobs=st.just(new_jobs({"main": ("cmaf",)}, 1)),
    ),
    st.builds(Submitted, attempt=attempts, jobs=submitted_jobs),
    st.builds(
        JobMoved,
        attempt=attempts,
        job=names,
        job_id=job_ids,
        state=st.sampled_from([*JobState][2:]),
        at=st.just(LATER),
        outputs_bucket=st.just("bucket"),
        percent=st.integers(0, 100),
        failure=st.sampled_from([None, WHY]),
    ),
    st.builds(Refused, attempt=attempts, refusal=st.just(WHY)),
    st.builds(Blocked, attempt=attempts, fault=st.just(WHY)),
)


@settings(max_examples=500)
@given(st.lists(changes, max_size=15))
def test_only_legal_steps_are_taken(sequence):
    asset = claimed()
    for number, change in enumerate(sequence):
        after = apply(asset, change, LATER + timedelta(seconds=number))
        if after is None:
            continue
        assert asset.status not in FINAL, "a final status absorbs"
        assert change.attempt == asset.attempt, "another attempt's news change nothing"
        assert (asset.status, after.status) in {step[:2] for step in LEGAL}
        assert after.revision == asset.revision + 1
        assert after.progress_percent >= asset.progress_percent or after.jobs.keys() == {"main"}
        assert set(asset.job_ids) <= set(after.job_ids)
        assert (after.lease is None) or after.status is Status.PENDING
        assert (after.completed_at is not None) == (after.status in FINAL)
        assert after.status is not Status.FAILED or after.errors or failed_silently(after)
        states = {job.state for job in after.jobs.values()}
        assert (after.status is Status.SUCCEEDED) == (states == {JobState.COMPLETE})
        for name, job in asset.jobs.items():
            if job.id and name in after.jobs:
                assert after.jobs[name].id == job.id, "a job keeps its id"
        asset = after


def failed_silently(asset):
    """An event of a failed job always carries a failure; these random ones need not."""
    return any(job.state in (JobState.ERROR, JobState.CANCELED) for job in asset.jobs.values())


@given(st.lists(changes, max_size=10))
def test_the_same_change_twice_changes_once(sequence):
    """But for faults of ours, each of which is worth a line."""
    asset = claimed()
    for change in sequence:
        after = apply(asset, change, LATER)
        if after is None:
            continue
        if not isinstance(change, Blocked):
            assert apply(after, change, LATER) is None
        asset = after


def test_the_table_has_no_way_out_of_a_final_status():
    assert not [step for step in LEGAL if step[0] in FINAL]


def test_the_table_has_no_way_back():
    assert (Status.PROCESSING, Status.PENDING, 0) not in LEGAL


@pytest.fixture
def one_job():
    return claimed({"main": ("cmaf", "mp4")})


def moved(state, **changes):
    facts = {"attempt": 1, "job": "main", "job_id": "a", "at": LATER, "outputs_bucket": "b"}
    return JobMoved(state=state, **{**facts, **changes})


def test_pending_may_succeed_in_one_step(one_job):
    after = apply(one_job, moved(JobState.COMPLETE), LATER)
    assert after.status is Status.SUCCEEDED
    assert after.formats == ("dash", "hls", "mp4")
    assert after.job_ids == ("a",)


def test_a_submission_recorded_after_its_news_adds_the_time(one_job):
    after = apply(one_job, moved(JobState.PROGRESSING, percent=5), LATER)
    change = Submitted(attempt=1, jobs={"main": SubmittedJob(id="a", at=START)})
    recorded = apply(after, change, LATER)
    assert recorded.jobs["main"].submitted_at == START
    assert recorded.jobs["main"].state is JobState.PROGRESSING


def test_the_first_id_of_a_job_stays(one_job):
    after = apply(one_job, moved(JobState.PROGRESSING), LATER)
    change = Submitted(attempt=1, jobs={"main": SubmittedJob(id="b", at=START)})
    assert apply(after, change, LATER) is None
    assert apply(after, moved(JobState.COMPLETE, job_id="b"), LATER) is None


def test_a_refusal_does_not_stop_what_others_submitted(one_job):
    after = apply(one_job, moved(JobState.PROGRESSING), LATER)
    assert after.status is Status.PROCESSING
    assert apply(after, Refused(attempt=1, refusal=WHY), LATER) is None


def test_progress_is_kept_between_0_and_100(one_job):
    after = apply(one_job, moved(JobState.PROGRESSING, percent=170), LATER)
    assert after.progress_percent == 100


def test_the_last_ten_errors_are_kept_each_of_limited_length(one_job):
    asset = one_job
    for number in range(ERRORS_KEPT + 3):
        fault = Refusal(str(number), "x" * 5000)
        asset = apply(asset, Blocked(attempt=1, fault=fault), LATER)
    assert [error.code for error in asset.errors] == [str(n) for n in range(3, 13)]
    assert max(len(error.message) for error in asset.errors) == 1000


def test_a_later_attempt_ignores_the_news_of_an_older_one(one_job):
    second = replace(one_job, attempt=2)
    assert apply(second, moved(JobState.COMPLETE), LATER) is None
    assert apply(second, moved(JobState.ERROR, failure=WHY), LATER) is None
