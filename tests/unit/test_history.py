"""What a record says of its own life."""

from dataclasses import replace
from datetime import timedelta

import pytest

from fakes.assets import apply, claimed, moved, reprocessed, upload
from fakes.clock import START
from pipeline.assets.asset import Lease, Status, backoff_until
from pipeline.assets.changes import (
    Blocked,
    Checked,
    Refused,
    Submitted,
    TakenOver,
)
from pipeline.assets.first_record import refused_asset
from pipeline.assets.history import CAUSE_LIMIT, HISTORY_KEPT
from pipeline.assets.new_attempt import Retry
from pipeline.failures import Failure
from pipeline.jobs.error_codes import CANCELED
from pipeline.jobs.job import JobState, SubmittedJob
from pipeline.transcoding.concessions import Concession

NOW = START + timedelta(seconds=5)
WHY = Failure("CODE", "A message.")
LEASE = Lease("request-2/message-1", START)
RETRY = backoff_until(NOW + timedelta(seconds=74))


def submitted(**changes):
    return Submitted(attempt=1, jobs={"main": SubmittedJob(id="a", at=START)}, **changes)


def failed(retry=None, failure=WHY, **changes):
    return moved(JobState.ERROR, failure=failure, retry=retry, **changes)


@pytest.fixture
def asset():
    return claimed({"main": ("cmaf",)})


def told(asset, *changes):
    for change in changes:
        asset = apply(asset, change, NOW)
    return [(entry.attempt, entry.status.value, entry.cause) for entry in asset.history]


CAUSES = [
    (submitted(), (1, "PROCESSING", "jobs submitted: main")),
    (submitted(by_reconciler=True), (1, "PROCESSING", "jobs found by the reconciler: main")),
    (moved(JobState.PROGRESSING), (1, "PROCESSING", "job main: PROGRESSING")),
    (moved(JobState.COMPLETE), (1, "SUCCEEDED", "job main: COMPLETE")),
    (
        moved(JobState.COMPLETE, by_reconciler=True),
        (1, "SUCCEEDED", "job main: COMPLETE, found by the reconciler"),
    ),
    (failed(), (1, "FAILED", "job main: CODE")),
    (failed(failure=CANCELED), (1, "FAILED", "job main: CANCELED")),
    (failed(Retry(RETRY)), (2, "PENDING", "job main: CODE, tried again in 74 s")),
    (
        failed(Retry(RETRY, Concession.AUDIO), by_reconciler=True),
        (
            2,
            "PENDING",
            "job main: CODE, found by the reconciler, tried again in 74 s, without sound",
        ),
    ),
    (Refused(attempt=1, failure=WHY), (1, "FAILED", "refused: CODE")),
    (
        Refused(attempt=1, failure=WHY, by_reconciler=True),
        (1, "FAILED", "given up by the reconciler: CODE"),
    ),
    (Blocked(attempt=1, failure=WHY), (1, "PENDING", "blocked: CODE")),
    (
        TakenOver(attempt=1, lease=LEASE),
        (1, "PENDING", "taken over from a delivery that did not finish"),
    ),
    (
        TakenOver(attempt=1, lease=RETRY),
        (1, "PENDING", "given back: no job could be created yet"),
    ),
]


@pytest.mark.parametrize(("change", "step"), CAUSES, ids=[step[2] for _, step in CAUSES])
def test_every_step_has_its_cause(asset, change, step):
    assert told(asset, change) == [(1, "PENDING", "claimed"), step]


def test_a_retry_is_claimed_when_its_backoff_is_over(asset):
    steps = told(asset, failed(Retry(RETRY)), TakenOver(attempt=2, lease=LEASE))
    assert steps[-1] == (2, "PENDING", "claimed")


def test_an_operator_is_a_cause(asset):
    again = reprocessed(1, LEASE)
    assert told(asset, failed(), again)[-1] == (2, "PENDING", "reprocess asked for")


def test_a_refusal_by_the_event_alone_is_the_first_step():
    refused = refused_asset(upload(), Failure("EMPTY_FILE", "The file is empty."), START)
    assert told(refused) == [(1, "FAILED", "refused: EMPTY_FILE")]


def test_progress_and_checks_are_no_steps(asset):
    steps = told(
        asset,
        submitted(),
        moved(JobState.PROGRESSING, percent=10),
        moved(JobState.PROGRESSING, percent=20),
        Checked(attempt=1),
    )
    assert len(steps) == 2


def test_the_same_step_is_kept_once_in_an_attempt(asset):
    for number in range(100):
        lease, moment = Lease(f"request-{number}/message-1", START), NOW + timedelta(number)
        asset = apply(asset, TakenOver(attempt=1, lease=lease), moment)
        asset = apply(asset, Blocked(attempt=1, failure=WHY), moment)
    assert len(asset.history) == 3


def test_the_last_steps_are_kept_each_of_limited_length(asset):
    for number in range(HISTORY_KEPT + 3):
        fault = Failure(f"{number:03}" + "x" * 500, "A message.")
        asset = apply(asset, Blocked(attempt=1, failure=fault), NOW)
    assert len(asset.history) == HISTORY_KEPT
    assert asset.history[0].cause.startswith("blocked: 003")
    assert {len(entry.cause) for entry in asset.history} == {CAUSE_LIMIT}


def test_a_step_is_told_at_the_time_it_was_made(asset):
    after = apply(replace(asset, status=Status.FAILED), reprocessed(1, LEASE), NOW)
    assert [entry.at for entry in after.history] == [START, NOW]
