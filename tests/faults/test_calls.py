"""What an upload costs in AWS calls where nothing fails."""

from collections import Counter

import pytest

from faults.chance import chance_of
from faults.design import Design
from faults.mixes import NONE
from faults.uploads import uploads_of
from faults.world import World

MOST_PER_UPLOAD = 6  # claim, probe, submit, record; then read and finish
MOST_PER_PROGRESS_EVENT = 2
MOST_PER_DUPLICATE = 1
COUNT = 20


@pytest.fixture
def world():
    made = World("calls", NONE, uploads_of(chance_of(1), NONE, COUNT, 600), False)
    Design(made)
    made.plan_uploads()
    made.simulation.run()
    return made


def test_calls_of_uploads(world):
    counts = Counter(world.calls.counts)
    assert counts.pop("get_parameter") <= 1 + 600 // 60, "a profile is kept for a minute"
    counts.pop("put_events")  # the announcement
    counts.pop("query", None)  # the reconciler's, once in five minutes
    progress = 2 * COUNT  # a job tells PROGRESSING and STATUS_UPDATE
    assert sum(counts.values()) <= MOST_PER_UPLOAD * COUNT + MOST_PER_PROGRESS_EVENT * progress


def test_calls_of_a_duplicate(world):
    counts = Counter(world.calls.counts)
    for upload in world.uploads:
        world.announce_upload(upload)
    world.simulation.run()
    spent = world.calls.counts - counts
    spent.pop("get_parameter", None)
    assert sum(spent.values()) <= MOST_PER_DUPLICATE * COUNT
