"""What the uploads API and the ingest-orchestrator count on, whichever DynamoDB answers."""

from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from datetime import timedelta
from decimal import Decimal
from typing import Any
from uuid import uuid4

import pytest

from contract.conftest import SIMULATED_SESSIONS
from fakes import upload_sessions
from fakes.clock import START
from faults.services.dynamodb import DynamoDB
from pipeline.aws import index_keys
from pipeline.aws.attribute_values import plain_item
from pipeline.aws.quota_counters import QuotaCounters
from pipeline.aws.upload_sessions_table import UploadSessionsTable
from pipeline.failures import TransientError
from pipeline.upload_sessions.counting import Counted, Known, OverQuota
from pipeline.upload_sessions.quota import Allowance, Quota, day_of
from pipeline.upload_sessions.sent import SentVersion
from pipeline.upload_sessions.session import ClientWords, Method, SessionState, UploadSession

REAL = ("dynamodb-local", "local-aws")
# moto's transactions undo what others write meanwhile.
where_writes_meet = pytest.mark.parametrize("client", REAL, indirect=True)
ALLOWANCE = Allowance("ann", day_of(START), Quota(2, 100, Decimal(1)))
UNTOLD = UploadSession(
    id="u1", owner="ann", key="k1", filename="f", method=Method.MULTIPART, created_at=START
)
AGO = START - timedelta(seconds=1)
TOLD = replace(UNTOLD, id="u2", key="k2", size_bytes=60)


@pytest.fixture
def name(client: Any) -> Iterator[str]:
    if isinstance(client, DynamoDB):
        yield SIMULATED_SESSIONS
        return
    made = f"contract-{uuid4().hex}"
    client.create_table(**upload_sessions.definition(made))
    client.get_waiter("table_exists").wait(TableName=made, WaiterConfig={"Delay": 1})
    yield made
    client.delete_table(TableName=made)


@pytest.fixture
def table(client: Any, name: str) -> UploadSessionsTable:
    return UploadSessionsTable(client, name)


@pytest.fixture
def counted(client: Any, name: str) -> Any:
    """Uploads and bytes of the day, and dollars where any were counted."""

    def read() -> tuple[int | Decimal, ...] | None:
        key = {"uploadId": {"S": f"quota#ann#{ALLOWANCE.day.name}"}}
        item = plain_item(client.get_item(TableName=name, Key=key).get("Item", {}))
        if not item:
            return None
        assert item["expiresAt"] > ALLOWANCE.day.ends_at.timestamp()
        return (
            item.get("uploads", 0),
            item.get("bytes", 0),
            *([item["estimateUsd"]] if "estimateUsd" in item else []),
        )

    return read


def test_a_session_is_written_and_counted_or_neither(table, counted):
    assert table.get("u1") is None
    assert table.create(UNTOLD, 0, ALLOWANCE) == Counted()
    assert (table.get("u1"), counted()) == (UNTOLD, (1, 0))
    # A try that took effect after all.
    assert table.create(UNTOLD, 0, ALLOWANCE) == Counted()
    assert counted() == (1, 0)
    assert table.create(TOLD, 101, ALLOWANCE) == OverQuota()
    assert (table.get("u2"), counted()) == (None, (1, 0))
    assert table.create(TOLD, 100, ALLOWANCE) == Counted()
    assert table.create(replace(TOLD, id="u3"), 0, ALLOWANCE) == OverQuota()
    assert counted() == (2, 100)


def test_bytes_of_a_session_without_a_size_count_once(table, counted):
    assert table.count_sent("u1", "k1", 40, ALLOWANCE, AGO) == Known(None)
    table.create(UNTOLD, 0, ALLOWANCE)
    assert table.count_sent("u1", "k1", 101, ALLOWANCE, AGO) == OverQuota()
    assert table.count_sent("u1", "another", 40, ALLOWANCE, AGO) == Known(UNTOLD)
    assert table.count_sent("u1", "k1", 40, ALLOWANCE, AGO) == Counted()
    assert table.count_sent("u1", "k1", 40, ALLOWANCE, AGO) == Known(replace(UNTOLD, size_bytes=40))
    assert counted() == (1, 40)
    table.create(TOLD, 60, ALLOWANCE)
    assert table.count_sent("u2", "k2", 60, ALLOWANCE, AGO) == Known(TOLD)
    assert counted() == (2, 100)


def test_bytes_of_a_session_of_long_ago_do_not_count(table, counted):
    table.create(UNTOLD, 0, ALLOWANCE)
    assert table.count_sent("u1", "k1", 40, ALLOWANCE, START) == Known(UNTOLD)
    assert (table.get("u1"), counted()) == (UNTOLD, (1, 0))


def test_only_a_waiting_session_is_aborted(table):
    assert table.abort(UNTOLD) is None
    assert table.get("u1") is None
    said = replace(UNTOLD, words=ClientWords(passthrough="mine"), content_type="video/mp4")
    table.create(said, 0, ALLOWANCE)
    bare = replace(UNTOLD, state=SessionState.ABORTED, key="/", filename=None)
    assert table.abort(said) == bare == table.get("u1")
    assert table.abort(said) == bare
    assert table.count_sent("u1", "k1", 40, ALLOWANCE, AGO) == Known(bare)


def test_a_session_that_is_forgotten_is_not_marked_again(table):
    table.create(UNTOLD, 0, ALLOWANCE)
    for _ in range(2):
        table.forget("u1")
        assert table.mark_uploaded("u1", FIRST) is None
        assert table.get("u1") is None


def begun(number, minutes):
    return replace(
        UNTOLD, id=f"u{number}", key=f"k{number}", created_at=START + timedelta(minutes=minutes)
    )


def test_those_that_wait_are_found_the_oldest_first_and_page_by_page(table, monkeypatch):
    monkeypatch.setattr(index_keys, "PAGE_SIZE", 2)
    unbounded = replace(ALLOWANCE, quota=replace(ALLOWANCE.quota, uploads_per_day=9))
    for number, minutes in enumerate((5, 3, 1, 4, 2)):
        table.create(begun(number, minutes), 0, unbounded)
    table.abort(begun(1, 3))
    table.mark_uploaded("u2", replace(FIRST, key="k2"))
    until = START + timedelta(minutes=5)
    assert list(table.waiting(until, limit=10)) == ["u4", "u3"]
    assert list(table.waiting(until, limit=1)) == ["u4"]
    assert list(table.waiting(until + timedelta(minutes=1), limit=3)) == ["u4", "u3", "u0"]
    table.expire(table.get("u4"))
    assert list(table.waiting(until, limit=10)) == ["u3"]


def test_only_a_session_that_waits_yet_expires(table):
    table.expire(UNTOLD)
    assert table.get("u1") is None
    table.create(UNTOLD, 0, ALLOWANCE)
    table.expire(replace(UNTOLD, created_at=AGO))
    assert table.get("u1") == UNTOLD
    table.expire(UNTOLD)
    expired = replace(UNTOLD, state=SessionState.EXPIRED, key="/", filename=None)
    assert table.abort(UNTOLD) == expired == table.get("u1")
    assert table.count_sent("u1", "k1", 40, ALLOWANCE, AGO) == Known(expired)
    assert table.mark_uploaded("u1", FIRST).state is SessionState.UPLOADED
    named = table.get("u1")
    table.expire(UNTOLD)
    assert table.get("u1") == named


def test_reprocesses_of_an_asset_count_by_themselves(client, name):
    counters = QuotaCounters(client, name)
    for asset, most, expected in (
        *(("a1", 2, Counted()), ("a1", 2, Counted()), ("a1", 2, OverQuota())),
        *(("a2", 1, Counted()), ("a2", 1, OverQuota()), ("a1", 3, Counted())),
    ):
        assert counters.count_reprocess(asset, ALLOWANCE.day, most) == expected
    key = {"uploadId": {"S": f"reprocess#a1#{ALLOWANCE.day.name}"}}
    item = plain_item(client.get_item(TableName=name, Key=key)["Item"])
    assert item["reprocesses"] == 3
    assert item["expiresAt"] > ALLOWANCE.day.ends_at.timestamp()


FIRST = SentVersion(key="k1", asset_id="a1", at=START, size_bytes=30)
SECOND = SentVersion(key="k1", asset_id="a2", at=START + timedelta(seconds=9), size_bytes=31)


def test_a_session_names_the_asset_of_its_object(table, counted):
    assert table.mark_uploaded("u1", FIRST) is None
    table.create(UNTOLD, 0, ALLOWANCE)
    assert table.mark_uploaded("u1", replace(FIRST, key="another")) == UNTOLD
    named = replace(UNTOLD, state=SessionState.UPLOADED, asset_id="a1", sent_at=START)
    assert table.mark_uploaded("u1", FIRST) == named
    assert table.mark_uploaded("u1", FIRST) == named
    assert table.mark_uploaded("u1", SECOND) == named
    assert table.abort(UNTOLD) == named == table.get("u1")
    assert counted() == (1, 0)


def test_what_is_sent_for_an_aborted_session_is_uploaded(table):
    table.create(UNTOLD, 0, ALLOWANCE)
    bare = table.abort(UNTOLD)
    assert table.mark_uploaded("u1", replace(FIRST, key="folder/k1")) == bare
    named = {"state": SessionState.UPLOADED, "asset_id": "a1", "sent_at": START}
    assert table.mark_uploaded("u1", FIRST) == replace(bare, key="k1", **named)


def test_another_version_counts_once_and_the_newest_is_named(table, counted):
    table.create(UNTOLD, 0, ALLOWANCE)
    first = table.mark_uploaded("u1", FIRST)
    assert table.count_version(first, SECOND, ALLOWANCE)
    assert not table.count_version(first, SECOND, ALLOWANCE)
    second = table.get("u1")
    assert (second.asset_id, second.sent_at) == ("a2", SECOND.at)
    assert second.other_asset_ids == ("a1",)
    assert table.count_version(second, replace(FIRST, asset_id="a3"), ALLOWANCE)
    assert not table.count_version(second, replace(SECOND, asset_id="a4"), ALLOWANCE)
    assert table.get("u1") == replace(second, other_asset_ids=("a1", "a3"))
    # What was sent is counted beyond the quota, and holds up new uploads alone.
    assert counted() == (3, 61)
    assert table.create(TOLD, 0, ALLOWANCE) == OverQuota()


def test_an_estimate_counts_once_and_holds_up_new_uploads(table, counted):
    assert not table.count_estimate("u1", FIRST, Decimal("0.2127"), ALLOWANCE)
    table.create(UNTOLD, 0, ALLOWANCE)
    assert not table.count_estimate("u1", replace(FIRST, key="other"), Decimal(1), ALLOWANCE)
    assert table.count_estimate("u1", FIRST, Decimal("0.2127"), ALLOWANCE)
    assert not table.count_estimate("u1", FIRST, Decimal("0.2127"), ALLOWANCE)
    assert counted() == (1, 0, Decimal("0.2127"))
    assert table.count_estimate("u1", SECOND, Decimal("0.7873"), ALLOWANCE)
    assert counted() == (1, 0, 1)
    assert table.create(TOLD, 0, ALLOWANCE) == OverQuota()
    assert table.count_sent("u1", "k1", 40, ALLOWANCE, AGO) == Counted()


def test_a_day_that_begins_with_an_estimate_has_all_its_uploads(table, counted):
    yesterday = replace(ALLOWANCE, day=day_of(START - timedelta(days=1)))
    table.create(UNTOLD, 0, yesterday)
    assert table.count_estimate("u1", FIRST, Decimal("0.5"), ALLOWANCE)
    assert table.create(TOLD, 100, ALLOWANCE) == Counted()
    assert counted() == (1, 100, Decimal("0.5"))


def test_captions_that_are_sent_anew_take_the_place_of_the_others(table, counted):
    captions = replace(TOLD, captions_for="u1", language="en")
    table.create(captions, 10, ALLOWANCE)
    sent = SentVersion(key="k2", asset_id=None, at=START, size_bytes=10)
    marked = table.mark_uploaded("u2", sent)
    assert (marked.state, marked.asset_id) == (SessionState.UPLOADED, None)
    assert table.create(captions, 10, ALLOWANCE) == Counted()
    assert (table.get("u2"), counted()) == (captions, (2, 20))


@where_writes_meet
def test_no_more_than_the_quota_come_at_once(table, counted):
    def create(number: int) -> object:
        try:
            return table.create(replace(TOLD, id=f"u{number}"), 1, ALLOWANCE)
        except TransientError:
            return None

    with ThreadPoolExecutor(8) as pool:
        made = list(pool.map(create, range(24)))
    assert made.count(Counted()) == counted()[0] <= 2
