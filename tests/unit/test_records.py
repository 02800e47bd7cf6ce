"""The record as the table holds it, and the announcement made of it."""

import json
from dataclasses import replace
from decimal import Decimal
from pathlib import Path

import pytest
from jsonschema import Draft202012Validator, FormatChecker

from fakes.assets import apply, claimed, moved, reprocessed, upload
from fakes.clock import START
from pipeline.assets import announcement
from pipeline.assets.asset import ErasedBy, Lease, Removal, Status, Visibility
from pipeline.assets.changes import Blocked, Edited, ErasureAsked, Refused, Submitted
from pipeline.assets.erasing import Tombstone, tombstone_of
from pipeline.assets.first_record import refused_asset
from pipeline.assets.item import asset_of, item_of, record_of, tombstone_item
from pipeline.assets.source_facts import SoundFacts, SourceFacts
from pipeline.aws.attribute_values import plain_item, typed, typed_item
from pipeline.captions.caption import Caption, CaptionSource, LeftOut
from pipeline.failures import Failure
from pipeline.jobs.job import JobState, SubmittedJob
from pipeline.jobs.made import MadeRendition
from pipeline.transcoding.concessions import Concession
from pipeline.transcoding.estimate import Estimate
from pipeline.transcoding.prices import Tier
from pipeline.transcoding.tracks import ScanType
from pipeline.upload_sessions.session import ClientWords

SCHEMA = Path(__file__).parents[2] / "docs" / "schemas" / "announcement.json"


ESTIMATE = Estimate(
    low_usd=Decimal("0.1646"),
    high_usd=Decimal(3),
    region="us-east-1",
    tier=Tier.PROFESSIONAL,
    lifted_by=("Deinterlacer",),
    notes=("No prices for xx-north-9: us-east-1's were taken.",),
)
SOURCE = SourceFacts(
    format="mov",
    width_px=1080,
    height_px=1920,
    duration_seconds=Decimal("12.345"),
    frame_rate=Decimal("29.970"),
    scan_type=ScanType.PROGRESSIVE,
    hdr_format="HLG",
    sounds=(SoundFacts(language="eng", channels=2), SoundFacts()),
    caption_count=1,
)
MADE = MadeRendition(
    duration_seconds=Decimal("5.100"), width_px=1280, height_px=720, path="mp4/index.mp4"
)
WORDS = ClientWords(passthrough="order 7", project_id="summer", media_id="m-1")
UNKNOWN = Estimate(low_usd=None, high_usd=None, region="us-east-1", notes=("No duration.",))


def finished(state=JobState.COMPLETE, failure=None, renditions=()):
    asset = claimed({"main": ("cmaf", "mp4", "thumbnails")})
    submitted = SubmittedJob(id="1-a", at=START, thumbnail_count=5)
    asset = apply(asset, Submitted(attempt=1, jobs={"main": submitted}), START)
    groups = asset.jobs["main"].output_groups if state is JobState.COMPLETE else ()
    told = {"failure": failure, "groups": groups, "renditions": renditions}
    return apply(asset, moved(state, job_id="1-a", **told), START)


FAILED = finished(JobState.ERROR, Failure("JOB_ERROR_1076", "no stream"))
AGAIN = apply(finished(), reprocessed(1, Lease("operator", START)), START)
FAILED_AGAIN = apply(AGAIN, Refused(attempt=2, failure=Failure("SOURCE_MISSING", "No.")), START)
REFUSED = refused_asset(upload(uploader_id=None), Failure("NO_UPLOADER", "No."), START)
CAPTIONS = (
    Caption(language="en", key="uploads/u1/clip.en.srt"),
    Caption(language="und", source=CaptionSource.EMBEDDED),
    Caption(language="fr").without(LeftOut.EMPTY),
)
SERVED = ("attempt", "formats", "outputs", "captions")
OWNER = "0123456789abcdef" * 4
ERASING = apply(
    claimed(uploader_id=OWNER, key=f"uploads/{OWNER}/a.mp4"),
    ErasureAsked(by=ErasedBy.OWNER),
    START,
)
RECORDS = [
    ERASING,
    claimed(),
    claimed({}),
    finished(),
    FAILED,
    REFUSED,
    replace(claimed(), lease=None),
    replace(finished(), estimate=ESTIMATE),
    replace(finished(), estimate=UNKNOWN),
    replace(finished(), source=SOURCE),
    finished(renditions=(MADE, MadeRendition(duration_seconds=Decimal(5)))),
    replace(finished(), source=SourceFacts()),
    AGAIN,
    FAILED_AGAIN,
    replace(claimed(), attempt=3, retries=2, concessions=(Concession.AUDIO,), checked_at=START),
    replace(finished(), captions=CAPTIONS),
    replace(claimed(), words=WORDS),
    replace(finished(), visibility=Visibility.PUBLIC),
    replace(REFUSED, words=ClientWords(project_id="summer")),
]


@pytest.mark.parametrize("asset", RECORDS, ids=range(len(RECORDS)))
def test_a_record_is_read_as_it_was_written(asset):
    item = plain_item(typed_item(item_of(asset)))
    assert asset_of(item) == asset
    assert item_of(asset_of(item)) == item


def test_what_is_unknown_of_the_uploader_is_left_out():
    words = {"passthrough", "projectId", "mediaId"}
    assert not {"uploaderId", *words} & set(item_of(REFUSED))
    assert not words - set(item_of(replace(REFUSED, words=WORDS)))


def test_words_stay_through_later_attempts_and_are_announced():
    asset = apply(replace(finished(), words=WORDS), reprocessed(1, Lease("operator", START)), START)
    assert asset.words == WORDS
    detail = announcement.announcement(asset, "media-test")
    assert (detail["passthrough"], detail["projectId"], detail["mediaId"]) == (
        *("order 7", "summer", "m-1"),
    )
    assert announcement.announcement(finished(), "media-test")["passthrough"] is None


def test_unknown_attributes_are_ignored():
    assert asset_of({**item_of(claimed()), "ofTomorrow": 1}) == claimed()


def test_a_record_of_before_there_were_retries_is_read():
    item = item_of(FAILED)
    del item["retries"]
    for error in item["errors"]:
        del error["attempt"], error["job"]
    assert asset_of(item).retries == 0


def test_a_record_of_before_there_was_a_history_is_read_and_begins_one():
    item = item_of(claimed())
    del item["history"]
    old = asset_of(item)
    assert old == replace(claimed(), history=())
    after = apply(old, Blocked(attempt=1, failure=Failure("BAD_PROFILE", "No.")), START)
    assert [entry.cause for entry in after.history] == ["blocked: BAD_PROFILE"]


def test_a_record_of_before_anything_was_served_serves_what_it_made():
    for asset, served in ((finished(), finished().served), (FAILED, None), (claimed(), None)):
        item = item_of(asset)
        item.pop("served", None)
        assert asset_of(item).served == served
    assert finished().served.attempt == 1


def test_only_a_record_with_something_to_remove_is_in_the_index_of_removals():
    keys = {"removals", "removalState", "removalDueAt"}
    assert not keys & set(item_of(AGAIN))
    item = item_of(FAILED_AGAIN)
    assert item["removals"] == [{"attempt": 2, "dueAt": "2026-01-08T12:00:00.000Z"}]
    assert (item["removalState"], item["removalDueAt"]) == ("DUE", "2026-01-08T12:00:00.000Z")
    sooner = Removal(attempt=1, due_at=START)
    both = item_of(replace(FAILED_AGAIN, removals=(*FAILED_AGAIN.removals, sooner)))
    assert both["removalDueAt"] == "2026-01-01T12:00:00.000Z"


def test_a_tombstone_is_read_as_it_was_written_and_holds_nothing_else():
    tombstone = tombstone_of(ERASING, START)
    item = plain_item(typed_item(tombstone_item(tombstone)))
    assert record_of(item) == tombstone
    assert item == {
        "assetId": ERASING.id,
        "schemaVersion": 1,
        "status": "ERASED",
        "revision": ERASING.revision + 1,
        "erasedAt": "2026-01-01T12:00:00.000Z",
        "erasedBy": "owner",
        "ownerDigest": tombstone.owner_digest,
        "expiresAt": 1775044800,  # 90 days later
    }


def test_only_who_knows_the_owner_finds_out_whose_it_was():
    tombstone = tombstone_of(ERASING, START)
    assert tombstone.was_of(OWNER)
    assert not tombstone.was_of(OWNER[::-1])
    other = replace(ERASING, id="00000000-0000-4000-8000-000000000000")
    assert tombstone_of(other, START).owner_digest != tombstone.owner_digest
    # A name that a person chose could be guessed.
    named = tombstone_of(replace(ERASING, upload=upload()), START)
    assert named.owner_digest is None
    assert not named.was_of("u1")


def test_what_is_not_erasing_has_no_tombstone():
    with pytest.raises(ValueError, match="not ERASING"):
        tombstone_of(finished(), START)


def test_floats_have_no_place_in_a_record():
    with pytest.raises(TypeError):
        typed(1.5)


def test_announcements_obey_their_schema():
    schema = json.loads(SCHEMA.read_text())
    Draft202012Validator.check_schema(schema)
    validator = Draft202012Validator(schema, format_checker=FormatChecker())
    known = replace(finished(renditions=(MADE, MadeRendition())), estimate=ESTIMATE, source=SOURCE)
    unknown = replace(finished(), estimate=UNKNOWN, source=SourceFacts())
    captioned = replace(finished(), captions=CAPTIONS)
    told = replace(finished(), words=WORDS)
    for asset in (finished(), FAILED, REFUSED, FAILED_AGAIN, known, unknown, captioned, told):
        played = announcement.announcement(asset, "media-test", "media.example.com")
        validator.validate(played)
        urls = played["served"].pop("urls") if asset.served else {}
        assert all(
            one.startswith(f"https://media.example.com/{asset.id}/") for one in urls.values()
        )
        detail = announcement.announcement(asset, "media-test")
        assert detail == played
        validator.validate(detail)
        assert set(detail) == set(schema["required"]) == set(schema["properties"])
        assert len(json.dumps(detail)) < 256 * 1024
        odd = {id(known): ["OUTPUT_SHORTER"], id(captioned): ["CAPTIONS_LEFT_OUT"]}
        assert [one["code"] for one in detail["warnings"]] == odd.get(id(asset), [])
        for name in detail:
            lesser = {key: value for key, value in detail.items() if key != name}
            assert not validator.is_valid(lesser), name
            assert not validator.is_valid({**detail, name: object()}), name


def test_an_announced_erasure_obeys_its_schema_and_tells_nothing_else():
    schema = json.loads(SCHEMA.with_name("deleted.json").read_text())
    Draft202012Validator.check_schema(schema)
    validator = Draft202012Validator(schema, format_checker=FormatChecker())
    for by in ErasedBy:
        tombstone = replace(tombstone_of(ERASING, START), by=by)
        detail = announcement.announcement(tombstone, "media-test")
        validator.validate(detail)
        assert set(detail) == set(schema["required"]) == set(schema["properties"])
        for name in detail:
            lesser = {key: value for key, value in detail.items() if key != name}
            assert not validator.is_valid(lesser), name
            assert not validator.is_valid({**detail, name: object()}), name
    assert announcement.detail_type(tombstone) == "Asset Deleted"


@pytest.mark.parametrize("before", [ERASING, finished(), FAILED, None])
def test_of_an_erasure_only_its_end_is_announced(before):
    tombstone = Tombstone(id=ERASING.id, revision=9, erased_at=START, by=ErasedBy.OPERATOR)
    assert announcement.is_news(before, tombstone)
    assert not announcement.is_news(tombstone, tombstone)
    assert not announcement.is_news(before, ERASING)


def test_announced_progress_obeys_its_schema():
    schema = json.loads(SCHEMA.with_name("progress.json").read_text())
    Draft202012Validator.check_schema(schema)
    validator = Draft202012Validator(schema, format_checker=FormatChecker())
    asset = apply(claimed({"main": ("mp4",)}), moved(JobState.PROGRESSING, percent=42), START)
    for one in (asset, replace(asset, words=WORDS)):
        detail = announcement.announcement(one, "media-test")
        validator.validate(detail)
        assert set(detail) == set(schema["required"]) == set(schema["properties"])
        assert (detail["status"], detail["progressPercent"]) == ("PROCESSING", 42)
        for name in detail:
            lesser = {key: value for key, value in detail.items() if key != name}
            assert not validator.is_valid(lesser), name
            assert not validator.is_valid({**detail, name: object()}), name
    assert announcement.detail_type(asset) == "Asset Progress"
    created = claimed({"main": ("mp4",)})
    detail = announcement.announcement(created, "media-test")
    validator.validate(detail)
    assert announcement.detail_type(created) == "Asset Created"
    assert (detail["status"], detail["progressPercent"]) == ("PENDING", 0)


def test_an_announced_estimate_is_a_number_that_rules_can_compare():
    detail = announcement.announcement(replace(finished(), estimate=ESTIMATE), "media-test")
    assert json.dumps(detail["estimate"]) == '{"lowUsd": 0.1646, "highUsd": 3.0}'
    for unknown in (None, UNKNOWN):
        asset = replace(finished(), estimate=unknown)
        assert announcement.announcement(asset, "media-test")["estimate"] is None


def test_an_announced_source_tells_what_the_record_knows():
    source = announcement.announcement(replace(finished(), source=SOURCE), "media-test")["source"]
    assert json.loads(json.dumps(source)) == {
        "format": "mov",
        "widthPx": 1080,
        "heightPx": 1920,
        "durationSeconds": 12.345,
        "frameRate": 29.97,
        "scanType": "progressive",
        "hdrFormat": "HLG",
        "sounds": [{"language": "eng", "channels": 2}, {"language": None, "channels": None}],
        "captionCount": 1,
    }
    assert announcement.announcement(REFUSED, "media-test")["source"] is None


def test_an_announced_failure_tells_what_is_still_served():
    detail = announcement.announcement(FAILED_AGAIN, "media-test")
    first = announcement.announcement(finished(), "media-test")
    assert (detail["attempt"], detail["formats"], detail["outputs"]) == (2, [], {})
    assert detail["served"] == first["served"]
    assert first["served"] == {name: first[name] for name in SERVED}
    edited = apply(finished(), Edited(poster=2), START)
    told = announcement.announcement(edited, "media-test", "media.example.com")["served"]
    assert told["outputs"]["poster"]["number"] == 2
    assert told["urls"] == {
        name: f"https://media.example.com/{uri.split('/', 3)[3]}"
        for name, uri in {**told["outputs"], "poster": told["outputs"]["poster"]["uri"]}.items()
        if name != "thumbnails"
    }
    assert announcement.announcement(FAILED, "media-test")["served"] is None


def test_event_ids_are_stable_per_revision():
    asset = finished()
    assert announcement.event_id(asset) == announcement.event_id(replace(asset, formats=()))
    assert announcement.event_id(asset) != announcement.event_id(replace(asset, revision=9))


@pytest.mark.parametrize(
    ("before", "after", "news"),
    [
        (None, ("FAILED", 0), True),
        (("PENDING", 0), ("SUCCEEDED", 100), True),
        (("PROCESSING", 30), ("FAILED", 30), True),
        (("FAILED", 30), ("FAILED", 30), False),
        (("SUCCEEDED", 100), ("SUCCEEDED", 100), False),  # superseded outputs are gone
        (("SUCCEEDED", 100), ("PENDING", 0), False),
        (None, ("PENDING", 0), True),
        (("PENDING", 0), ("PENDING", 0), False),  # another lease
        (("PENDING", 0), ("PROCESSING", 0), False),
        (("PROCESSING", 0), ("PROCESSING", 9), False),
        (("PROCESSING", 9), ("PROCESSING", 10), True),
        (("PROCESSING", 10), ("PROCESSING", 19), False),
        (("PROCESSING", 19), ("PROCESSING", 55), True),
        (("PROCESSING", 50), ("PROCESSING", 50), False),
        (("PROCESSING", 89), ("PROCESSING", 99), True),
        (("PROCESSING", 99), ("PROCESSING", 100), False),
        (("PENDING", 0), ("PENDING", 20), False),  # events overtook our own write
        (("PENDING", 20), ("PROCESSING", 20), True),
        (("PROCESSING", 40), ("PENDING", 0), False),  # another attempt
    ],
)
def test_ends_and_steps_of_ten_per_cent_are_news(before, after, news):
    def seen(status, percent):
        asset = claimed({"main": ("mp4",)})
        jobs = {"main": replace(asset.jobs["main"], percent=percent)}
        return replace(asset, status=Status(status), jobs=jobs)

    assert announcement.is_news(before and seen(*before), seen(*after)) is news
