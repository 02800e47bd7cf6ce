"""340 uploads in one moment under the quota of CreateJob: 2 a second after a burst of 100."""

import pytest

from faults import burst

UPLOADS = 340
MOST_SECONDS = 150


@pytest.fixture(scope="module")
def figures():
    return burst.run(UPLOADS)


def test_every_job_is_submitted_in_time(figures):
    assert figures.last_job_seconds <= MOST_SECONDS


def test_nothing_is_lost(figures):
    assert figures.dead_letters == 0
    assert not figures.faults
