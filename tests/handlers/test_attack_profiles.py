"""Profiles that somebody put into Parameter Store: a job is made of a whole, valid one, or not."""

import copy
import json

import pytest

from fakes import events, profiles
from pipeline.transcoding.profile import TEXT_LIMIT, parse_profile

MAIN = ("jobs", "main")
FIRST = (*MAIN, "output_groups", "cmaf", 0)
ELSEWHERE = "s3://another-bucket/uploads/"


def edited(path, value):
    """The shipped profile with one field more, or another one."""
    document = copy.deepcopy(profiles.DEFAULT)
    inside = document
    for name in path[:-1]:
        inside = inside[name]
    inside[path[-1]] = value
    return json.dumps(document)


@pytest.mark.parametrize(
    ("text", "said"),
    [
        (edited(("bucket",), "another-bucket"), "bucket: is unknown"),
        (edited(("outputs_bucket_name",), "another-bucket"), "outputs_bucket_name: is unknown"),
        (edited(("role",), "arn:aws:iam::111122223333:role/admin"), "role: is unknown"),
        (edited(("Queue",), "arn"), "Queue: is unknown"),
        (
            edited((*MAIN, "inputs"), [{"file": "http://example.org/"}]),
            "jobs.main.inputs: is unknown",
        ),
        (edited((*MAIN, "Settings"), {"Inputs": []}), "jobs.main.Settings: is unknown"),
        (edited((*FIRST, "destination"), ELSEWHERE), "cmaf[0].destination: is unknown"),
        (edited((*MAIN, "thumbnails", "destination"), ELSEWHERE), "thumbnails.destination: is unk"),
        (edited(("audio", "url"), "http://example.org/"), "audio.url: is unknown"),
        (edited((*FIRST, "name"), "../../other"), "cmaf[0].name: is not a name"),
        (edited((*FIRST, "name"), "a/b"), "cmaf[0].name: is not a name"),
        (edited((*FIRST, "name"), "720p\n"), "cmaf[0].name: is not a name"),
        (edited((*FIRST, "name"), "$dt$"), "cmaf[0].name: is not a name"),
        (edited((*FIRST, "name"), "n" * 32), "cmaf[0].name: is not a name"),
        (edited(("jobs", "../main"), {}), "jobs.../main: is not a name"),
        (edited((*FIRST, "width_px"), 10**1000), "cmaf[0].width_px: is not a whole number"),
        (edited((*FIRST, "max_bitrate_bps"), 1e6), "cmaf[0].max_bitrate_bps: is not a whole"),
        (edited(("audio", "bitrate_bps"), 128000.0), "audio.bitrate_bps: is none of"),
        (edited(("audio", "bitrate_bps"), [128000]), "audio.bitrate_bps: is none of"),
        (edited(("audio", "bitrate_bps"), float("nan")), "is not JSON: a number has no"),
        (edited(("segment_seconds",), float("inf")), "is not JSON: a number has no"),
        (edited(("segment_seconds",), {"a": 1}), "segment_seconds: is not a whole number"),
        ('{"jobs": {}, "jobs": {}}', "is not JSON: an object holds a name twice"),
        ("[" * TEXT_LIMIT, "is not JSON: it is nested too deeply"),
        ('{"jobs":' * (TEXT_LIMIT // 8), "is not JSON: "),
        ('{"segment_seconds": ' + "9" * 4000 + "}", ""),
        ("\ufeff{}", "is not JSON: "),
    ],
    ids=range(27),
)
def test_a_profile_that_is_not_valid_makes_no_job(pipeline, log_lines, text, said):
    pipeline.put_profile(text)
    assert pipeline.ingest(events.object_created()) == []
    ((reason, _),) = pipeline.dead_letters()
    assert reason.startswith("BAD_PROFILE: profile default: ")
    assert said in reason
    assert reason.isprintable()
    assert len(reason) <= 1000
    assert pipeline.mediaconvert.requests == []
    assert [error["code"] for error in pipeline.asset()["errors"]] == ["BAD_PROFILE"]
    assert not any("exception" in line for line in log_lines())


def test_an_oversized_profile_is_not_read(pipeline):
    """Parameter Store refuses it in the standard tier; a larger tier would take it."""
    text = profiles.text(profiles.DEFAULT)
    assert parse_profile("default", text.ljust(TEXT_LIMIT)).jobs
    pipeline.put_profile(text.ljust(TEXT_LIMIT + 1))
    assert pipeline.ingest(events.object_created()) == []
    ((reason, _),) = pipeline.dead_letters()
    assert "has 4097 characters; at most 4096 are read" in reason
    assert pipeline.mediaconvert.requests == []


def test_the_name_of_a_profile_comes_from_the_environment_alone(pipeline):
    """Neither a message nor a profile can name another parameter."""
    pipeline.put_profile(edited(("profile",), "other"))
    pipeline.put_profile(profiles.text(profiles.PER_FORMAT), name="other")
    event = {**events.object_created(), "profile": "other"}
    event["detail"]["transcodingProfile"] = "other"
    assert pipeline.ingest(event) == []
    assert pipeline.mediaconvert.requests == []
