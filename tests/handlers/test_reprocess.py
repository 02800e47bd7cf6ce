"""An operator asks for another attempt of what failed."""

import pytest

from fakes import events
from fakes.mediaconvert import client_error
from fakes.recorder import once


@pytest.fixture
def failed(pipeline):
    pipeline.ingest(events.object_created())
    pipeline.track(pipeline.job_event("ERROR", errorCode=1401, errorMessage="denied"))
    pipeline.recorder.calls.clear()
    return pipeline


def reprocess(pipeline, attempt=1, **options):
    return pipeline.ingest(events.reprocess(pipeline.asset()["assetId"], attempt), **options)


def test_a_failed_asset_gets_another_attempt(failed):
    assert reprocess(failed) == []
    calls = ["get_item", "put_item", "probe", "create_job", "put_item"]
    assert failed.recorder.calls == calls
    asset = failed.asset()
    assert (asset["status"], asset["attempt"]) == ("PROCESSING", 2)
    assert "completedAt" not in asset
    failed.track(failed.job_event("COMPLETE", number=1))
    assert failed.asset()["status"] == "SUCCEEDED"


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
