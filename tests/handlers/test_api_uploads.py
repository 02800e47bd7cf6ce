"""Uploads that came by the API, and the sessions that the ingest-orchestrator finds for them."""

import json
from dataclasses import replace

import pytest

from fakes import events
from fakes.clock import START
from fakes.function_environment import UPLOAD_SESSIONS_TABLE
from fakes.mediaconvert import client_error, probed
from fakes.recorder import once
from fakes.upload_sessions import (
    ALLOWANCE,
    CAPTIONS_KEY,
    KEY,
    OWNER,
    SESSION,
    UPLOAD_ID,
    Sessions,
)
from pipeline.upload_sessions.keys import captions_upload_id
from pipeline.upload_sessions.session import SessionState

SENT = events.object_created(KEY)
# What a claimed asset takes beside: its profile, Probe, CreateJob, and two saves.
PLAIN = ["get_parameter", "put_item", "probe", "create_job", "put_item"]


@pytest.fixture
def sessions(pipeline):
    found = Sessions(pipeline.clients["dynamodb"])
    found.table.create(SESSION, 1_000_000, ALLOWANCE)
    return found


def test_an_upload_finds_its_session_and_says_what_the_client_said(pipeline, sessions):
    assert pipeline.ingest(SENT) == []
    asset = pipeline.asset()
    assert asset["status"] == "PROCESSING"
    assert (asset["passthrough"], asset["projectId"]) == ("order 7", "summer")
    assert (asset["mediaId"], asset["uploaderId"]) == ("m-1", OWNER)
    begun = sessions.begun
    assert (begun.state, begun.asset_id) == (SessionState.UPLOADED, asset["assetId"])
    assert sessions.counted == (1, 1_000_000, asset["estimate"]["highUsd"])


@pytest.mark.usefixtures("sessions")
@pytest.mark.parametrize(
    ("key", "more"),
    [
        (KEY, {"update_item": 1, "transact_write_items": 1}),
        ("uploads/ann/film.mp4", {}),
        (f"uploads/{OWNER}/film.mp4", {}),
        (f"uploads/{OWNER}/{UPLOAD_ID}/cut/film.mp4", {}),
    ],
)
def test_a_session_takes_two_calls_and_other_uploads_none(pipeline, key, more):
    pipeline.ingest(events.object_created(key))
    calls = pipeline.recorder.calls
    beside = [name for name in calls if name not in ("update_item", "transact_write_items")]
    assert beside == PLAIN
    assert {name: calls.count(name) for name in set(calls) - set(PLAIN)} == more
    # A duplicate has its session looked at again, and nothing else.
    calls.clear()
    pipeline.ingest(events.object_created(key))
    assert calls == [*(["update_item"] if more else []), "put_item"]


def test_without_an_api_no_session_is_looked_for(pipeline, sessions, monkeypatch):
    monkeypatch.delenv("UPLOAD_SESSIONS_TABLE_NAME")
    pipeline.forget_processes()
    pipeline.ingest(SENT)
    assert pipeline.recorder.calls == PLAIN
    assert "passthrough" not in pipeline.asset()
    assert sessions.begun == SESSION


@pytest.mark.parametrize("change", [{"key": f"{KEY}v"}, None], ids=["of another key", "gone"])
def test_an_upload_without_a_session_is_one_like_any_other(pipeline, sessions, change):
    key = {"uploadId": {"S": UPLOAD_ID}}
    sessions.client.delete_item(TableName=UPLOAD_SESSIONS_TABLE, Key=key)
    if change:
        sessions.table.create(replace(SESSION, **change), 0, ALLOWANCE)
    before = sessions.begun
    assert pipeline.ingest(SENT) == []
    asset = pipeline.asset()
    assert (asset["status"], asset.get("passthrough")) == ("PROCESSING", None)
    assert sessions.begun == before
    assert sessions.counted[2] is None


def test_what_is_sent_of_an_aborted_upload_becomes_an_asset_and_the_session_says_so(
    pipeline, sessions
):
    sessions.table.abort(SESSION)
    pipeline.ingest(SENT)
    assert sessions.begun.state is SessionState.UPLOADED
    assert sessions.begun.asset_id == pipeline.asset()["assetId"]
    assert (sessions.begun.key, pipeline.asset().get("passthrough")) == (KEY, None)


@pytest.mark.parametrize(
    ("told", "code"),
    [({"size": 0}, "EMPTY_FILE"), ({"seconds": 1e6}, "DURATION_TOO_LONG")],
)
def test_a_refused_upload_is_named_by_its_session_too(pipeline, sessions, told, code):
    seconds = told.pop("seconds", 10)
    pipeline.mediaconvert.answer = probed(seconds=seconds)
    pipeline.ingest(events.object_created(KEY, **told))
    asset = pipeline.asset()
    assert [error["code"] for error in asset["errors"]] == [code]
    assert asset["passthrough"] == "order 7"
    assert sessions.begun.asset_id == asset["assetId"]
    # Nothing is submitted, so nothing can cost.
    assert sessions.counted[2] is None


def versions(*numbers, **changes):
    return [
        events.object_created(
            KEY,
            version_id=f"v{number}",
            at=START.replace(minute=number),
            **changes,
        )
        for number in numbers
    ]


@pytest.mark.parametrize("order", [(1, 2, 3, 4), (3, 1, 2, 4), (2, 3, 1, 2, 1, 3, 4)])
def test_a_form_that_is_used_again_counts_and_the_newest_version_is_named(
    pipeline, sessions, order
):
    for event in versions(*order):
        assert pipeline.ingest(event) == []
    by_version = {asset["versionId"]: asset for asset in pipeline.assets()}
    taken = [by_version[f"v{number}"] for number in (1, 2, 3)]
    assert {asset["status"] for asset in taken} == {"PROCESSING"}
    assert sessions.begun.asset_id == by_version["v3"]["assetId"]
    assert len(pipeline.mediaconvert.jobs) == 3
    estimates = sum(asset["estimate"]["highUsd"] for asset in taken)
    assert sessions.counted == (3, 3_000_000, estimates)
    late = by_version["v4"]
    assert (late["status"], late["passthrough"]) == ("FAILED", "order 7")
    assert [error["code"] for error in late["errors"]] == ["UPLOAD_REPEATED"]
    assert "Begin another upload" in late["errors"][0]["message"]


def test_versions_that_meet_come_back_and_are_counted(pipeline, sessions):
    first, second, third = versions(1, 2, 3)
    pipeline.ingest(first)
    met = []

    def third_is_faster(name):
        if name == "transact_write_items" and not met:
            met.append(name)
            pipeline.ingest(third)

    pipeline.recorder.before = third_is_faster
    assert pipeline.ingest(second) != []
    pipeline.recorder.before = lambda _: None
    pipeline.clock.forward(60)
    assert pipeline.ingest(second, receive_count=2) == []
    assert sessions.counted[:2] == (3, 3_000_000)
    assert len(sessions.begun.other_asset_ids) == 2


def test_captions_are_uploaded_and_make_no_asset(pipeline, sessions):
    captions = replace(
        SESSION,
        id=captions_upload_id(CAPTIONS_KEY),
        key=CAPTIONS_KEY,
        captions_for=UPLOAD_ID,
        language="en",
    )
    sessions.table.create(captions, 0, ALLOWANCE)
    assert pipeline.ingest(events.object_created(CAPTIONS_KEY)) == []
    assert pipeline.recorder.calls == ["update_item"]
    found = sessions.table.get(captions.id)
    assert (found.state, found.asset_id) == (SessionState.UPLOADED, None)
    assert (sessions.begun, pipeline.assets()) == (SESSION, [])
    pipeline.recorder.calls.clear()
    pipeline.ingest(events.object_created("uploads/ann/film.en.srt"))
    assert pipeline.recorder.calls == []


def faults(operation):
    return [
        client_error(operation, "ThrottlingException", 400),
        client_error(operation, "InternalServerError", 500),
    ]


@pytest.mark.parametrize("error", faults("UpdateItem"))
@pytest.mark.parametrize("moment", ["before", "after"])
def test_an_upload_whose_session_cannot_be_marked_comes_back(pipeline, sessions, error, moment):
    setattr(pipeline.recorder, moment, once("update_item", error))
    assert pipeline.ingest(SENT) != []
    assert pipeline.assets() == []
    assert pipeline.ingest(SENT, receive_count=2) == []
    assert pipeline.asset()["passthrough"] == "order 7"
    assert sessions.counted[0] == 1


def test_an_upload_whose_session_may_not_be_marked_is_a_dead_letter(pipeline, sessions):
    denied = client_error("UpdateItem", "AccessDeniedException", 400)
    pipeline.recorder.before = once("update_item", denied)
    assert pipeline.ingest(SENT) == []
    ((reason, _),) = pipeline.dead_letters()
    assert reason.startswith("PIPELINE_FAULT: UpdateItem")
    assert (pipeline.assets(), sessions.begun) == ([], SESSION)


DENIED = client_error("TransactWriteItems", "AccessDeniedException", 400)


@pytest.mark.parametrize("error", [*faults("TransactWriteItems"), DENIED])
@pytest.mark.parametrize("moment", ["before", "after"])
def test_nobody_waits_for_an_estimate_to_be_counted(
    pipeline, sessions, all_log_lines, error, moment
):
    def fail(name):
        if name == "transact_write_items":
            raise error

    setattr(pipeline.recorder, moment, fail)
    assert pipeline.ingest(SENT) == []
    assert pipeline.asset()["status"] == "PROCESSING"
    if moment == "before":
        assert sessions.counted[2] is None
        assert "EstimatesUncounted" in json.dumps(all_log_lines())
    else:
        assert sessions.counted[2] == pipeline.asset()["estimate"]["highUsd"]


def test_an_estimate_is_counted_once_however_often_its_jobs_are_asked_for(pipeline, sessions):
    throttled = client_error("CreateJob", "TooManyRequestsException", 429)
    pipeline.recorder.before = once("create_job", throttled)
    assert pipeline.ingest(SENT) != []
    pipeline.clock.forward(46)
    assert pipeline.ingest(SENT, receive_count=2) == []
    asset = pipeline.asset()
    assert sessions.counted[2] == asset["estimate"]["highUsd"]
    pipeline.track(pipeline.job_event("COMPLETE"))
    pipeline.recorder.calls.clear()
    pipeline.ingest(events.reprocess(asset["assetId"], 1))
    assert not {"update_item", "transact_write_items"} & {*pipeline.recorder.calls}
    assert pipeline.asset()["attempt"] == 2
    assert pipeline.asset()["passthrough"] == "order 7"
    assert sessions.counted[2] == asset["estimate"]["highUsd"]
