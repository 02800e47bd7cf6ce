import copy
import json

import pytest

from fakes import profiles
from pipeline.transcoding.profile import Thumbnails, parse_profile
from pipeline.transcoding.profile_audio import Audio, LowAudio
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
    assert profile.output_groups_by_job == {"main": ("cmaf", "mp4", "thumbnails", "storyboard")}
    assert [one.name for one in profile.jobs[0].renditions["cmaf"]] == ["720p", "480p"]
    assert profile.jobs[0].thumbnails.interval_seconds == 2


def test_the_shipped_per_format():
    groups = parse(profiles.PER_FORMAT).output_groups_by_job
    assert groups == {
        "hls": ("hls", "storyboard"),
        "dash": ("dash",),
        "mp4": ("mp4", "thumbnails"),
    }


def test_what_is_not_said_has_defaults():
    box = {"name": "240p", "width_px": 426, "height_px": 240, "max_bitrate_bps": 400_000}
    profile = parse({"jobs": {"main": {"output_groups": {"mp4": [box]}, "thumbnails": {}}}})
    assert (profile.segment_seconds, profile.codec, profile.hdr) == (6, "h264", "tone-map")
    assert profile.audio == Audio(128_000, 48_000, loudness_lkfs=None, low=None)
    (preview,) = profile.jobs[0].renditions["mp4"]
    assert preview.quality_level is None  # the service's
    assert (preview.quality_tuning_level, preview.max_frames_per_second) == ("SINGLE_PASS", 60)
    assert profile.jobs[0].thumbnails == Thumbnails(2, 10, (320,))


def test_what_is_said_is_kept(document):
    document |= {"codec": "hevc", "hdr": "refuse"}
    document["audio"] |= {"loudness_lkfs": -16.5, "low": {"bitrate_bps": 56_000, "channels": 2}}
    edit(document, (*FIRST, "quality_level"), 8)
    edit(document, (*FIRST, "max_frames_per_second"), 30)
    edit(document, (*MAIN, "thumbnails"), {"widths_px": [320, 1280]})
    profile = parse(document)
    first = profile.jobs[0].renditions["cmaf"][0]
    assert (profile.codec, profile.hdr) == ("hevc", "refuse")
    assert (profile.audio.loudness_lkfs, profile.audio.low) == (-16.5, LowAudio(56_000, 2))
    assert (first.quality_level, first.max_frames_per_second) == (8, 30)
    assert profile.jobs[0].thumbnails.widths_px == (320, 1280)


def test_an_empty_ladder_is_sound_alone():
    job = parse({"jobs": {"main": {"output_groups": {"cmaf": [], "mp4": []}}}}).jobs[0]
    assert job.renditions == {"cmaf": (), "mp4": ()}
    assert job.output_groups == ("cmaf", "mp4")


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


@pytest.mark.parametrize("text", ["", "{", "[]", "null", '"text"'])
def test_what_is_no_object_is_no_profile(text):
    with pytest.raises(ProfileError):
        parse_profile("default", text)
