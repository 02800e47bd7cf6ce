"""apply, change by change; test_lifecycle.py has whole lives."""

from dataclasses import replace
from datetime import timedelta
from decimal import Decimal

import pytest

from fakes.assets import apply, claimed, moved, reprocessed
from fakes.clock import START
from pipeline.assets.asset import Lease, Status, Visibility, backoff_until
from pipeline.assets.changes import (
    Blocked,
    Edited,
    Planned,
    Refused,
    Submitted,
)
from pipeline.assets.new_attempt import Retry
from pipeline.assets.source_facts import SourceFacts
from pipeline.assets.transitions import ERRORS_KEPT, LEGAL
from pipeline.failures import Failure
from pipeline.jobs.job import JobState, SubmittedJob, new_jobs
from pipeline.jobs.made import MadeRendition
from pipeline.transcoding.concessions import Concession
from pipeline.transcoding.estimate import Estimate
from pipeline.transcoding.profile import ProfileReference

WHY = Failure("CODE", "A message.")
LATER = START + timedelta(seconds=60)
FINAL = (Status.SUCCEEDED, Status.FAILED)


def test_the_table_has_no_way_out_of_a_final_status_but_reprocess():
    out = [step for step in LEGAL if step[0] in FINAL]
    assert set(out) == {
        *((status, Status.PENDING, 1) for status in FINAL),
        *((status, status, 0) for status in FINAL),
        *((status, Status.ERASING, 0) for status in FINAL),
    }


def test_an_erasure_is_legal_from_everywhere_and_has_no_way_out():
    assert {step for step in LEGAL if Status.ERASING in step} == {
        (status, Status.ERASING, 0) for status in Status
    }


def test_every_way_back_opens_an_attempt():
    assert {step[:2] for step in LEGAL if step[2] == 1} == {
        (Status.PENDING, Status.PENDING),
        (Status.PROCESSING, Status.PENDING),
        (Status.FAILED, Status.PENDING),
        (Status.SUCCEEDED, Status.PENDING),
    }
    assert (Status.PROCESSING, Status.PENDING, 0) not in LEGAL


@pytest.fixture
def one_job():
    return claimed({"main": ("cmaf", "mp4")})


def test_pending_may_succeed_in_one_step(one_job):
    after = apply(one_job, moved(JobState.COMPLETE, groups=("cmaf", "mp4")), LATER)
    assert after.status is Status.SUCCEEDED
    assert after.formats == ("dash", "hls", "mp4")
    assert after.job_ids == ("a",)


def test_a_submission_recorded_after_its_news_adds_the_time(one_job):
    after = apply(one_job, moved(JobState.PROGRESSING, percent=5), LATER)
    change = Submitted(attempt=1, jobs={"main": SubmittedJob(id="a", at=START)})
    recorded = apply(after, change, LATER)
    assert recorded.jobs["main"].submitted_at == START
    assert recorded.jobs["main"].state is JobState.PROGRESSING


@pytest.mark.parametrize(
    ("declared", "made", "warns"),
    [
        ("12", ["5.1", "5.1"], True),  # cut.mp4
        ("12", ["5.1", "11.9"], False),  # the longest counts
        ("12", [], False),
        ("12", [None], False),
        (None, ["5.1"], False),
        ("10", ["9"], False),
        ("10", ["8.999"], True),
        ("1000", ["980"], False),
        ("1000", ["979.9"], True),
        ("10", ["60"], False),
        ("0.5", ["0.1"], False),
    ],
)
def test_outputs_shorter_than_the_source_warn_and_fail_nothing(one_job, declared, made, warns):
    seconds = [None if one is None else Decimal(one) for one in made]
    source = SourceFacts(duration_seconds=None if declared is None else Decimal(declared))
    jobs = {"main": SubmittedJob(id="a", at=START)}
    asset = apply(one_job, Submitted(attempt=1, jobs=jobs, source=source), START)
    assert asset.warnings == ()
    renditions = tuple(MadeRendition(duration_seconds=one) for one in seconds)
    complete = moved(JobState.COMPLETE, renditions=renditions)
    asset = apply(asset, complete, START)
    assert asset.status is Status.SUCCEEDED
    assert [(one.code, one.job) for one in asset.warnings] == [("OUTPUT_SHORTER", "main")] * warns
    assert apply(asset, complete, LATER) is None, "once, however often it is told"


@pytest.mark.parametrize("first", [True, False])
def test_jobs_found_again_keep_source_and_estimate(one_job, first):
    """Whoever adopts a job has not looked at the source."""
    estimate = Estimate(low_usd=Decimal(1), high_usd=Decimal(2), region="us-east-1")
    jobs = {"main": SubmittedJob(id="a", at=START)}
    asset = one_job
    known = {"estimate": estimate, "source": SourceFacts(width_px=1920)}
    for facts in (known, {}) if first else ({}, known):
        asset = apply(asset, Submitted(attempt=1, jobs=jobs, **facts), START) or asset
    assert (asset.estimate, asset.source) == tuple(known.values())


def test_a_refusal_does_not_stop_what_others_submitted(one_job):
    after = apply(one_job, moved(JobState.PROGRESSING), LATER)
    assert after.status is Status.PROCESSING
    assert apply(after, Refused(attempt=1, failure=WHY), LATER) is None


def test_progress_is_kept_between_0_and_100(one_job):
    after = apply(one_job, moved(JobState.PROGRESSING, percent=170), LATER)
    assert after.progress_percent == 100


def test_the_last_ten_errors_are_kept_each_of_limited_length(one_job):
    asset = one_job
    for number in range(ERRORS_KEPT + 3):
        fault = Failure(str(number), "x" * 5000)
        asset = apply(asset, Blocked(attempt=1, failure=fault), LATER)
    assert [error.code for error in asset.errors] == [str(n) for n in range(3, 13)]
    assert max(len(error.message) for error in asset.errors) == 1000


LATER_LEASE = Lease("operator", LATER)
RETRY = Retry(backoff_until(LATER), Concession.AUDIO)


def test_a_retry_begins_again_from_nothing(one_job):
    change = Submitted(attempt=1, jobs={"main": SubmittedJob(id="a", at=START, thumbnail_count=4)})
    asset = apply(one_job, change, START)
    after = apply(asset, moved(JobState.ERROR, failure=WHY, retry=RETRY), LATER)
    assert (after.status, after.attempt, after.retries) == (Status.PENDING, 2, 1)
    assert after.concessions == (Concession.AUDIO,)
    assert after.jobs == new_jobs({"main": ("cmaf", "mp4")}, 2)
    assert (after.lease, after.claimed_at) == (RETRY.lease, LATER)
    assert after.job_ids == ("a",)
    (error,) = after.errors
    assert (error.code, error.attempt, error.job, error.job_id) == ("CODE", 1, "main", "a")


def test_reprocess_begins_again_with_all_retries(one_job):
    asset = replace(one_job, status=Status.FAILED, retries=2, concessions=(Concession.LADDER,))
    after = apply(asset, reprocessed(1, LATER_LEASE), LATER)
    assert (after.status, after.attempt, after.retries) == (Status.PENDING, 2, 0)
    assert (after.concessions, after.lease) == ((), LATER_LEASE)


def test_a_later_attempt_may_be_planned_anew(one_job):
    """Ids of older attempts' jobs are history."""
    asset = replace(one_job, attempt=2, job_ids=("a",), jobs=new_jobs({"main": ("cmaf",)}, 2))
    jobs = new_jobs({"hls": ("hls",)}, 2)
    change = Planned(attempt=2, profile=ProfileReference("other", "f"), jobs=jobs)
    assert apply(asset, change, LATER).jobs == jobs


def test_an_edit_of_what_is_erased_changes_nothing(one_job):
    assert apply(replace(one_job, status=Status.ERASING), Edited(passthrough="x"), LATER) is None


@pytest.mark.parametrize("status", [one for one in Status if one is not Status.ERASING])
def test_an_edit_keeps_status_and_what_the_reconciler_goes_by(one_job, status):
    """And tells no story: the owner knows."""
    ended = LATER if status in FINAL else None
    asset = replace(one_job, status=status, completed_at=ended, lease=None)
    after = apply(asset, Edited(passthrough="x"), LATER)
    kept = replace(after, words=asset.words, revision=1, updated_at=START)
    assert (after.words.passthrough, kept) == ("x", asset)
    public = apply(after, Edited(visibility=Visibility.PUBLIC), LATER)
    assert replace(public, visibility=Visibility.PRIVATE, revision=2) == after
    assert apply(public, Edited(visibility=Visibility.PUBLIC), LATER) is None
    assert apply(public, Edited(visibility=None), LATER).visibility is Visibility.PRIVATE
    assert apply(after, Edited(visibility=None), LATER) is None
    assert after.updated_at == (LATER if status in FINAL else START)
    assert apply(after, Edited(passthrough="x"), LATER) is None
    assert apply(after, Edited(), LATER) is None
    assert apply(after, Edited(passthrough=None, poster=None), LATER).words == asset.words
