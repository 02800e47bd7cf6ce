"""When a client is to ask again."""

from dataclasses import replace
from datetime import timedelta

import pytest

from fakes.assets import apply as applied
from fakes.assets import claimed, moved
from fakes.clock import START
from pipeline.assets.asset import Lease, Status, backoff_until
from pipeline.assets.polling import retry_after_seconds
from pipeline.jobs.job import JobState

JOB = claimed({"main": ("cmaf",)})


def after(seconds: float):
    return START + timedelta(seconds=seconds)


@pytest.mark.parametrize("status", [Status.SUCCEEDED, Status.FAILED])
def test_never_of_what_has_ended(status):
    assert retry_after_seconds(replace(JOB, status=status), after(1), 60) is None


@pytest.mark.parametrize(
    ("passed", "wait"), [(-9, 5), (0, 5), (5, 5), (5.1, 6), (30, 30), (61, 60), (86400, 60)]
)
def test_of_what_has_no_jobs_yet_as_long_again_as_it_has_taken(passed, wait):
    assert retry_after_seconds(JOB, after(passed), 10) == wait
    live = replace(JOB, lease=Lease("owner", after(900)))
    assert retry_after_seconds(live, after(passed), 10) == wait


@pytest.mark.parametrize(("passed", "wait"), [(0, 100), (99.5, 5), (100, 5), (500, 5)])
def test_of_a_backoff_when_it_is_over(passed, wait):
    backoff = replace(JOB, lease=backoff_until(after(100)))
    assert retry_after_seconds(backoff, after(passed), 10) == wait


@pytest.mark.parametrize(
    ("percent", "told_after", "passed", "interval", "wait"),
    [
        (0, 10, 10, 60, 10),  # as long again
        (0, 10, 40, 60, 30),  # the next news, 60 s after the last
        (0, 10, 400, 60, 5),  # late
        (50, 100, 100, 60, 60),  # 100 s are left: the next news come first
        (50, 100, 130, 60, 30),
        (90, 90, 90, 60, 10),  # 10 s are left
        (90, 90, 95, 60, 5),
        (99, 99, 300, 60, 5),
        (1, 3600, 3600, 600, 600),
        (100, 50, 50, 60, 5),
        (50, 0, 0, 60, 5),
        (50, 100, 80, 60, 60),  # clocks differ
    ],
)
def test_of_jobs_when_their_next_news_are_due(percent, told_after, passed, interval, wait):
    asset = applied(JOB, moved(JobState.PROGRESSING, percent=percent), after(told_after))
    assert asset.status is Status.PROCESSING
    assert retry_after_seconds(asset, after(passed), interval) == wait
