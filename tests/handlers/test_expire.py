"""Uploads by the API whose file never came: announced by the asset-reconciler once that is
certain."""

import json
from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest

from fakes import events
from fakes.clock import START
from fakes.mediaconvert import client_error
from fakes.recorder import once
from fakes.upload_sessions import CAPTIONS, CAPTIONS_KEY, KEY, SESSION, UPLOAD_ID, Sessions
from pipeline.upload_sessions.quota import Allowance, Quota, day_of
from pipeline.upload_sessions.session import SessionState

EXPIRES = timedelta(days=7)
CERTAIN = EXPIRES + timedelta(hours=2)
SECOND = timedelta(seconds=1)
NOTHING, ONE = ({"looked": number, "healed": 0} for number in (0, 1))
# Of a run without assets, and then of each upload.
QUERIES = ["query"] * 5
CALLS = ["get_item", "list_object_versions", "put_events", "put_item"]
BROKEN = client_error("Any", "InternalServerErrorException", 500)
DENIED = client_error("PutEvents", "AccessDeniedException", 400)


@pytest.fixture
def sessions(pipeline):
    return Sessions(pipeline.clients["dynamodb"])


@pytest.fixture
def begin(sessions):
    def begin(session=SESSION, ago=timedelta()):
        made = replace(session, created_at=START - ago)
        allowance = Allowance(session.owner, day_of(START), Quota(1000, 10**9, 1000))
        sessions.table.create(made, 0, allowance)
        return made

    return begin


@pytest.fixture
def put(pipeline):
    """Into the bucket; nobody hears of it."""

    def put(key=KEY):
        pipeline.clients["s3"].put_object(Bucket=events.UPLOADS_BUCKET, Key=key, Body=b"x")

    return put


def run(pipeline):
    pipeline.recorder.calls.clear()
    return pipeline.reconcile()


def test_an_upload_whose_file_never_came_is_announced_once_it_is_certain(
    pipeline, sessions, begin, heard, log_lines
):
    begin()
    pipeline.clock.moment += CERTAIN
    assert run(pipeline) == NOTHING
    assert pipeline.recorder.calls == QUERIES
    pipeline.clock.moment += SECOND
    log_lines()
    assert run(pipeline) == ONE
    assert pipeline.recorder.calls == [*QUERIES, *CALLS]
    (line,) = log_lines()
    assert (line["uploadId"], line["message"]) == (UPLOAD_ID, "announced: Upload Expired")
    (entry,) = heard
    assert (entry["Source"], entry["DetailType"]) == ("media-pipeline", "Upload Expired")
    detail = json.loads(entry["Detail"])
    assert (detail["uploadId"], detail["uploaderId"]) == (UPLOAD_ID, SESSION.owner)
    assert (detail["passthrough"], detail["s3Key"]) == ("order 7", KEY)
    assert detail["occurredAt"] == "2026-01-08T12:00:00.000Z"
    assert sessions.begun.state is SessionState.EXPIRED
    assert run(pipeline) == NOTHING


def test_without_an_api_nobody_looks_for_sessions(pipeline, begin, monkeypatch):
    monkeypatch.delenv("UPLOAD_SESSIONS_TABLE_NAME")
    begin(ago=CERTAIN + SECOND)
    assert run(pipeline) == NOTHING
    assert pipeline.recorder.calls == QUERIES[:-1]


@pytest.mark.parametrize("end", ["abort", "file"])
def test_what_ended_otherwise_did_not_expire(pipeline, sessions, begin, heard, end):
    session = begin()
    if end == "abort":
        sessions.table.abort(session)
    else:
        pipeline.ingest(events.object_created(KEY))
    before = sessions.begun
    pipeline.clock.moment += CERTAIN + SECOND
    run(pipeline)
    assert (heard, sessions.begun) == ([], before)


@pytest.mark.parametrize("ended_by", ["abort", "erasure"])
def test_what_ends_while_it_is_looked_at_did_not_expire(pipeline, sessions, begin, heard, ended_by):
    """The index still says that it waits."""
    session = begin(ago=CERTAIN + SECOND)

    def end(_):
        if pipeline.recorder.calls == QUERIES:
            if ended_by == "abort":
                sessions.table.abort(session)
            else:
                sessions.table.forget(UPLOAD_ID)

    pipeline.recorder.after = end
    assert run(pipeline) == NOTHING
    assert heard == []


def test_a_file_that_nothing_was_heard_of_came_nevertheless(
    pipeline, sessions, begin, put, heard, log_lines
):
    begin(ago=CERTAIN + SECOND)
    put()
    log_lines()
    assert run(pipeline) == ONE
    assert pipeline.recorder.calls == [*QUERIES, "get_item", "list_object_versions", "update_item"]
    (line,) = log_lines()
    assert line["message"] == "its file came, though nothing was heard of it"
    assert (heard, sessions.begun.state) == ([], SessionState.UPLOADED)
    assert run(pipeline) == NOTHING
    # Its event comes at last: the client's words are still there.
    pipeline.ingest(events.object_created(KEY))
    asset = pipeline.asset()
    assert (asset["status"], asset["passthrough"]) == ("PROCESSING", "order 7")
    assert sessions.begun.asset_id == asset["assetId"]


def test_captions_expire_by_themselves(pipeline, sessions, begin, heard):
    begin()
    begin(CAPTIONS)
    pipeline.ingest(events.object_created(KEY))
    pipeline.clock.moment += CERTAIN + SECOND
    assert run(pipeline)["looked"] >= 1
    (entry,) = (one for one in heard if one["DetailType"] == "Upload Expired")
    detail = json.loads(entry["Detail"])
    assert (detail["captionsFor"], detail["language"]) == (UPLOAD_ID, "en")
    assert sessions.table.get(CAPTIONS.id).state is SessionState.EXPIRED


def test_captions_of_an_erased_video_expire_in_silence(pipeline, sessions, begin, heard):
    begin(CAPTIONS, ago=CERTAIN + SECOND)
    assert run(pipeline) == ONE
    assert heard == []
    assert sessions.table.get(CAPTIONS.id).state is SessionState.EXPIRED
    assert run(pipeline) == NOTHING


def test_captions_that_came_for_an_earlier_session_are_not_those_of_a_later_one(
    pipeline, begin, put, heard
):
    put(CAPTIONS_KEY)
    later = datetime.now(UTC) + timedelta(days=1)
    begin(ago=START - later)
    first = begin(CAPTIONS, ago=START - later)
    pipeline.clock.moment = later + CERTAIN + SECOND
    run(pipeline)
    assert [json.loads(one["Detail"]).get("captionsFor") for one in heard] == [None, UPLOAD_ID]
    ids = {json.loads(one["Detail"])["eventId"] for one in heard}
    heard.clear()
    begin(first, ago=START - later - SECOND)
    pipeline.clock.moment += SECOND
    run(pipeline)
    (entry,) = heard
    assert json.loads(entry["Detail"])["eventId"] not in ids


def test_captions_that_are_begun_anew_meanwhile_stay(pipeline, sessions, begin, heard):
    begin(ago=CERTAIN)
    begin(CAPTIONS, ago=CERTAIN + SECOND)

    def again(name):
        if name == "put_events":
            begin(CAPTIONS)

    pipeline.recorder.after = again
    run(pipeline)
    assert len(heard) == 1
    assert sessions.table.get(CAPTIONS.id).created_at == START


@pytest.mark.parametrize("call", CALLS)
def test_what_fails_is_announced_by_the_next_run_with_the_same_id(
    pipeline, sessions, begin, heard, call
):
    begin(ago=CERTAIN + SECOND)
    pipeline.recorder.before = once(call, BROKEN)
    assert run(pipeline) == ONE
    assert sessions.begun.state is SessionState.WAITING
    assert run(pipeline) == ONE
    assert sessions.begun.state is SessionState.EXPIRED
    assert len({json.loads(one["Detail"])["eventId"] for one in heard}) == 1
    assert len(heard) == (2 if call == "put_item" else 1)


def test_what_the_bus_does_not_take_is_not_forgotten(pipeline, sessions, begin, monkeypatch):
    begin(ago=CERTAIN + SECOND)
    refused = {"FailedEntryCount": 1, "Entries": [{"ErrorCode": "ThrottlingException"}]}
    with monkeypatch.context() as patch:
        patch.setattr(pipeline.clients["events"], "put_events", lambda **_: refused)
        assert run(pipeline) == ONE
    assert sessions.begun.state is SessionState.WAITING


def others(begin, count):
    ids = [f"{number:08x}-1111-4111-8111-0123456789ab" for number in range(count)]
    for number, upload_id in enumerate(ids):
        key = KEY.replace(UPLOAD_ID, upload_id)
        begin(replace(SESSION, id=upload_id, key=key), ago=CERTAIN + (count - number) * SECOND)
    return ids


def test_a_fault_of_ours_is_raised_after_all_were_looked_at(pipeline, begin, heard):
    others(begin, 3)
    pipeline.recorder.before = once("put_events", DENIED)
    with pytest.raises(Exception, match="PutEvents: AccessDeniedException"):
        run(pipeline)
    assert len(heard) == 2


def test_a_run_ends_in_time_and_the_next_one_goes_on(pipeline, begin, heard):
    ids = others(begin, 5)
    pipeline.recorder.after = lambda name: name == "put_events" and pipeline.clock.forward(9)
    assert run(pipeline)["looked"] == 3
    pipeline.recorder.after = lambda _: None
    assert run(pipeline)["looked"] == 2
    assert [json.loads(one["Detail"])["uploadId"] for one in heard] == ids


def test_a_run_looks_at_no_more_than_a_hundred(pipeline, begin, heard):
    others(begin, 101)
    assert [run(pipeline)["looked"], run(pipeline)["looked"]] == [100, 1]
    assert len(heard) == 101
