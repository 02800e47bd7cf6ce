"""The transcoding profiles in the plan are what the functions understand, and what tests use."""

import json
from dataclasses import replace

import pytest

from fakes import profiles
from pipeline.transcoding.profile import Profile, parse_profile
from plan.planned import Planned
from plan.roots import ROOTS

# What MediaConvert bills in its basic tier, of a progressive source of standard range.
BASIC_TUNING_LEVELS = {"SINGLE_PASS", "SINGLE_PASS_HQ"}
PROFESSIONAL = {"hevc"}


@pytest.mark.parametrize("root", ROOTS, ids=str)
def test_profiles_fit_a_parameter_and_are_understood(planned: Planned) -> None:
    for parameter in planned.of("aws_ssm_parameter"):
        name, text = parameter.get("name").rsplit("/", 1)[1], parameter.get("value")
        assert len(text.encode()) <= 4096, name
        profile = parse_profile(name, text)
        assert profile.jobs, name
        if name not in profiles.SHIPPED:
            continue
        # Which of the two it is, is a switch.
        profile = parse_profile(name, text.replace("SINGLE_PASS_HQ", "SINGLE_PASS"))
        means = parse_profile(name, json.dumps(profiles.SHIPPED[name], sort_keys=True))
        assert replace(profile, content_hash="") == replace(means, content_hash=""), name
        assert professional(parse_profile(name, text)) == (name in PROFESSIONAL)


def professional(profile: Profile) -> bool:
    levels = {
        rendition.quality_tuning_level
        for job in profile.jobs
        for ladder in job.renditions.values()
        for rendition in ladder
    }
    return profile.codec != "h264" or not levels <= BASIC_TUNING_LEVELS
