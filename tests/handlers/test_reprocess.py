"""An operator asks for another attempt of what ended."""

import pytest

from fakes import events, profiles
from fakes.mediaconvert import client_error
from fakes.recorder import once


@pytest.fixture
def failed(pipeline):
    pipeline.ingest(events.object_created())
    pipeline.track(pipeline.job_event("ERROR", errorCode=1401, errorMessage="denied"))
    pipeline.recorder.calls.clear()
    return pipeline


@pytest.fixture
def served(pipeline):
    pipeline.ingest(events.object_created())
    pipeline.track(pipeline.job_event("COMPLETE"))
    pipeline.recorder.calls.clear()
    return pipeline


def reprocess(pipeline, attempt=1, profile=None, **options):
    named = {"profile": profile} if profile else {}
    request = events.reprocess(pipeline.asset()["assetId"], attempt, **named)
    return pipeline.ingest(request, **options)


def test_a_failed_asset_gets_another_attempt(failed):
    assert reprocess(failed) == []
    calls = ["get_item", "put_item", "probe", "create_job", "put_item"]
    assert failed.recorder.calls == calls
    asset = failed.asset()
    assert (asset["status"], asset["attempt"]) == ("PROCESSING", 2)
    assert "completedAt" not in asset
    failed.track(failed.job_event("COMPLETE", number=1))
    assert failed.asset()["status"] == "SUCCEEDED"


def test_what_succeeded_is_served_until_another_attempt_succeeded(served):
    first = served.asset()["served"]
    assert first["attempt"] == 1
    assert reprocess(served) == []
    for status, detail in (
        ("PROGRESSING", {}),
        ("ERROR", {"errorCode": 1999}),  # a retry, attempt 3
    ):
        served.track(served.job_event(status, number=1, **detail))
        assert served.asset()["served"] == first
    assert served.resubmit() == []
    served.track(served.job_event("ERROR", number=2, errorCode=1040, errorMessage="no"))
    asset = served.asset()
    assert (asset["status"], asset["attempt"], asset["served"]) == ("FAILED", 3, first)
    assert [error["attempt"] for error in asset["errors"]] == [2, 3]
    assert [removal["attempt"] for removal in asset["removals"]] == [2, 3]
    assert reprocess(served, attempt=3) == []
    served.track(served.job_event("COMPLETE", number=3))
    asset = served.asset()
    assert (asset["status"], asset["served"]["attempt"]) == ("SUCCEEDED", 4)
    assert asset["served"]["outputs"] == asset["outputs"]
    assert [removal["attempt"] for removal in asset["removals"]] == [1, 2, 3]


@pytest.mark.parametrize("ended", ["failed", "served"])
def test_it_may_name_another_profile_which_a_retry_keeps(ended, request):
    pipeline = request.getfixturevalue(ended)
    talk = {"jobs": {"talk": {"output_groups": {"mp4": profiles.PREVIEW}}}}
    pipeline.put_profile(profiles.text(talk), name="talk")
    assert reprocess(pipeline, profile="talk") == []
    calls = ["get_item", "get_parameter", "put_item", "probe", "create_job", "put_item"]
    assert pipeline.recorder.calls == calls
    pipeline.track(pipeline.job_event("ERROR", number=1, errorCode=1999))
    assert pipeline.resubmit() == []
    asset = pipeline.asset()
    assert (asset["profile"]["name"], set(asset["jobs"])) == ("talk", {"talk"})
    causes = [step["cause"] for step in asset["history"] if step["attempt"] == 2]
    assert causes[0] == "reprocess asked for, with profile talk"
    assert reprocess(pipeline, profile="default") == [], "asked of an attempt that is over"
    assert pipeline.asset() == asset


@pytest.mark.parametrize("ended", ["failed", "served"])
@pytest.mark.parametrize(
    ("name", "text", "reason"),
    [
        ("gone", None, "BAD_PROFILE: /media-test/profiles/gone does not exist"),
        ("broken", '{"jobs": {}}', "BAD_PROFILE: profile broken: "),
        (None, '{"jobs": {}}', "BAD_PROFILE: profile default: "),
    ],
)
def test_a_profile_that_is_none_changes_nothing(ended, name, text, reason, request):
    pipeline = request.getfixturevalue(ended)
    pipeline.forget_profiles()
    if text:
        pipeline.put_profile(text, name=name or "default")
    before = pipeline.asset()
    assert reprocess(pipeline, profile=name) == []
    assert pipeline.asset() == before
    ((why, body),) = pipeline.dead_letters()
    assert why.startswith(reason)
    # Mended, and the dead letter redriven.
    pipeline.put_profile(profiles.text(profiles.DEFAULT), name=name or "default")
    assert pipeline.ingest(body) == []
    assert (pipeline.asset()["status"], pipeline.asset()["attempt"]) == ("PROCESSING", 2)


def test_an_original_that_is_gone_fails_the_attempt_and_not_what_is_served(served):
    served.mediaconvert.answer = client_error("Probe", "NotFoundException", 404)
    before = served.asset()
    assert reprocess(served) == []
    asset = served.asset()
    assert (asset["status"], asset["attempt"]) == ("FAILED", 2)
    assert [error["code"] for error in asset["errors"]] == ["SOURCE_MISSING"]
    assert asset["served"] == before["served"]


def test_asked_twice_is_once(failed):
    for _ in range(3):
        assert reprocess(failed) == []
    assert failed.asset()["attempt"] == 2
    assert len(failed.mediaconvert.jobs) == 2


def test_it_has_all_its_retries_again(failed):
    reprocess(failed)
    failed.track(failed.job_event("ERROR", number=1, errorCode=1999))
    assert (failed.asset()["status"], failed.asset()["attempt"]) == ("PENDING", 3)


def test_what_has_not_ended_stays(pipeline):
    pipeline.ingest(events.object_created())
    pipeline.track(pipeline.job_event("PROGRESSING"))
    before = pipeline.asset()
    assert reprocess(pipeline) == []
    assert pipeline.asset() == before


def test_a_refused_upload_is_judged_anew(pipeline, monkeypatch):
    pipeline.ingest(events.object_created(size=11 * 1024**3))
    assert reprocess(pipeline) == []
    asset = pipeline.asset()
    assert (asset["status"], asset["attempt"]) == ("FAILED", 2)
    assert [error["code"] for error in asset["errors"]] == ["FILE_TOO_LARGE"] * 2
    assert pipeline.mediaconvert.jobs == []
    monkeypatch.setenv("MAX_SOURCE_SIZE_BYTES", str(12 * 1024**3))
    pipeline.forget_processes()
    assert reprocess(pipeline, attempt=2) == []
    assert pipeline.asset()["status"] == "PROCESSING"


@pytest.mark.parametrize("moment", ["before", "after"])
@pytest.mark.parametrize("number", range(5))
def test_a_killed_process_is_replaced(failed, moment, number):
    calls = iter(range(100))

    def kill(_: str) -> None:
        if next(calls) == number:
            raise KeyboardInterrupt

    setattr(failed.recorder, moment, kill)
    with pytest.raises(KeyboardInterrupt):
        reprocess(failed)
    failed.clock.forward(200)
    assert reprocess(failed, receive_count=2) == []
    assert (failed.asset()["status"], failed.asset()["attempt"]) == ("PROCESSING", 2)
    assert len(failed.mediaconvert.jobs) == 2


def test_our_own_write_whose_answer_was_lost_is_recognised(failed):
    """botocore tries again by itself, and meets the record that it wrote."""
    dynamodb = failed.clients["dynamodb"]
    put, puts = dynamodb.put_item, []

    def put_item(**request):
        puts.append(request)
        if len(puts) == 1:
            put(**request)
        return put(**request)

    dynamodb.put_item = put_item
    try:
        assert reprocess(failed) == []
    finally:
        del dynamodb.put_item
    assert (failed.asset()["status"], failed.asset()["attempt"]) == ("PROCESSING", 2)


def test_a_transient_fault_brings_the_message_back(failed):
    failed.recorder.before = once("get_item", client_error("GetItem", "Throttling", 400))
    assert len(reprocess(failed)) == 1
    assert reprocess(failed, receive_count=2) == []
    assert failed.asset()["status"] == "PROCESSING"
