"""The handlers are the simulator's during each test."""

import gc
from collections.abc import Iterator

import pytest

from faults import campaign, patch_points


@pytest.fixture(autouse=True, scope="session")
def few_collections() -> Iterator[None]:
    before = gc.get_threshold()
    campaign.collect_seldom()
    yield
    gc.set_threshold(*before)
    gc.unfreeze()


@pytest.fixture(autouse=True)
def restored() -> Iterator[None]:
    yield
    patch_points.restore()
