"""Which profile an upload gets: by its key at the claim, by its record from then on."""

import json

import pytest

from fakes import events, profiles
from fakes.mediaconvert import client_error, probed
from fakes.recorder import once

PODCAST = "uploads/podcasts/a.mp4"
TALK = {"jobs": {"talk": {"output_groups": {"mp4": profiles.PREVIEW}}}}
RULES = {"uploads/podcasts/": "talk"}


@pytest.fixture
def choosing(pipeline, monkeypatch):
    def choose(rules):
        monkeypatch.setenv("TRANSCODING_PROFILES_BY_KEY_PREFIX", json.dumps(rules))
        pipeline.forget_processes()

    pipeline.put_profile(profiles.text(TALK), name="talk")
    pipeline.choose = choose
    choose(RULES)
    return pipeline


def failed(pipeline):
    """The attempt's job ends in an error that is final."""
    pipeline.track(pipeline.job_event("ERROR", errorCode=1040, errorMessage="no"))
    assert pipeline.asset()["status"] == "FAILED"


def pinned(pipeline):
    asset = pipeline.asset()
    return asset["profile"]["name"], set(asset["jobs"])


@pytest.mark.parametrize(
    ("key", "name", "job"),
    [(PODCAST, "talk", "talk"), ("uploads/ann/podcasts/a.mp4", "default", "main")],
)
def test_a_key_chooses(choosing, key, name, job):
    assert choosing.ingest(events.object_created(key)) == []
    assert pinned(choosing) == (name, {job})
    assert [one["UserMetadata"]["job"] for one in choosing.mediaconvert.jobs] == [job]


def test_a_choice_costs_no_call(choosing):
    choosing.ingest(events.object_created(PODCAST))
    calls = ["get_parameter", "put_item", "probe", "create_job", "put_item"]
    assert choosing.recorder.calls == calls


@pytest.mark.parametrize("rules", [{}, {"uploads/podcasts/": "default"}])
def test_a_reprocess_keeps_the_profile_of_the_record(choosing, rules):
    choosing.ingest(events.object_created(PODCAST))
    failed(choosing)
    choosing.choose(rules)
    assert choosing.ingest(events.reprocess(choosing.asset()["assetId"], 1)) == []
    assert pinned(choosing) == ("talk", {"talk"})
    assert choosing.asset()["attempt"] == 2
    assert [one["UserMetadata"]["job"] for one in choosing.mediaconvert.jobs] == ["talk", "talk"]


def test_a_takeover_keeps_the_profile_of_the_record(choosing):
    choosing.mediaconvert.answer = client_error("Probe", "TooManyRequestsException", 429)
    choosing.ingest(events.object_created(PODCAST))
    choosing.choose({})
    choosing.mediaconvert.answer = probed()
    choosing.clock.forward(1000)
    assert choosing.ingest(events.object_created(PODCAST), receive_count=2) == []
    assert pinned(choosing) == ("talk", {"talk"})


def test_a_profile_that_went_missing_is_named(choosing):
    choosing.choose({"uploads/podcasts/": "gone"})
    assert choosing.ingest(events.object_created(PODCAST)) == []
    ((reason, _),) = choosing.dead_letters()
    assert reason.startswith("BAD_PROFILE: /")
    assert "/profiles/gone does not exist" in reason
    # No profile was pinned: the next delivery goes by the rules again.
    choosing.choose(RULES)
    choosing.clock.forward(1000)
    assert choosing.ingest(events.object_created(PODCAST), receive_count=2) == []
    assert pinned(choosing) == ("talk", {"talk"})


@pytest.mark.parametrize("ask", ["resubmit", "reprocess"])
def test_a_profile_that_cannot_be_read_now_is_read_later(choosing, ask):
    choosing.ingest(events.object_created(PODCAST))
    code = 1999 if ask == "resubmit" else 1040
    choosing.track(choosing.job_event("ERROR", errorCode=code, errorMessage="no"))
    choosing.forget_profiles()
    choosing.clock.forward(1000)
    throttled = client_error("GetParameter", "ThrottlingException", 400)
    choosing.recorder.before = once("get_parameter", throttled)
    asset = choosing.asset()
    request = getattr(events, ask)(asset["assetId"], asset["attempt"])
    assert len(choosing.ingest(request)) == 1
    choosing.clock.forward(1000)
    assert choosing.ingest(request, receive_count=2) == []
    assert choosing.asset()["attempt"] == 2
    assert len(choosing.mediaconvert.jobs) == 2
