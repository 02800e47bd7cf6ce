"""What the workflows count on, whichever DynamoDB answers."""

import json
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from datetime import timedelta
from decimal import Decimal

import pytest

from fakes.assets import apply, claimed, moved, upload
from fakes.clock import START
from faults.services.dynamodb import DynamoDB
from pipeline.assets import pages
from pipeline.assets.asset import AssetError, ErasedBy, HistoryEntry, Removal, Status
from pipeline.assets.changes import Submitted
from pipeline.assets.erasing import Tombstone
from pipeline.assets.first_record import refused_asset
from pipeline.assets.history import CAUSE_LIMIT, HISTORY_KEPT
from pipeline.assets.item import item_of
from pipeline.assets.pages import AssetQuery, Position
from pipeline.assets.write_results import (
    Created,
    Existing,
    Saved,
    Stale,
)
from pipeline.aws import index_keys
from pipeline.aws.asset_table import AssetTable, record_of_image
from pipeline.failures import Failure, PermanentError
from pipeline.jobs.job import JobState, SubmittedJob
from pipeline.transcoding.estimate import Estimate
from pipeline.upload_sessions.session import ClientWords

ESTIMATE = Estimate(low_usd=Decimal("0.1650"), high_usd=Decimal("3.0000"), region="us-east-1")
FIRST = claimed({"main": ("cmaf", "mp4", "thumbnails")})


def of_upload(**changes):
    """The same record, of an upload that differs in these fields."""
    return replace(FIRST, upload=replace(FIRST.upload, **changes))


def with_errors(*messages):
    errors = tuple(AssetError(code="CODE", message=text, at=START) for text in messages)
    return replace(FIRST, revision=2, errors=errors)


def history():
    """A record from its claim to its end."""
    asset = FIRST
    yield asset
    submitted = SubmittedJob(id="1-a", at=START, thumbnail_count=5)
    change = Submitted(attempt=1, jobs={"main": submitted}, estimate=ESTIMATE)
    asset = apply(asset, change, START)
    yield asset
    for state, percent in ((JobState.PROGRESSING, 40), (JobState.COMPLETE, 0)):
        groups = asset.jobs["main"].output_groups if state is JobState.COMPLETE else ()
        news = moved(state, job_id="1-a", percent=percent, groups=groups)
        asset = apply(asset, news, START)
        yield asset


def test_a_record_goes_from_its_claim_to_its_end(table):
    before = None
    for asset in history():
        if before is None:
            assert table.create(asset) == Created()
        else:
            assert table.save(asset, if_revision=before.revision) == Saved()
        assert table.get(asset.id) == asset
        before = asset
    assert before.status is Status.SUCCEEDED


def test_a_record_is_created_once_and_the_loser_sees_it(table):
    assert table.create(FIRST) == Created()
    other = of_upload(etag="other")
    assert table.create(other) == Existing(FIRST)
    assert table.get(FIRST.id) == FIRST


def test_a_save_is_guarded_and_the_loser_sees_the_record(table):
    table.create(FIRST)
    assert table.save(with_errors("first"), if_revision=1) == Saved()
    assert table.save(with_errors("second"), if_revision=1) == Stale(with_errors("first"))
    assert table.get(FIRST.id) == with_errors("first")


def test_a_save_creates_nothing(table):
    assert table.save(FIRST, if_revision=1) == Stale(None)
    assert table.get(FIRST.id) is None


def test_a_tombstone_takes_the_place_of_the_record_it_was_made_of(table):
    table.create(FIRST)
    tombstone = Tombstone(id=FIRST.id, revision=2, erased_at=START, by=ErasedBy.OPERATOR)
    assert table.bury(tombstone, if_revision=7) == Stale(FIRST)
    assert table.bury(tombstone, if_revision=1) == Saved()
    assert table.get(FIRST.id) == tombstone
    assert list(table.unmoved(Status.PENDING, START + timedelta(hours=1), limit=10)) == []
    # Whoever read the record before it was erased does not bring it back.
    assert table.create(FIRST) == Existing(tombstone)
    assert table.save(with_errors("late"), if_revision=1) == Stale(tombstone)
    assert table.bury(tombstone, if_revision=1) == Stale(tombstone)


def test_an_unknown_record_is_none(table):
    assert table.get("unknown") is None


def test_a_save_leaves_nothing_of_the_record_before(table):
    table.create(FIRST)
    upload_only = of_upload(uploader_id=None)
    bare = replace(upload_only, revision=2, lease=None, profile=None, jobs={})
    table.save(bare, if_revision=1)
    assert table.get(FIRST.id) == bare


def test_an_uploader_that_is_unknown_is_no_key_of_the_index(table, client, table_name):
    refused = refused_asset(upload(uploader_id=None), Failure("NO_UPLOADER", "No."), START)
    assert table.create(refused) == Created()
    if isinstance(client, DynamoDB):
        item = client.get_item(TableName=table_name, Key={"assetId": {"S": refused.id}})["Item"]
        assert "uploaderId" not in item
    else:
        assert client.scan(TableName=table_name, IndexName="UploaderIndex")["Count"] == 0


def test_an_empty_uploader_is_a_fault(table):
    with pytest.raises(PermanentError, match="ValidationException"):
        table.create(of_upload(uploader_id=""))


def test_the_indexes_list_by_status_and_uploader(table, client, table_name):
    table.create(FIRST)
    for name, key, value in (
        ("StatusIndex", "status", "PENDING"),
        ("UploaderIndex", "uploaderId", "u1"),
    ):
        answer = client.query(
            TableName=table_name,
            IndexName=name,
            KeyConditionExpression="#key = :value",
            ExpressionAttributeNames={"#key": key},
            ExpressionAttributeValues={":value": {"S": value}},
        )
        assert [record_of_image(image) for image in answer["Items"]] == [FIRST]


def at(version, minutes, status=Status.PENDING):
    asset = claimed(version_id=version)
    return replace(asset, status=status, updated_at=START + timedelta(minutes=minutes))


def test_what_has_not_moved_is_found_the_longest_unmoved_first(table):
    for asset in (at("v3", 3), at("v1", 1), at("v2", 2), at("v0", 0, Status.PROCESSING)):
        table.create(asset)
    until = START + timedelta(minutes=3)
    expected = [at("v1", 1).id, at("v2", 2).id]
    assert list(table.unmoved(Status.PENDING, until, limit=10)) == expected
    assert list(table.unmoved(Status.PENDING, until, limit=1)) == expected[:1]
    assert list(table.unmoved(Status.FAILED, until, limit=10)) == []


def test_what_has_not_moved_is_read_page_by_page(table, monkeypatch):
    monkeypatch.setattr(index_keys, "PAGE_SIZE", 2)
    made = [at(f"v{number}", number) for number in range(5)]
    for asset in made:
        table.create(asset)
    found = table.unmoved(Status.PENDING, START + timedelta(hours=1), limit=4)
    assert list(found) == [asset.id for asset in made[:4]]


def superseded(version, minutes):
    removal = Removal(attempt=1, due_at=START + timedelta(minutes=minutes))
    return replace(claimed(version_id=version), removals=(removal,))


def test_what_is_to_be_removed_is_found_the_longest_due_first(table):
    for asset in (superseded("v3", 3), superseded("v1", 1), superseded("v2", 2), FIRST):
        table.create(asset)
    now = START + timedelta(minutes=2)
    expected = [superseded("v1", 1).id, superseded("v2", 2).id]
    assert list(table.due_for_removal(now, limit=10)) == expected
    assert list(table.due_for_removal(now, limit=1)) == expected[:1]


def test_what_was_removed_or_asked_for_is_found_no_more(table):
    once, again = superseded("v1", 1), superseded("v2", 1)
    for asset in (once, again):
        table.create(asset)
    asked = replace(again.removals[0], asked_at=START + timedelta(minutes=1))
    table.save(replace(once, removals=(), revision=2), if_revision=1)
    table.save(replace(again, removals=(asked,), revision=2), if_revision=1)
    assert list(table.due_for_removal(START + timedelta(hours=24), limit=10)) == []
    assert list(table.due_for_removal(START + timedelta(hours=25), limit=10)) == [again.id]


def of_owner(owner, minutes, project=None, status=Status.PENDING):
    """Two of a minute came in the same moment."""
    asset = claimed(version_id=f"{owner}-{minutes}", uploader_id=owner)
    at = START + timedelta(minutes=int(minutes))
    words = ClientWords(project_id=project)
    return replace(asset, words=words, status=status, created_at=at, updated_at=at)


def every_page(table, **query):
    """Ids on each page."""
    pages, after = [], None
    while len(pages) < 20:
        page = table.page(AssetQuery(**query, after=after))
        pages.append([item["assetId"] for item in page.items])
        if page.next is None:
            break
        after = Position.read(page.next.cursor)
    return pages


def test_a_list_is_read_page_by_page_the_newest_first(table):
    minutes = (0, 1, 1.1, 1.2, 2, 3)
    for owner in ("ann", "bob"):
        for one in minutes:
            table.create(of_owner(owner, one))
    expected = [of_owner("ann", one).id for one in reversed(minutes)]
    for limit in (1, 2, 3, 4, 100):
        pages = every_page(table, uploader_id="ann", limit=limit)
        assert all(len(page) <= limit for page in pages)
        listed = [one for page in pages for one in page]
        assert (listed[:2], listed[-1]) == (expected[:2], expected[-1])
        assert sorted(listed) == sorted(expected), "those of one moment in any order, each once"
    everybody = every_page(table, status=Status.PENDING, limit=5)
    assert sorted(len(set(page)) for page in everybody if page) == [2, 5, 5]


def test_a_filter_reads_no_more_than_it_may(table, monkeypatch):
    monkeypatch.setattr(pages, "MOST_READ", 2)
    for number in range(6):
        status = Status.FAILED if number == 5 else Status.PENDING
        table.create(of_owner("ann", number, project=f"p{number % 2}", status=status))
    numbers = {of_owner("ann", number).id: number for number in range(6)}
    for project, status, expected in (
        ("p0", None, [[4], [2], [0]]),
        ("p1", None, [[5], [3], [1]]),
        ("p1", Status.PENDING, [[3], [1]]),
        (None, Status.FAILED, [[5]]),
    ):
        query = {"uploader_id": "ann", "project_id": project, "status": status, "limit": 2}
        found = every_page(table, **query)
        assert len(found) >= 3, "each has read two"
        assert [[numbers[one] for one in page] for page in found if page] == expected


def test_a_cursor_of_another_list_is_a_place_in_this_one(table):
    for number in (1, 3):
        table.create(of_owner("ann", number))
    table.create(of_owner("bob", 2))
    bobs = Position(START + timedelta(minutes=2), of_owner("bob", 2).id)
    for place in (bobs, replace(bobs, asset_id="ffffffff-ffff-5fff-bfff-ffffffffffff")):
        page = table.page(AssetQuery(uploader_id="ann", after=place))
        assert [item["assetId"] for item in page.items] == [of_owner("ann", 1).id]
    for at, count in ((START - timedelta(days=99), 0), (START + timedelta(days=99), 2)):
        page = table.page(AssetQuery(uploader_id="ann", after=replace(bobs, at=at)))
        assert len(page.items) == count


@pytest.mark.parametrize("key", ["uploads/u1/🎬 Grüße 世界 %20+&.mp4", "uploads/" + "k" * 1016])
def test_keys_of_all_kinds(table, key):
    asset = of_upload(key=key)
    table.create(asset)
    assert table.get(asset.id).upload.key == key


def test_a_record_may_be_as_large_as_its_limits_allow(table):
    table.create(FIRST)
    entry = HistoryEntry(at=START, attempt=1, status=Status.PROCESSING, cause="é" * CAUSE_LIMIT)
    full = replace(with_errors(*["é" * 1000] * 10), history=(entry,) * HISTORY_KEPT)
    assert table.save(full, if_revision=1) == Saved()
    assert len(json.dumps(item_of(full), ensure_ascii=False).encode()) < 100_000


def test_a_record_above_400_kb_is_a_fault(table):
    with pytest.raises(PermanentError, match="size"):
        table.create(of_upload(key="x" * 410_000))


def test_a_missing_table_is_a_fault(client):
    table = AssetTable(client, "no-such-table")
    for call in (
        lambda: table.get(FIRST.id),
        lambda: table.create(FIRST),
        lambda: table.save(FIRST, if_revision=1),
        lambda: list(table.unmoved(Status.PENDING, START, limit=1)),
        lambda: list(table.due_for_removal(START, limit=1)),
        lambda: table.page(AssetQuery(uploader_id="ann")),
    ):
        with pytest.raises(PermanentError, match="ResourceNotFoundException"):
            call()


def test_of_many_at_once_one_wins(table, request):
    if request.node.callspec.id in ("moto", "simulator"):
        pytest.skip(f"in the {request.node.callspec.id}, checks and writes are not one step")
    rivals = [of_upload(etag=str(number)) for number in range(16)]
    with ThreadPoolExecutor(16) as pool:
        answers = list(pool.map(table.create, rivals))
        winner = rivals[answers.index(Created())]
        assert sorted(map(str, answers)) == sorted(map(str, [Created(), *[Existing(winner)] * 15]))
        saves = list(pool.map(lambda number: table.save(with_errors(str(number)), 1), range(16)))
    assert saves.count(Saved()) == 1
