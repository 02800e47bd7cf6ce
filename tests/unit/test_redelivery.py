from dataclasses import replace
from datetime import timedelta

import pytest

from fakes.assets import claimed
from fakes.clock import START
from pipeline.assets.asset import Status, backoff_until
from pipeline.assets.redelivery import (
    Duplicate,
    Mine,
    TakeOver,
    Wait,
    on_redelivery,
)


@pytest.mark.parametrize("status", [one for one in Status if one is not Status.PENDING])
def test_what_is_further_is_a_duplicate(status):
    asset = replace(claimed(), status=status)
    assert on_redelivery(asset, asset.lease.owner, START) == Duplicate()


@pytest.mark.parametrize(("seconds", "left"), [(0, 45), (44.2, 1), (44.999, 1)])
def test_a_live_lease_is_waited_for_to_its_end(seconds, left):
    now = START + timedelta(seconds=seconds)
    assert on_redelivery(claimed(), "other", now) == Wait(left)


@pytest.mark.parametrize("seconds", [45, 46, 10_000])
def test_a_lease_that_is_over_is_taken(seconds):
    now = START + timedelta(seconds=seconds)
    assert on_redelivery(claimed(), "other", now) == TakeOver()


def test_a_new_attempts_backoff_is_waited_for_and_leaves_no_jobs():
    asset = replace(claimed(), lease=backoff_until(START + timedelta(seconds=7)))
    assert on_redelivery(asset, "other", START) == Wait(7)
    later = START + timedelta(seconds=7)
    assert on_redelivery(asset, "other", later) == TakeOver(fresh=True)


def test_a_delivery_about_another_attempt_is_a_duplicate():
    later = START + timedelta(seconds=60)
    assert on_redelivery(claimed(), "other", later, attempt=2) == Duplicate()
    assert on_redelivery(claimed(), "other", later, attempt=1) == TakeOver()


def test_no_lease_is_taken():
    assert on_redelivery(replace(claimed(), lease=None), "other", START) == TakeOver()


def test_ones_own_lease_is_carried_on():
    assert on_redelivery(claimed(), "request-1/message-1", START) == Mine()
