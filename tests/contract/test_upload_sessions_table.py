"""What the uploads API counts on, whichever DynamoDB answers: but for the simulator, which has no
transactions."""

from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from typing import Any
from uuid import uuid4

import pytest

from fakes.clock import START
from pipeline.aws.attribute_values import plain_item
from pipeline.aws.upload_sessions_table import UploadSessionsTable
from pipeline.failures import TransientError
from pipeline.upload_sessions.counting import Counted, Known, OverQuota
from pipeline.upload_sessions.quota import Allowance, Quota, day_of
from pipeline.upload_sessions.session import Method, SessionState, UploadSession

REAL = ("dynamodb-local", "local-aws")
everywhere = pytest.mark.parametrize("client", ["moto", *REAL], indirect=True)
# moto's transactions undo what others write meanwhile.
where_writes_meet = pytest.mark.parametrize("client", REAL, indirect=True)
ALLOWANCE = Allowance("ann", day_of(START), Quota(uploads_per_day=2, bytes_per_day=100))
UNTOLD = UploadSession(
    id="u1", owner="ann", key="k1", filename="f", method=Method.MULTIPART, created_at=START
)
TOLD = replace(UNTOLD, id="u2", key="k2", size_bytes=60)


@pytest.fixture
def name(client: Any) -> Iterator[str]:
    made = f"contract-{uuid4().hex}"
    client.create_table(
        TableName=made,
        BillingMode="PAY_PER_REQUEST",
        AttributeDefinitions=[{"AttributeName": "uploadId", "AttributeType": "S"}],
        KeySchema=[{"AttributeName": "uploadId", "KeyType": "HASH"}],
    )
    client.get_waiter("table_exists").wait(TableName=made, WaiterConfig={"Delay": 1})
    yield made
    client.delete_table(TableName=made)


@pytest.fixture
def table(client: Any, name: str) -> UploadSessionsTable:
    return UploadSessionsTable(client, name)


@pytest.fixture
def counted(client: Any, name: str) -> Any:
    """Uploads and bytes of the day."""

    def read() -> tuple[int, int] | None:
        key = {"uploadId": {"S": f"quota#ann#{ALLOWANCE.day.name}"}}
        item = plain_item(client.get_item(TableName=name, Key=key).get("Item", {}))
        if not item:
            return None
        assert item["expiresAt"] > ALLOWANCE.day.ends_at.timestamp()
        return item["uploads"], item["bytes"]

    return read


@everywhere
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


@everywhere
def test_bytes_of_a_session_without_a_size_count_once(table, counted):
    assert table.count_sent("u1", "k1", 40, ALLOWANCE) == Known(None)
    table.create(UNTOLD, 0, ALLOWANCE)
    assert table.count_sent("u1", "k1", 101, ALLOWANCE) == OverQuota()
    assert table.count_sent("u1", "another", 40, ALLOWANCE) == Known(UNTOLD)
    assert table.count_sent("u1", "k1", 40, ALLOWANCE) == Counted()
    assert table.count_sent("u1", "k1", 40, ALLOWANCE) == Known(replace(UNTOLD, size_bytes=40))
    assert counted() == (1, 40)
    table.create(TOLD, 60, ALLOWANCE)
    assert table.count_sent("u2", "k2", 60, ALLOWANCE) == Known(TOLD)
    assert counted() == (2, 100)


@everywhere
def test_only_a_waiting_session_is_aborted(table):
    assert table.abort("u1") is None
    table.create(UNTOLD, 0, ALLOWANCE)
    aborted = replace(UNTOLD, state=SessionState.ABORTED)
    assert table.abort("u1") == aborted
    assert table.abort("u1") == aborted
    assert table.count_sent("u1", "k1", 40, ALLOWANCE) == Known(aborted)


@everywhere
def test_reprocesses_of_an_asset_count_by_themselves(table, client, name):
    for asset, most, expected in (
        *(("a1", 2, Counted()), ("a1", 2, Counted()), ("a1", 2, OverQuota())),
        *(("a2", 1, Counted()), ("a2", 1, OverQuota()), ("a1", 3, Counted())),
    ):
        assert table.count_reprocess(asset, ALLOWANCE.day, most) == expected
    key = {"uploadId": {"S": f"reprocess#a1#{ALLOWANCE.day.name}"}}
    item = plain_item(client.get_item(TableName=name, Key=key)["Item"])
    assert item["reprocesses"] == 3
    assert item["expiresAt"] > ALLOWANCE.day.ends_at.timestamp()


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
