from datetime import timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from fakes.clock import START
from pipeline.jobs.pace import Pace


def at(seconds: float):
    return START + timedelta(seconds=seconds)


def calls(pace: Pace, count: int, every: float = 0.0) -> list[float]:
    """When ``count`` calls are made that would like to be made ``every`` so many seconds."""
    made, now = [], 0.0
    for number in range(count):
        now = max(now, number * every)
        now += pace.wait_seconds(at(now))
        pace.count(at(now))
        made.append(now)
    return made


def test_a_first_call_does_not_wait():
    assert Pace(2, 100, sharers=2).wait_seconds(START) == 0


def test_a_burst_does_not_wait_and_the_rest_keeps_the_rate():
    made = calls(Pace(2, 10, sharers=2), 8)
    assert made == [0, 0, 0, 0, 0, 1, 2, 3]


def test_a_slow_stream_never_waits():
    assert calls(Pace(2, 2, sharers=2), 5, every=1) == [0, 1, 2, 3, 4]


def test_a_rest_fills_the_bucket_and_no_more():
    pace = Pace(1, 3, sharers=1)
    calls(pace, 3)
    assert pace.wait_seconds(at(1000)) == 0
    for _ in range(3):
        pace.count(at(1000))
    assert pace.wait_seconds(at(1000)) == pytest.approx(1)


def test_many_sharers_of_a_small_burst_have_one_call_each():
    assert calls(Pace(2, 10, sharers=40), 3) == [0, 20, 40]


@given(
    per_second=st.floats(0.1, 50),
    burst=st.integers(1, 200),
    sharers=st.integers(1, 10),
    gaps=st.lists(st.floats(0, 30), max_size=60),
)
def test_all_sharers_together_stay_within_the_quota(per_second, burst, sharers, gaps):
    """However their work arrives, as long as the burst is worth a call for each."""
    made = []
    for number in range(sharers):
        pace, now = Pace(per_second, burst, sharers), 0.0
        for gap in gaps[number:]:
            now += gap
            waits = pace.wait_seconds(at(now))
            assert waits <= sharers / per_second + 1e-5
            now += waits
            pace.count(at(now))
            made.append(now)
    budget, before = max(burst, sharers), 0.0
    left = float(budget)
    for now in sorted(made):
        left = min(budget, left + (now - before) * per_second) - 1
        before = now
        assert left >= -1e-3 * len(made)
