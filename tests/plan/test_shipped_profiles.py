"""The transcoding profiles in the plan are what the functions understand."""

import pytest

from pipeline.transcoding.profile import parse_profile
from plan.planned import Planned
from plan.roots import ROOTS


@pytest.mark.parametrize("root", ROOTS, ids=str)
def test_profiles_fit_a_parameter_and_are_understood(planned: Planned) -> None:
    for parameter in planned.of("aws_ssm_parameter"):
        name, text = parameter.get("name").rsplit("/", 1)[1], parameter.get("value")
        assert len(text.encode()) <= 4096, name
        assert parse_profile(name, text).jobs, name
