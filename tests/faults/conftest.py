"""The handlers are the simulator's during each test."""

from collections.abc import Iterator

import pytest

from faults import patch_points


@pytest.fixture(autouse=True)
def restored() -> Iterator[None]:
    yield
    patch_points.restore()
