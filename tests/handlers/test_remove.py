"""Superseded outputs: asked for when they are due, and removed, whatever fails."""

from dataclasses import replace
from datetime import timedelta
from typing import Any

import pytest

from fakes import events
from fakes.clock import START
from fakes.function_environment import OUTPUTS_BUCKET, TABLE
from fakes.mediaconvert import client_error
from fakes.recorder import once
from pipeline.assets.asset import Asset, Removal, Served, Status
from pipeline.aws import object_versions
from pipeline.aws.asset_table import AssetTable

DAY = 24 * 3600
DUE_AT = START + timedelta(days=7)
OTHER = "00000000-0000-4000-8000-000000000000"


class KilledError(BaseException):
    """The process is gone."""


@pytest.fixture
def due(pipeline):
    """An asset that SUCCEEDED twice, seven days ago. Of attempt 1 there are five versions and a
    marker."""
    pipeline.ingest(events.object_created())
    pipeline.track(pipeline.job_event("COMPLETE"))
    asset = pipeline.asset()["assetId"]
    pipeline.ingest(events.reprocess(asset, 1))
    pipeline.track(pipeline.job_event("COMPLETE", number=1))
    assert pipeline.asset()["served"]["attempt"] == 2
    for key in ("1/a", "1/a", "1/cmaf/b", "1/cmaf/c", "1/d", "2/a", "10/a", "1.txt"):
        put(pipeline, f"{asset}/{key}")
    pipeline.clients["s3"].delete_object(Bucket=OUTPUTS_BUCKET, Key=f"{asset}/1/d")
    put(pipeline, f"{OTHER}/1/a")
    pipeline.clock.forward(7 * DAY)
    pipeline.recorder.calls.clear()
    return pipeline


@pytest.fixture
def superseded(due):
    """The same, and its removal was asked for."""
    rewrite(due, **removals(1))
    due.recorder.calls.clear()
    return due


def put(pipeline, key):
    pipeline.clients["s3"].put_object(Bucket=OUTPUTS_BUCKET, Key=key, Body=b"x")


def left(pipeline):
    """What is below each ``{assetId}/{attempt}``, versions and markers together."""
    found = pipeline.clients["s3"].list_object_versions(Bucket=OUTPUTS_BUCKET)
    keys = [one["Key"] for one in (*found.get("Versions", ()), *found.get("DeleteMarkers", ()))]
    folders = [tuple(key.split("/")[:2]) for key in keys]
    return {folder: folders.count(folder) for folder in folders}


def untouched(pipeline):
    asset = pipeline.asset()["assetId"]
    return {(asset, "2"): 1, (asset, "10"): 1, (asset, "1.txt"): 1, (OTHER, "1"): 1}


def whole(pipeline):
    return {(pipeline.asset()["assetId"], "1"): 6, **untouched(pipeline)}


def request(pipeline, attempt: object = 1) -> dict[str, Any]:
    return events.remove(pipeline.asset()["assetId"], attempt)


def rewrite(pipeline, **changes: Any) -> None:
    table = AssetTable(pipeline.clients["dynamodb"], TABLE)
    before = table.get(pipeline.asset()["assetId"])
    assert isinstance(before, Asset)
    after = replace(before, revision=before.revision + 1, **changes)
    table.save(after, if_revision=before.revision)


def gone(pipeline) -> bool:
    return left(pipeline) == untouched(pipeline) and "removals" not in pipeline.asset()


def test_the_reconciler_asks_when_the_time_has_come_and_again_a_day_later(due, log_lines):
    due.clock.forward(-1)
    assert due.reconcile() == {"looked": 0, "healed": 0}
    due.clock.forward(1)
    assert due.reconcile() == {"looked": 1, "healed": 0}
    assert due.removals == [(request(due), 0)]
    assert "asked to remove attempt 1" in [line.get("message") for line in log_lines()]
    due.clock.forward(DAY - 1)
    assert due.reconcile()["looked"] == 0
    due.clock.forward(1)
    due.reconcile()
    assert due.removals == [(request(due), 0)] * 2
    assert left(due) == whole(due)


def test_what_cannot_be_asked_for_is_not_the_first_one_for_ever(due):
    due.recorder.before = once("send_message", client_error("Any", "AccessDenied", 403))
    with pytest.raises(Exception, match="SendMessage: AccessDenied"):
        due.reconcile()
    assert due.reconcile()["looked"] == 0


def test_every_version_of_the_attempt_goes_and_nothing_else(superseded, log_lines):
    assert superseded.remove(request(superseded)) == []
    assert gone(superseded)
    record = superseded.asset()
    assert (record["status"], record["attempt"]) == ("SUCCEEDED", 2)
    assert record["history"][-1]["cause"] == "outputs of attempt 1 removed: superseded"
    assert not {"removalState", "removalDueAt"} & record.keys()
    lines = log_lines()
    assert [line["message"] for line in lines if "message" in line] == [
        "removed attempt 1: 6 objects"
    ]
    assert [line["AttemptsRemoved"] for line in lines if "AttemptsRemoved" in line] == [[1.0]]


def test_many_pages(superseded, monkeypatch):
    monkeypatch.setattr(object_versions, "PAGE_SIZE", 2)
    superseded.remove(request(superseded))
    assert superseded.recorder.calls.count("delete_objects") == 3
    assert gone(superseded)


def test_a_long_removal_goes_on_by_a_new_message(superseded, monkeypatch):
    monkeypatch.setattr(object_versions, "PAGE_SIZE", 1)
    superseded.recorder.after = lambda name: superseded.clock.forward(4 * (name[:6] == "delete"))
    messages = 0
    message = request(superseded)
    while message:
        messages += 1
        # A receive that came late deletes a page, too.
        assert superseded.remove(message, receive_count=11) == []
        message = superseded.removals.pop()[0] if superseded.removals else None
    assert messages == 2
    assert gone(superseded)


@pytest.mark.parametrize(
    ("codes", "reason"),
    [
        (["SlowDown"], None),
        (["InternalError", "ServiceUnavailable"], None),
        (["AccessDenied"], "PIPELINE_FAULT: DeleteObjects: AccessDenied (1 objects)"),
        (
            ["AccessDenied", "InternalError", "InternalError"],
            "PIPELINE_FAULT: DeleteObjects: AccessDenied (1 objects), InternalError (2 objects)",
        ),
    ],
)
def test_objects_that_s3_does_not_delete(superseded, codes, reason):
    """It answers 200 and names them."""
    superseded.clients["s3"] = PartlyRefusing(superseded.clients["s3"], codes)
    came_back = superseded.remove(request(superseded))
    assert len(came_back) == (0 if reason else 1)
    assert [text for text, _ in superseded.dead_letters("removals")] == ([reason] if reason else [])
    assert left(superseded) == {**whole(superseded), folder(superseded): len(codes)}
    assert superseded.asset()["removals"]
    assert superseded.remove(request(superseded), receive_count=2) == []
    assert gone(superseded)


def folder(pipeline):
    return (pipeline.asset()["assetId"], "1")


class PartlyRefusing:
    """S3 that refuses some of the first objects, once."""

    def __init__(self, client: Any, codes: list[str]) -> None:
        self._client, self._codes = client, codes

    def __getattr__(self, name: str) -> Any:
        return getattr(self._client, name)

    def delete_objects(self, **request: Any) -> Any:
        codes, self._codes = self._codes, []
        refused, wanted = request["Delete"]["Objects"], {}
        wanted["Objects"] = refused[len(codes) :]
        self._client.delete_objects(**{**request, "Delete": {**request["Delete"], **wanted}})
        pairs = zip(refused, codes, strict=False)
        return {"Errors": [{**one, "Code": code, "Message": code} for one, code in pairs]}


@pytest.mark.parametrize(
    ("call", "code", "status", "comes_back"),
    [
        ("list_object_versions", "SlowDown", 503, True),
        ("list_object_versions", "AccessDenied", 403, False),
        ("delete_objects", "SlowDown", 503, True),
        ("delete_objects", "AccessDenied", 403, False),
        ("get_item", "ThrottlingException", 400, True),
        ("put_item", "ThrottlingException", 400, True),
        ("put_item", "AccessDeniedException", 400, False),
    ],
)
def test_calls_that_fail(superseded, call, code, status, comes_back):
    superseded.recorder.before = once(call, client_error("Any", code, status))
    assert len(superseded.remove(request(superseded))) == comes_back
    assert len(superseded.dead_letters("removals")) == (not comes_back)
    assert superseded.asset()["removals"]
    assert superseded.remove(request(superseded), receive_count=2) == []
    assert gone(superseded)


@pytest.mark.parametrize("moment", ["before", "after"])
@pytest.mark.parametrize("call", ["list_object_versions", "delete_objects", "put_item"])
def test_killed_in_the_middle(superseded, monkeypatch, call, moment):
    monkeypatch.setattr(object_versions, "PAGE_SIZE", 2)
    setattr(superseded.recorder, moment, once(call, KilledError()))  # type: ignore[arg-type]
    with pytest.raises(KilledError):
        superseded.remove(request(superseded))
    assert superseded.remove(request(superseded), receive_count=2) == []
    assert gone(superseded)


def test_sent_twice_it_is_done_once(superseded):
    superseded.remove(request(superseded), request(superseded))
    revision = superseded.asset()["revision"]
    put(superseded, f"{superseded.asset()['assetId']}/1/late")
    assert superseded.remove(request(superseded)) == []
    assert superseded.asset()["revision"] == revision
    assert folder(superseded) in left(superseded)  # no record says that it may go


def removals(attempt, asked_at=DUE_AT):
    return {"removals": (Removal(attempt=attempt, due_at=DUE_AT, asked_at=asked_at),)}


@pytest.mark.parametrize(
    "changes",
    [
        pytest.param(removals(1, asked_at=None), id="not asked for"),
        pytest.param({"removals": ()}, id="no longer superseded"),
        pytest.param(removals(2), id="the turn of another attempt"),
        pytest.param({"served": Served(attempt=1, formats=(), outputs={})}, id="served meanwhile"),
        pytest.param({"attempt": 1, "status": Status.PROCESSING}, id="under way"),
        pytest.param({"attempt": 1, "served": None}, id="current, and SUCCEEDED"),
    ],
)
def test_what_is_served_or_may_be_yet_stays(superseded, changes):
    rewrite(superseded, **changes)
    before = superseded.asset()
    superseded.recorder.calls.clear()
    assert superseded.remove(request(superseded)) == []
    assert superseded.recorder.calls == ["get_item"]
    assert (left(superseded), superseded.asset()) == (whole(superseded), before)


def test_a_failed_attempt_goes_while_an_older_one_is_served(superseded):
    rewrite(superseded, attempt=3, status=Status.FAILED, **removals(3))
    put(superseded, f"{superseded.asset()['assetId']}/3/a")
    assert superseded.remove(request(superseded, 3)) == []
    assert left(superseded) == whole(superseded)


@pytest.mark.parametrize(
    ("body", "code"),
    [
        ("no JSON", "NOT_A_REQUEST"),
        ("[]", "NOT_A_REQUEST"),
        ({"resubmit": {"assetId": OTHER, "attempt": 1}}, "NOT_A_REQUEST"),
        (events.remove("../", 1), "NOT_A_REQUEST"),
        (events.remove(OTHER, 0), "NOT_A_REQUEST"),
        (events.remove(OTHER, "1/../2"), "NOT_A_REQUEST"),
        ({**events.remove(OTHER, 1), "bucket": "b"}, "NOT_A_REQUEST"),
        (events.remove(OTHER, 1), "UNKNOWN_ASSET"),
    ],
)
def test_messages_that_ask_for_nothing_of_ours(superseded, body, code):
    assert superseded.remove(body) == []
    ((reason, _),) = superseded.dead_letters("removals")
    assert reason.startswith(code)
    assert left(superseded) == whole(superseded)
