"""Each module's README explains it, with an example that plans and tables that are right."""

import pytest

from plan.planned import Planned
from plan.readmes import TABLES, example, readme, tables
from plan.roots import EXAMPLES_ROOTS, MODULES

every_module = pytest.mark.parametrize("module", MODULES)


@every_module
def test_tables_are_those_of_the_code(module: str, request: pytest.FixtureRequest) -> None:
    path = readme(module)
    above, heading, _ = path.read_text().partition(TABLES)
    if request.config.getoption("update_readmes", False):
        path.write_text(above + tables(module))

    assert heading
    assert path.read_text() == above + tables(module), (
        "run: pytest tests/plan/test_readmes.py --update-readmes"
    )


@pytest.mark.parametrize("root", EXAMPLES_ROOTS, ids=str)
def test_the_examples_plan(planned: Planned) -> None:
    """Together, since they use one another's outputs: a pipeline of its own."""
    sources = [call["source"].rsplit("/", 1)[1] for call in planned.calls.values()]
    assert set(sources) == set(MODULES)
    assert {resource.module[0] for resource in planned.resources} == set(planned.calls)


@every_module
def test_the_example_is_about_its_module(module: str) -> None:
    assert f'source = "../../modules/{module}"' in example(module)


@every_module
def test_a_reason_comes_before_the_example(module: str) -> None:
    title, _, rest = readme(module).read_text().partition("\n")
    assert title == f"# {module}"
    reason = rest.split("## Example")[0].strip().splitlines()
    assert 2 <= len(reason) <= 5
