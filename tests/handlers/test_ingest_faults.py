"""Ingest when calls fail, answers are lost, and deliveries overlap."""

import pytest
from botocore.exceptions import EndpointConnectionError, ReadTimeoutError

from fakes import events, profiles
from fakes.mediaconvert import client_error
from fakes.recorder import once

THROTTLED = client_error("CreateJob", "TooManyRequestsException", 429)


BROKEN = client_error("CreateJob", "InternalServerErrorException", 500)


TIMED_OUT = ReadTimeoutError(endpoint_url="https://mediaconvert")


TRANSIENT = [THROTTLED, BROKEN, TIMED_OUT, EndpointConnectionError(endpoint_url="https://m")]


IDS = ["429", "500", "timeout", "connection"]


@pytest.fixture
def delays(pipeline, monkeypatch):
    """The seconds that messages were put off by."""
    sqs = pipeline.clients["sqs"]
    made, put_off = [], sqs.change_message_visibility

    def change_message_visibility(**request):
        made.append(request["VisibilityTimeout"])
        return put_off(**request)

    monkeypatch.setattr(sqs, "change_message_visibility", change_message_visibility)
    return made


@pytest.mark.parametrize("call", ["put_item", "probe", "create_job"])
@pytest.mark.parametrize("error", TRANSIENT, ids=IDS)
def test_a_transient_fault_brings_the_message_back(pipeline, delays, log_lines, call, error):
    pipeline.recorder.before = once(call, error)
    assert len(pipeline.ingest(events.object_created())) == 1
    assert pipeline.dead_letters() == []
    assert len(delays) == 1
    pipeline.finish()
    assert pipeline.asset()["status"] == "PROCESSING"
    assert len(pipeline.mediaconvert.jobs) == 1
    assert not any("exception" in line for line in log_lines())


def test_a_live_lease_is_waited_for(pipeline, delays):
    pipeline.recorder.before = once("create_job", BROKEN)
    pipeline.clock.chance = 0.0
    pipeline.ingest(events.object_created())
    pipeline.clock.forward(5)
    assert len(pipeline.ingest(events.object_created())) == 1
    assert delays == [45, 40], "never before the lease is over, however short the backoff"


def test_backoff_grows_and_is_capped(pipeline, delays):
    pipeline.recorder.before = lambda name: (
        pipeline.mediaconvert.probe(Nothing=1) if name == "probe" else None
    )
    pipeline.mediaconvert.probe = lambda **_: (_ for _ in ()).throw(THROTTLED)
    for receive_count in range(1, 10):
        pipeline.clock.forward(1000)
        pipeline.ingest(events.object_created(), receive_count=receive_count)
    assert delays == [10, 20, 40, 80, 160, 320, 639, 899, 899]


@pytest.mark.parametrize(
    ("call", "error"), [("create_job", THROTTLED), ("probe", THROTTLED), ("probe", TIMED_OUT)]
)
def test_where_no_job_can_exist_none_is_waited_or_looked_for(pipeline, delays, call, error):
    pipeline.recorder.before = once(call, error)
    assert len(pipeline.ingest(events.object_created())) == 1
    assert delays == [10], "a backoff, not the rest of the lease"
    pipeline.clock.forward(9)
    assert len(pipeline.ingest(events.object_created())) == 1, "the backoff holds for duplicates"
    pipeline.clock.forward(1)
    assert pipeline.ingest(events.object_created(), receive_count=2) == []
    assert "list_jobs" not in pipeline.recorder.calls
    assert len(pipeline.mediaconvert.jobs) == 1


@pytest.mark.parametrize("moment", ["before", "after"])
@pytest.mark.parametrize("error", [BROKEN, TIMED_OUT, THROTTLED], ids=["500", "timeout", "429"])
def test_an_attempt_that_cannot_be_given_back_is_waited_for(pipeline, delays, moment, error):
    pipeline.recorder.before = once("create_job", THROTTLED)

    def fail(name: str) -> None:
        if name == "put_item" and pipeline.recorder.calls.count("create_job"):
            pipeline.recorder.after = lambda _: None
            pipeline.recorder.before = lambda _: None
            raise error

    throttled = pipeline.recorder.before
    pipeline.recorder.after = fail if moment == "after" else pipeline.recorder.after
    pipeline.recorder.before = lambda name: (throttled(name), moment == "before" and fail(name))
    assert len(pipeline.ingest(events.object_created())) == 1
    assert delays == [45]
    pipeline.finish()
    assert len(pipeline.mediaconvert.jobs) == 1


PERMANENT = [
    client_error("CreateJob", "BadRequestException", 400, "settings are wrong"),
    client_error("CreateJob", "ForbiddenException", 403, "may not pass the role"),
    client_error("CreateJob", "NotFoundException", 404, "no such queue"),
]


@pytest.mark.parametrize("error", PERMANENT, ids=["400", "403", "404"])
def test_a_fault_of_ours_is_set_aside_with_its_reason(pipeline, log_lines, error):
    pipeline.recorder.before = once("create_job", error)
    assert pipeline.ingest(events.object_created()) == []
    ((reason, _),) = pipeline.dead_letters()
    message = error.response["Error"]["Message"]
    assert message in reason
    asset = pipeline.asset()
    assert asset["status"] == "PENDING", "the asset stays visible"
    assert asset["errors"][0]["code"] == "PIPELINE_FAULT"
    assert message in asset["errors"][0]["message"]
    assert not any("exception" in line for line in log_lines())
    pipeline.finish()  # mended, and sent again
    assert pipeline.asset()["status"] == "PROCESSING"


@pytest.mark.parametrize("call", ["put_item", "probe"])
def test_a_disabled_key_sets_uploads_aside_until_it_is_enabled(pipeline, call):
    disabled = client_error("Any", "KMSInvalidStateException", 400, "the key is disabled")
    pipeline.recorder.before = once(call, disabled)
    assert pipeline.ingest(events.object_created()) == []
    ((reason, body),) = pipeline.dead_letters()
    assert "the key is disabled" in reason
    pipeline.clock.forward(46)
    assert pipeline.ingest(body) == [], "enabled, and moved back"
    assert pipeline.asset()["status"] == "PROCESSING"


@pytest.mark.parametrize(
    "text",
    [profiles.text({"jobs": {"main": {"thumbnails": profiles.FRAMES}}}), None],
    ids=["thumbnails alone", "no parameter"],
)
def test_a_bad_profile_builds_no_job(pipeline, text):
    if text is None:
        pipeline.clients["ssm"].delete_parameter(Name="/media-test/profiles/default")
    else:
        pipeline.put_profile(text)
    assert pipeline.ingest(events.object_created()) == []
    ((reason, _),) = pipeline.dead_letters()
    assert reason.startswith("BAD_PROFILE: ")
    asset = pipeline.asset()
    assert (asset["status"], asset["jobs"]) == ("PENDING", {})
    assert asset["errors"][0]["code"] == "BAD_PROFILE"
    pipeline.put_profile(profiles.text(profiles.DEFAULT))
    pipeline.finish()
    assert pipeline.asset()["status"] == "PROCESSING"
    assert pipeline.asset()["profile"]["name"] == "default"


def test_a_message_that_cannot_be_settled_comes_back(pipeline, log_lines):
    denied = client_error("SendMessage", "AccessDenied", 403)
    pipeline.recorder.before = once("send_message", denied)
    assert len(pipeline.ingest("not json")) == 1
    assert not any("exception" in line for line in log_lines())


def test_an_unforeseen_fault_is_logged_with_its_trace_and_fails_one_message(pipeline, log_lines):
    pipeline.recorder.before = once("probe", ZeroDivisionError())
    other = events.object_created(version_id="v2")
    assert len(pipeline.ingest(events.object_created(), other)) == 1
    assert any("ZeroDivisionError" in line.get("exception", "") for line in log_lines())
