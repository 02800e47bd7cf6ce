"""Plans for tests, two flags that rewrite what is held to the code, and a line for the summary."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from plan.planned import Planned
from plan.plans import Plans
from plan.providers import note
from plan.refusals import Refusal
from plan.roots import Case, Root


def pytest_addoption(parser: pytest.Parser) -> None:
    group = parser.getgroup("plan")
    group.addoption(
        "--update-inventories",
        action="store_true",
        help="rewrite the counts of tests/plan/**/*.yaml",
    )
    group.addoption(
        "--update-readmes",
        action="store_true",
        help="rewrite the tables of terraform/modules/*/README.md",
    )
    group.addoption(
        "--note-file",
        type=Path,
        help="write which versions of the provider were planned with",
    )


@pytest.fixture(scope="session")
def plans(
    request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[Plans]:
    plans = Plans(tmp_path_factory.mktemp("plan"), _wanted(request.session.items))
    yield plans
    plans.close()
    if (file := request.config.getoption("note_file", None)) and plans.providers():
        file.write_text(note(plans.providers()) + "\n")


@pytest.fixture
def planned(plans: Plans, root: Root) -> Planned:
    """The plan of the parametrised ``root``."""
    return plans.plan(root)


def _wanted(items: list[pytest.Item]) -> list[Root | Refusal]:
    """What the chosen tests will ask for, in their order."""
    found: dict[Root | Refusal, None] = {}
    for item in items:
        for value in getattr(getattr(item, "callspec", None), "params", {}).values():
            if isinstance(value, Case):
                found[value.root] = None
            elif isinstance(value, Root | Refusal):
                found[value] = None
    return list(found)
