"""docs/schemas/profile.json says of a profile what the functions say of it."""

import json

import pytest
from jsonschema import Draft202012Validator

from fakes import profiles
from fakes.edited_profiles import SCHEMA, WHOLE, Wrong, accepted, bounded, edited, place, wrong
from pipeline.transcoding.profile import parse_profile
from pipeline.transcoding.profile_fields import ProfileError

VALIDATOR = Draft202012Validator(SCHEMA)


def parse(document):
    return parse_profile("default", json.dumps(document))


def test_the_schema_is_one():
    Draft202012Validator.check_schema(SCHEMA)
    assert {"segment_seconds", "jobs.main.thumbnails.widths_px[0]"} <= {
        place(way) for way, _ in bounded()
    }


@pytest.mark.parametrize(
    "document",
    [WHOLE, profiles.DEFAULT, profiles.PER_FORMAT, *(edited(*edit) for edit in accepted())],
    ids=lambda document: json.dumps(document)[:60],
)
def test_what_is_right_is_accepted(document):
    VALIDATOR.validate(document)
    assert parse(document).jobs


@pytest.mark.parametrize("case", list(wrong()), ids=str)
def test_what_is_wrong_is_refused_and_named_with_its_path(case: Wrong):
    assert VALIDATOR.is_valid(case.document) != case.in_schema
    with pytest.raises(ProfileError) as raised:
        parse(case.document)
    assert raised.value.path == case.at
    assert raised.value.why


def test_defaults_are_those_of_the_functions():
    """What a profile may leave out, said, changes nothing but the hash."""
    bare = {"jobs": {"main": {"output_groups": {"mp4": profiles.PREVIEW}, "thumbnails": {}}}}
    said = json.loads(json.dumps(bare))
    audio = SCHEMA["properties"]["audio"]["properties"]
    said |= {key: one["default"] for key, one in SCHEMA["properties"].items() if "default" in one}
    said["audio"] = {key: one["default"] for key, one in audio.items() if "default" in one}
    (rendition,) = said["jobs"]["main"]["output_groups"]["mp4"]
    kinds = SCHEMA["$defs"]
    for target, kind in (
        (rendition, "rendition"),
        (said["jobs"]["main"]["thumbnails"], "thumbnails"),
        (said["jobs"]["main"], "job"),
    ):
        fields = kinds[kind]["properties"].items()
        target |= {key: one["default"] for key, one in fields if "default" in one}
    assert set(said) == {"segment_seconds", "codec", "hdr", "audio", "jobs"}
    assert parse(said).jobs == parse(bare).jobs
    for field in ("segment_seconds", "codec", "hdr", "audio"):
        assert getattr(parse(said), field) == getattr(parse(bare), field), field
