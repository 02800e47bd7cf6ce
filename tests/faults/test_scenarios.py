"""Each layer by itself; `faults.scenarios` says what they are."""

import pytest

from faults.scenarios import SCENARIOS


@pytest.mark.parametrize("name", SCENARIOS)
def test_a_layer_holds_by_itself(name):
    SCENARIOS[name]()
