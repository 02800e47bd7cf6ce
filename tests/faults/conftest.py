"""The handlers are lent to the simulator for each test."""

from collections.abc import Iterator

import pytest

from faults import seams


@pytest.fixture(autouse=True)
def lent() -> Iterator[None]:
    yield
    seams.restore()
