"""Every mutant is killed."""

import os

import pytest

from faults import mutants

MUTANT_SCHEDULES = int(os.environ.get("MUTANT_SCHEDULES", "150"))


@pytest.mark.parametrize("name", mutants.names())
def test_a_mutant_is_killed(name):
    result = mutants.run(name, MUTANT_SCHEDULES)
    assert result.killed, f"{name} ({result.mutant.what}): {result.end}"


def test_a_mutant_leaves_nothing_behind():
    from pipeline.assets import transitions

    before = transitions.LEGAL
    with mutants.applied("no-terminal-guard"):
        assert transitions.LEGAL is not before
    assert transitions.LEGAL is before
