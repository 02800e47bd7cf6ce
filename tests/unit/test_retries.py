"""Which failed jobs are tried again, how, and how often."""

from dataclasses import replace
from datetime import timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from fakes.assets import claimed
from fakes.clock import START
from fakes.profiles import DEFAULT, text
from fakes.sources import source
from pipeline.assets.new_attempt import retry_of
from pipeline.jobs.error_codes import (
    CANCELED,
    JOB_ERRORS,
    NOT_FOUND,
    Remedy,
    failure_of,
    verdict_on,
)
from pipeline.transcoding.concessions import Concession, concede
from pipeline.transcoding.plan import fit
from pipeline.transcoding.profile import parse_profile

BY_REMEDY = {
    Remedy.RETRY: {1091, 1550, 1999, 3408, 3450, 3451, 3999},
    Remedy.RETRY_CHANGED: {1021, 1050, 1507},
    Remedy.OPERATOR: {1056, 1401, 1404, 1432, 1433, 1434, 1515, 3457},
}


def retry(code, asset=None, random=0.5, max_attempts=3):
    failure = failure_of(code, None)
    return retry_of(asset or claimed(), failure, max_attempts, START, random)


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
    assert retry_of(claimed(), CANCELED, 3, START, 0.5) is None
    assert retry_of(claimed(), NOT_FOUND, 3, START, 0.5) is not None


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
