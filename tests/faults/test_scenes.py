"""Each layer by itself; `faults.scenes` says what they are."""

import pytest

from faults.scenes import SCENES


@pytest.mark.parametrize("name", SCENES)
def test_a_layer_holds_by_itself(name):
    SCENES[name]()
