"""A wrong value is refused at plan, and the message says what to write."""

import pytest

from plan.plans import Plans
from plan.refusals import REFUSALS, Refusal


@pytest.mark.parametrize("refusal", REFUSALS, ids=str)
def test_a_wrong_value_is_refused_with_advice(refusal: Refusal, plans: Plans) -> None:
    said = plans.refusal(refusal)
    assert refusal.message in said
    assert not refusal.module or f'in module "{refusal.path.stem}":' in said
