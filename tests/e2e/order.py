"""The order of the tests, and which of them need the whole layer: pytest hooks."""

from pathlib import Path

import pytest

TESTS = "test_*.py"
TEST_SECONDS = 600
WHOLE: pytest.StashKey[set[str] | None] = pytest.StashKey()


@pytest.hookimpl(tryfirst=True)
def pytest_collection_modifyitems(config: pytest.Config, items: list[pytest.Item]) -> None:
    """Tests of what was begun before run late, tests that judge the whole run later, tests that
    destroy the environments last."""

    here = Path(__file__).parent

    def place(item: pytest.Item) -> int:
        mark = item.get_closest_marker("last")
        return 0 if mark is None else 1 + len(mark.args)

    # The first one that needs an environment waits until it is applied.
    for item in items:
        if item.path.is_relative_to(here) and not item.get_closest_marker("timeout"):
            item.add_marker(pytest.mark.timeout(TEST_SECONDS))
    items.sort(key=lambda item: (place(item), runs_late(item)))
    found = {item.path for item in items if item.path.is_relative_to(here)}
    config.stash[WHOLE] = (
        {item.nodeid for item in items} if set(here.glob(TESTS)) <= found else None
    )


def pytest_collection_finish(session: pytest.Session) -> None:
    """A part of the layer cannot show that every grant is used."""
    if {item.nodeid for item in session.items} == session.config.stash.get(WHOLE, None):
        return
    for item in session.items:
        if item.get_closest_marker("whole_layer"):
            item.add_marker(pytest.mark.skip(reason="only a part of the layer runs"))


def runs_late(item: pytest.Item) -> bool:
    """Whether a test looks at what takes minutes, and goes on beside other tests."""
    return waits_for_recovery(item) or "tombstones" in getattr(item, "fixturenames", ())


def waits_for_recovery(item: pytest.Item) -> bool:
    """Whether a test looks at faults that were started beside the others."""
    return "started_faults" in getattr(item, "fixturenames", ())


def pytest_configure(config: pytest.Config) -> None:
    config.addinivalue_line("markers", "last: runs after all other tests; with an argument, later")
    config.addinivalue_line("markers", "whole_layer: skipped where not every test runs")
