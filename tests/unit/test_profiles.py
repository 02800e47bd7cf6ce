import copy
import json

import pytest

from fakes import profiles
from pipeline.transcoding.profile import Audio, parse_profile
from pipeline.transcoding.profile_fields import ProfileError

GROUPS = "jobs.main.output_groups"
LADDER = f"{GROUPS}.cmaf"


def parse(document):
    return parse_profile("default", json.dumps(document))


@pytest.fixture
def document():
    return copy.deepcopy(profiles.DEFAULT)


def test_the_shipped_default(document):
    profile = parse(document)
    assert profile.segment_seconds == 6
    assert profile.audio == Audio(128_000, 48_000)
    assert profile.output_groups_by_job == {"main": ("cmaf", "mp4", "thumbnails")}
    assert [one.name for one in profile.jobs[0].renditions["cmaf"]] == ["720p", "480p"]
    assert profile.jobs[0].thumbnails.interval_seconds == 2


def test_the_shipped_per_format():
    groups = parse(profiles.PER_FORMAT).output_groups_by_job
    assert groups == {"hls": ("hls",), "dash": ("dash",), "mp4": ("mp4", "thumbnails")}


def test_what_is_not_said_has_defaults():
    profile = parse(profiles.PER_FORMAT)
    assert (profile.segment_seconds, profile.audio) == (6, Audio(128_000, 48_000))


def test_the_quality_level_is_basic_unless_said(document):
    del document["jobs"]["main"]["output_groups"]["mp4"][0]["quality_tuning_level"]
    (preview,) = parse(document).jobs[0].renditions["mp4"]
    assert preview.quality_tuning_level == "SINGLE_PASS"


def test_the_hash_is_of_the_meaning(document):
    spaced = parse_profile("x", json.dumps(document, indent=4, sort_keys=True))
    assert spaced.content_hash == parse(document).content_hash
    document["segment_seconds"] = 4
    assert parse(document).content_hash != spaced.content_hash


def edit(document, path, value):
    *way, last = path
    for key in way:
        document = document[key]
    document[last] = value


MAIN = ("jobs", "main")
FIRST = (*MAIN, "output_groups", "cmaf", 0)


@pytest.mark.parametrize(
    ("path", "value", "at"),
    [
        (("segment_seconds",), 0, "segment_seconds"),
        (("segment_seconds",), 2.5, "segment_seconds"),
        (("segment_seconds",), True, "segment_seconds"),
        (("segments",), 3, "segments"),
        (("audio",), [], "audio"),
        (("audio", "bitrate_bps"), 100_000, "audio.bitrate_bps"),
        (("audio", "sample_rate_hz"), 22_050, "audio.sample_rate_hz"),
        (("jobs",), {}, "jobs"),
        (("jobs",), None, "jobs"),
        (("jobs", "Main"), {}, "jobs.Main"),
        (("jobs", "empty"), {}, "jobs.empty.output_groups"),
        (("jobs", "empty"), {"output_groups": {}}, "jobs.empty.output_groups"),
        (MAIN, {"thumbnails": profiles.FRAMES}, GROUPS),
        ((*MAIN, "webm"), {}, "jobs.main.webm"),
        ((*MAIN, "output_groups", "webm"), [], f"{GROUPS}.webm"),
        ((*MAIN, "output_groups", "cmaf"), [], LADDER),
        ((*MAIN, "output_groups", "cmaf"), {}, LADDER),
        ((*FIRST, "name"), "720 P", f"{LADDER}[0].name"),
        ((*FIRST, "name"), "480p", LADDER),
        ((*FIRST, "name"), "audio", LADDER),
        ((*FIRST, "width_px"), 1279, f"{LADDER}[0].width_px"),
        ((*FIRST, "height_px"), 16, f"{LADDER}[0].height_px"),
        ((*FIRST, "width_px"), "1280", f"{LADDER}[0].width_px"),
        ((*FIRST, "max_bitrate_bps"), 1, f"{LADDER}[0].max_bitrate_bps"),
        ((*FIRST, "max_bitrate_bps"), None, f"{LADDER}[0].max_bitrate_bps"),
        ((*FIRST, "quality_tuning_level"), "BEST", f"{LADDER}[0].quality_tuning_level"),
        ((*FIRST, "codec"), "H_265", f"{LADDER}[0].codec"),
        ((*MAIN, "output_groups", "hls"), profiles.LADDER, "jobs.main.hls"),
        (("jobs", "second"), {"output_groups": {"mp4": profiles.PREVIEW}}, "jobs.second.mp4"),
        ((*MAIN, "thumbnails", "interval_seconds"), 0, "jobs.main.thumbnails.interval_seconds"),
        ((*MAIN, "thumbnails", "max_count"), 0, "jobs.main.thumbnails.max_count"),
        ((*MAIN, "thumbnails", "width_px"), 321, "jobs.main.thumbnails.width_px"),
    ],
)
def test_mistakes_are_named_with_their_path(document, path, value, at):
    edit(document, path, value)
    with pytest.raises(ProfileError) as raised:
        parse(document)
    assert raised.value.path == at
    assert raised.value.why


@pytest.mark.parametrize("text", ["", "{", "[]", "null", '"text"'])
def test_what_is_no_object_is_no_profile(text):
    with pytest.raises(ProfileError):
        parse_profile("default", text)
