"""A wrong value in terraform.tfvars is refused at plan, and the message says what to write."""

import pytest

from plan.plans import Plans
from plan.refusals import REFUSALS, Refusal


@pytest.mark.parametrize("refusal", REFUSALS, ids=str)
def test_a_wrong_value_is_refused_with_advice(refusal: Refusal, plans: Plans) -> None:
    assert refusal.message in plans.refusal(refusal)
