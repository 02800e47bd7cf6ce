"""What the functions refuse of a profile, Terraform refuses; what they accept, it accepts."""

import re
from pathlib import Path

import pytest

from fakes.edited_profiles import Terraform
from pipeline.transcoding.profile import parse_profile
from plan.hcl import blocks
from plan.plans import Plans
from plan.profile_calls import ACCEPTED, CASES, MENDED, MISTYPED, RIGHT, WRONG
from plan.roots import ENVS, TERRAFORM

REFUSED = [name for name in CASES if name not in MENDED]
FAULT = r"profile {}: (.+?) must "


@pytest.mark.parametrize("name", REFUSED, ids=lambda name: str(CASES[name]))
def test_a_wrong_profile_is_refused_and_the_field_named(name: str, plans: Plans) -> None:
    case = CASES[name]
    if case.terraform is Terraform.BY_TYPE:
        assert f'in module "{name}":' in plans.refused(MISTYPED)
        return
    places = re.findall(FAULT.format(name), plans.refused(WRONG))
    named = {place for places in places for place in places.split(" and ")}
    assert (case.at or "the whole") in named


def test_no_right_profile_is_refused(plans: Plans) -> None:
    """One that Terraform mends is stored as it was meant."""
    stored = {one.index: one.get("value") for one in plans.plan(RIGHT).of("aws_ssm_parameter")}
    for name in ACCEPTED | MENDED:
        assert parse_profile(name, stored[name]).jobs


@pytest.mark.parametrize("env", ENVS)
@pytest.mark.parametrize(
    ("module", "variable"), [("mediaconvert", "transcoding_profiles"), ("compute", "processing")]
)
def test_environments_hand_on_every_field(env: str, module: str, variable: str) -> None:
    """Terraform drops what a type does not know, and says nothing."""
    with_defaults = _type(TERRAFORM / "modules" / module, variable)
    without = re.sub(r", [^()\n]+\)", ")", with_defaults)
    assert without != with_defaults
    assert _type(TERRAFORM / "envs" / env, variable) == without


def _type(folder: Path, variable: str) -> str:
    (found,) = (one for one in blocks(folder, "variable") if one.labels == (variable,))
    return found.attribute("type") or ""
