"""Which failed jobs are tried again, how, and how often."""

from dataclasses import replace
from datetime import timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from fakes.assets import apply, claimed, moved, reprocessed
from fakes.clock import START
from fakes.profiles import DEFAULT, text
from fakes.sources import source
from pipeline.assets.asset import Status
from pipeline.assets.new_attempt import Retry, retried, retry_of
from pipeline.captions.caption import Caption, LeftOut
from pipeline.jobs.error_codes import (
    CANCELED,
    JOB_ERRORS,
    NOT_FOUND,
    Remedy,
    failure_of,
    verdict_on,
)
from pipeline.jobs.job import JobState
from pipeline.transcoding.concessions import Concession, concede
from pipeline.transcoding.plan import fit
from pipeline.transcoding.profile import parse_profile

BY_REMEDY = {
    Remedy.RETRY: {1091, 1550, 1999, 3408, 3450, 3451, 3999},
    Remedy.RETRY_CHANGED: {1021, 1050, 1507},
    Remedy.OPERATOR: {1056, 1401, 1404, 1432, 1433, 1434, 1515, 3457},
}


def retry(code, asset=None, random=0.5, max_attempts=3):
    return retry_of(asset or claimed(), failed(failure_of(code, None)), max_attempts, START, random)


def failed(failure, captions=()):
    state = JobState.CANCELED if failure is CANCELED else JobState.ERROR
    return moved(state, failure=failure, captions=captions).news


@pytest.mark.parametrize("code", JOB_ERRORS)
def test_every_code_has_its_remedy(code):
    expected = next((remedy for remedy, codes in BY_REMEDY.items() if code in codes), Remedy.FINAL)
    verdict = verdict_on(failure_of(code, "x").code)
    assert verdict.remedy is expected
    assert (verdict.concession is not None) == (expected is Remedy.RETRY_CHANGED)
    assert not verdict.meaning.endswith(".")


def test_no_code_is_missing():
    assert {code for codes in BY_REMEDY.values() for code in codes} < set(JOB_ERRORS)


@pytest.mark.parametrize("code", [None, 0, 4711])
def test_a_code_that_is_not_listed_is_tried_again(code):
    assert retry(code).concession is None


@pytest.mark.parametrize("code", JOB_ERRORS)
def test_what_may_pass_or_can_be_changed_is_tried_again(code):
    again = BY_REMEDY[Remedy.RETRY] | BY_REMEDY[Remedy.RETRY_CHANGED]
    assert (retry(code) is not None) == (code in again)


def test_a_canceled_job_is_final_and_an_unknown_one_is_not():
    assert retry_of(claimed(), failed(CANCELED), 3, START, 0.5) is None
    assert retry_of(claimed(), failed(NOT_FOUND), 3, START, 0.5) is not None


EN = Caption(language="en", key="uploads/u1/clip.en.srt")


@pytest.mark.parametrize("code", [None, *JOB_ERRORS])
@pytest.mark.parametrize("retries", [0, 2])
def test_before_a_job_with_captions_is_the_end_it_is_made_without_them_once(code, retries):
    """By whatever code MediaConvert tells a bad sidecar, and whatever was tried before."""
    asset = replace(claimed(), retries=retries)
    news = failed(failure_of(code, None), captions=(EN,))
    first = retry_of(asset, news, 3, START, 0.5)
    assert first is not None
    ordinary = retry_of(asset, replace(news, captions=()), 3, START, 0.5)
    assert first.concession is (ordinary.concession if ordinary else Concession.CAPTIONS)
    conceded = replace(asset, concessions=(Concession.CAPTIONS,))
    assert retry_of(conceded, news, 3, START, 0.5) == ordinary


def test_a_canceled_job_with_captions_is_final():
    assert retry_of(claimed(), failed(CANCELED, captions=(EN,)), 3, START, 0.5) is None


def test_an_attempt_without_captions_counts_as_no_retry_and_keeps_what_it_goes_without():
    left_out = Caption(language="fr", left_out="the file is empty")
    asset = replace(claimed(), retries=2, captions=(EN, left_out))
    retry = retry_of(asset, failed(failure_of(1075, None), captions=(EN,)), 3, START, 0.5)
    after = retried(asset, retry, START)
    assert (after.attempt, after.retries) == (2, 2)
    assert after.concessions == (Concession.CAPTIONS,)
    assert after.captions == (EN.without(LeftOut.REJECTED), left_out)
    # A later retry, for another reason, goes without them as well.
    again = retried(after, Retry(retry.lease), START)
    assert (again.retries, again.captions) == (3, after.captions)
    assert (
        apply(replace(after, status=Status.FAILED), reprocessed(2, retry.lease), START).captions
        == ()
    )


@pytest.mark.parametrize(("retries", "again"), [(0, True), (1, True), (2, False), (9, False)])
def test_attempts_are_capped(retries, again):
    assert (retry(1999, replace(claimed(), retries=retries)) is not None) is again


def test_one_attempt_means_no_retry():
    assert retry(1999, max_attempts=1) is None


def test_what_was_conceded_is_not_conceded_again():
    asset = replace(claimed(), concessions=(Concession.AUDIO,))
    assert retry(1021, asset) is None
    assert retry(1050, asset).concession is Concession.LADDER


@given(st.integers(0, 20), st.floats(0, 1, exclude_max=True))
def test_backoff_is_a_lease_that_a_queue_can_delay(retries, random):
    lease = retry(1999, replace(claimed(), retries=retries), random, max_attempts=99).lease
    assert lease.is_backoff
    assert timedelta(seconds=1) <= lease.until - START <= timedelta(seconds=900)


def test_a_failure_says_what_it_means_and_what_the_service_says():
    failure = failure_of(1404, "Unable to open [s3://b/k]")
    assert failure.code == "JOB_ERROR_1404"
    assert "deleted" in failure.message
    assert failure.message.endswith("MediaConvert says: Unable to open [s3://b/k]")
    assert failure_of(None, None).code == "JOB_ERROR_UNKNOWN"


@pytest.fixture
def plan():
    (made,) = fit(parse_profile("default", text(DEFAULT)), source())
    return made


def test_without_concessions_a_plan_is_whole(plan):
    assert concede(plan, ()) == plan


def test_without_sound(plan):
    assert concede(plan, [Concession.AUDIO]) == replace(plan, sounds=())


def test_without_a_ladder_the_smallest_rendition_stays(plan):
    lesser = concede(plan, [Concession.LADDER])
    assert {group: [one.name for one in ladder] for group, ladder in lesser.renditions.items()} == {
        "cmaf": ["480p"],
        "mp4": ["360p"],
    }
