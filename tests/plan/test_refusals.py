"""A wrong value is refused at plan, and the message says what to write."""

from dataclasses import replace

import pytest

from plan.plans import Plans
from plan.refusals import OF_ENVIRONMENTS, OF_MODULES, REFUSALS, Refusal
from plan.roots import EXAMPLES, MODULES, TERRAFORM
from plan.rules import rules_of, unproven

# Environments are alike.
RULES = [
    rule
    for folder in (
        *(TERRAFORM / "modules" / module for module in MODULES),
        TERRAFORM / "envs" / "dev",
        *(TERRAFORM / "examples" / example for example in EXAMPLES),
    )
    for rule in rules_of(folder)
]


@pytest.mark.parametrize("refusal", REFUSALS, ids=str)
def test_a_wrong_value_is_refused_with_advice(refusal: Refusal, plans: Plans) -> None:
    said = plans.refusal(refusal)
    assert refusal.messages
    assert [message for message in refusal.messages if message not in said] == []
    if refusal.module:
        # Of a precondition Terraform tells where it stands, not whose call meets it.
        places = f'in module "{refusal.path.stem}":', f"failed on ../../modules/{refusal.module}/"
        assert any(place in said for place in places)


def test_every_rule_refuses_a_wrong_value() -> None:
    assert unproven(RULES, REFUSALS) == []


def test_a_rule_without_a_wrong_value_is_seen() -> None:
    """One that is new, what a second module says too, and all that environments or modules show."""
    new = replace(RULES[0], subject="new", message="new must be something that nobody says.")
    assert unproven([*RULES, new], REFUSALS) == [str(new)]
    (of_an_environment,) = (
        rule for rule in RULES if "Nobody would hear the alarms of the CDN" in rule.message
    )
    second = replace(of_an_environment, folder=TERRAFORM / "modules" / "edge")
    assert str(second) in unproven([*RULES, second], REFUSALS)
    assert len(unproven(RULES, OF_ENVIRONMENTS)) > 50
    assert len(unproven(RULES, OF_MODULES)) > 20
