"""λ assets-api: what comes out, and which calls it takes."""

import json
import re
from dataclasses import replace
from datetime import timedelta

import pytest

from fakes.assets_door import ANN, BOB, SERVER, owned, processing, succeeded
from fakes.clock import START
from fakes.function_environment import ENVIRONMENT
from handlers import assets_api
from pipeline.assets import pages
from pipeline.assets.asset import AssetError, Status
from pipeline.upload_sessions.session import ClientWords
from pipeline.uploads.requests import Reprocess, parse_request

WORDS = ClientWords(
    passthrough='<script>alert("\u202e")</script>\n{"level": "ERROR"}',
    project_id="proj_456",
    media_id="media_123",
)
HOST = ENVIRONMENT["CDN_DOMAIN_NAME"]
# What the pipeline makes, below the folder of an attempt.
FILES = {
    "hls": "cmaf/index.m3u8",
    "dash": "cmaf/index.mpd",
    "mp4": "mp4/index.mp4",
    "poster": "thumbnails/index_thumbnail_1280.0000003.jpg",
    "storyboard": "storyboard/index.vtt",
}


def path(asset) -> str:
    return f"/v1/assets/{asset.id}"


def test_an_asset_from_its_claim_to_its_end(assets):
    asset = assets.keep(owned(words=WORDS))
    answer = assets.ask("GET", path(asset))
    assert (answer.status, assets.calls) == (200, ["get_item"])
    began = {
        "assetId": asset.id,
        "uploaderId": ANN.owner,
        "status": "PENDING",
        "attempt": 1,
        "progressPercent": 0,
        "revision": 1,
        "filename": "clip.mp4",
        "size": 1_000_000,
        "visibility": "private",
        "passthrough": WORDS.passthrough,
        "projectId": "proj_456",
        "mediaId": "media_123",
        "profile": "per-format",
        "renditions": [],
        "captions": [],
        "warnings": [],
        "errors": [],
        "uploadedAt": "2026-01-01T12:00:00.000Z",
        "createdAt": "2026-01-01T12:00:00.000Z",
        "updatedAt": "2026-01-01T12:00:00.000Z",
    }
    assert answer.document == began
    assert answer.headers["Retry-After"] == "5"
    under_way = processing(asset)
    assets.table.save(under_way, if_revision=1)
    answer = assets.ask("GET", path(asset))
    told = {"status": "PROCESSING", "progressPercent": 40, "revision": 2}
    assert answer.document == {**began, **told}
    assets.table.save(succeeded(under_way), if_revision=2)
    answer = assets.ask("GET", path(asset))
    formats = ["dash", "hls", "mp4", "poster", "storyboard", "thumbnails"]
    assert answer.document == {
        **began,
        "status": "SUCCEEDED",
        "progressPercent": 100,
        "revision": 3,
        "served": {
            "attempt": 1,
            "formats": formats,
            "captions": [],
            "thumbnails": {"count": 10},
            "poster": {"number": 3, "chosen": False},
            "urls": {name: f"https://{HOST}/{asset.id}/1/{place}" for name, place in FILES.items()},
        },
        "completedAt": "2026-01-01T12:00:00.000Z",
    }
    assert "Retry-After" not in answer.headers
    assert not re.search("s3:|outputs/|arn:", answer.text)


def test_without_a_cdn_there_are_no_urls(assets, monkeypatch):
    asset = assets.keep(succeeded(owned()))
    etag = assets.ask("GET", path(asset)).headers["ETag"]
    monkeypatch.setenv("CDN_DOMAIN_NAME", "")
    assets_api.api.cache_clear()
    answer = assets.ask("GET", path(asset))
    assert "urls" not in answer.document["served"]
    # What the client saw is another document.
    assert assets.ask("PATCH", path(asset), {"poster": 1}, **{"if-match": etag}).status == 412


def test_what_the_client_has_is_not_sent_again(assets):
    asset = assets.keep(owned())
    first = assets.ask("GET", path(asset))
    etag = first.headers["ETag"]
    assert re.fullmatch(r'"[0-9a-f]{32}"', etag)
    for condition in (etag, f"W/{etag}", "*", f'"x", W/"y",{etag}'):
        answer = assets.ask("GET", path(asset), **{"if-none-match": condition})
        assert (answer.status, answer.text, assets.calls) == (304, "", ["get_item"])
        kept = ("ETag", "Retry-After", "Cache-Control")
        assert [answer.headers[name] for name in kept] == [first.headers[name] for name in kept]
        assert "Content-Type" not in answer.headers
    for condition in ('"x"', etag.strip('"'), f"{etag} {etag}", "", "**", f'"{etag}'):
        answer = assets.ask("GET", path(asset), **{"if-none-match": condition})
        assert (answer.status, answer.document) == (200, first.document), condition
    assets.clock.forward(30)
    assert assets.ask("GET", path(asset)).headers["ETag"] == etag, "it says the same"
    assets.table.save(processing(asset), if_revision=1)
    answer = assets.ask("GET", path(asset), **{"if-none-match": etag})
    assert (answer.status, answer.headers["ETag"] == etag) == (200, False)


@pytest.mark.parametrize(
    ("code", "told"),
    [
        (
            "PIPELINE_FAULT",
            "Something is wrong on our side. The asset goes on once that is mended.",
        ),
        ("JOB_ERROR_1076", "The file ends too early or cannot be read."),
        ("JOB_ERROR_77777", "Transcoding failed."),
        ("EMPTY_FILE", "s3://secret"),
    ],
)
def test_errors_are_told_in_words_of_ours(assets, code, told):
    """EMPTY_FILE's message is a made-up one here: its own holds nothing."""
    error = AssetError(code=code, message="s3://secret", at=owned().created_at, job_id="1-a")
    answer = assets.ask("GET", path(assets.keep(owned(errors=(error,)))))
    at = "2026-01-01T12:00:00.000Z"
    assert answer.document["errors"] == [{"code": code, "message": told, "at": at}]


def test_an_asset_of_another_way_is_the_servers_alone(assets):
    for version, uploader in (("v1", "u42"), ("v2", None)):
        upload = replace(owned().upload, version_id=version, uploader_id=uploader)
        asset = assets.keep(owned(upload=upload, id=upload.asset_id))
        assert assets.ask("GET", path(asset)).code == "NOT_FOUND"
        answer = assets.ask("GET", path(asset), person=SERVER)
        assert answer.document.get("uploaderId") == uploader


def test_each_instance_logs_its_versions_once(assets, all_log_lines):
    asset = assets.keep(owned())
    for _ in range(2):
        assets.ask("GET", path(asset))
    assert len([line for line in all_log_lines() if "versions" in line]) == 1


def listed(assets, person=ANN, **query) -> tuple[list[str], dict]:
    """The file names on a page, and the whole answer."""
    answer = assets.ask("GET", "/v1/assets", person=person, query=query)
    assert (answer.status, assets.calls) == (200, ["query"]), answer.text
    return [one["filename"] for one in answer.document["assets"]], answer.document


def every_page(assets, person=ANN, **query) -> list[list[str]]:
    pages: list[list[str]] = []
    cursor: dict[str, str] = {}
    while True:
        page, document = listed(assets, person, **query, **cursor)
        pages.append(page)
        if "cursor" not in document:
            return pages
        cursor = {"cursor": document["cursor"]}


def put_day(assets, person=ANN, count=5, **changes) -> None:
    """Assets that came in a minute apart."""
    for number in range(count):
        at = START + timedelta(minutes=number)
        name = f"{number}.mp4"
        assets.keep(owned(person, name, created_at=at, updated_at=at, **changes))


def test_ones_own_assets_the_newest_first(assets):
    put_day(assets)
    put_day(assets, BOB)
    names, document = listed(assets)
    assert names == ["4.mp4", "3.mp4", "2.mp4", "1.mp4", "0.mp4"]
    assert "cursor" not in document
    newest = owned(name="4.mp4")
    assert document["assets"][0] == {
        "assetId": newest.id,
        "uploaderId": ANN.owner,
        "status": "PENDING",
        "attempt": 1,
        "progressPercent": 0,
        "revision": 1,
        "filename": "4.mp4",
        "createdAt": "2026-01-01T12:04:00.000Z",
    }
    pages = every_page(assets, limit="2")
    assert pages == [["4.mp4", "3.mp4"], ["2.mp4", "1.mp4"], ["0.mp4"]]


def test_assets_that_came_in_the_same_moment_are_listed_once(assets):
    for number in range(7):
        assets.keep(owned(name=f"{number}.mp4"))
    pages = every_page(assets, limit="3")
    assert sorted(name for page in pages for name in page) == [f"{n}.mp4" for n in range(7)]


@pytest.mark.parametrize(
    ("query", "expected"),
    [
        ({"status": "FAILED"}, ["5.mp4", "4.mp4"]),
        ({"projectId": "p1"}, ["5.mp4", "3.mp4", "1.mp4"]),
        ({"projectId": "p1", "status": "FAILED"}, ["5.mp4"]),
        ({"projectId": "p1", "status": "SUCCEEDED"}, []),
        ({"projectId": "p1", "status": "PENDING", "limit": "1"}, ["3.mp4", "1.mp4"]),
    ],
)
def test_filters_read_no_more_than_they_may(assets, monkeypatch, query, expected):
    for number in range(6):
        at = START + timedelta(minutes=number)
        status = Status.FAILED if number > 3 else Status.PENDING
        words = ClientWords(project_id=f"p{number % 2}")
        asset = owned(name=f"{number}.mp4", created_at=at, status=status, words=words)
        assets.keep(replace(asset, completed_at=at if status is Status.FAILED else None))
    for most_read in (250, 2):
        monkeypatch.setattr(pages, "MOST_READ", most_read)
        found = every_page(assets, **query)
        assert [name for page in found for name in page] == expected
        limit = int(query.get("limit", 25))
        assert all(len(page) <= min(most_read, limit) for page in found)
        whole = max(1, -(-len(expected) // limit))
        assert len(found) == (whole if most_read == 250 else max(3, whole)), "short pages, or whole"


def test_a_server_lists_one_owner_or_everybodys_by_status(assets):
    put_day(assets, count=3)
    upload = replace(owned(name="other.mp4").upload, uploader_id="u42")
    assets.keep(owned(upload=upload, id=upload.asset_id, updated_at=START + timedelta(hours=1)))
    assert listed(assets, SERVER, uploaderId=ANN.owner)[0] == ["2.mp4", "1.mp4", "0.mp4"]
    assert listed(assets, SERVER, uploaderId="u42")[0] == ["other.mp4"]
    found = every_page(assets, SERVER, status="PENDING", limit="2")
    assert found == [["other.mp4", "2.mp4"], ["1.mp4", "0.mp4"]]
    assert every_page(assets, SERVER, status="FAILED") == [[]]
    (told, *_) = listed(assets, SERVER, status="PENDING")[1]["assets"]
    assert (told["uploaderId"], told["updatedAt"]) == ("u42", "2026-01-01T13:00:00.000Z")
    for query in ({}, {"projectId": "p1", "status": "PENDING"}):
        assert assets.ask("GET", "/v1/assets", person=SERVER, query=query).status == 422


def test_passthrough_is_edited_and_removed(assets):
    asset = assets.keep(owned(words=WORDS))
    etag = assets.ask("GET", path(asset)).headers["ETag"]
    assets.clock.forward(600)
    for value, patch in (("new\n<b>", {"passthrough": "new\n<b>"}), (None, {"passthrough": None})):
        answer = assets.ask("PATCH", path(asset), patch, **{"if-match": etag})
        assert (answer.status, assets.calls) == (200, ["get_item", "put_item"])
        assert answer.document.get("passthrough") == value
        record = assets.record(asset)
        assert record.words == replace(WORDS, passthrough=value)
        etag = answer.headers["ETag"]
        assert assets.ask("GET", path(asset)).headers == answer.headers
    assert (record.revision, record.updated_at, record.lease) == (3, asset.updated_at, asset.lease)
    for patch in ({}, {"passthrough": None}, {"poster": None}):
        answer = assets.ask("PATCH", path(asset), patch)
        assert (answer.status, assets.calls) == (200, ["get_item"])
        assert answer.headers["ETag"] == etag


def test_an_asset_is_private_unless_its_owner_says_otherwise(assets):
    asset = assets.keep(owned())
    for said, visibility in (("public", "public"), (None, "private"), ("private", "private")):
        answer = assets.ask("PATCH", path(asset), {"visibility": said})
        assert (answer.status, answer.document["visibility"]) == (200, visibility)
        assert assets.record(asset).visibility == visibility
    assert assets.ask("PATCH", path(asset), {"visibility": "private"}).status == 200
    assert assets.calls == ["get_item"], "it is so already"


def test_a_merge_patch_by_its_own_media_type(assets):
    asset = assets.keep(owned())
    headers = {"content-type": "application/merge-patch+json"}
    assert assets.ask("PATCH", path(asset), {"passthrough": "x"}, **headers).status == 200
    assert assets.ask("POST", f"{path(asset)}/reprocess", {}, **headers).code == "NOT_JSON"


def test_a_poster_is_chosen_by_number_and_given_back(assets):
    asset = assets.keep(succeeded(owned()))
    made = assets.ask("GET", path(asset)).document["served"]
    assert made["poster"] == {"number": 3, "chosen": False}
    for number in (9, 0):
        answer = assets.ask("PATCH", path(asset), {"poster": number})
        told = answer.document["served"]
        assert told["urls"].pop("poster").endswith(f"/index_thumbnail_1280.{number:07d}.jpg")
        others = {name: url for name, url in made["urls"].items() if name != "poster"}
        assert told == {**made, "poster": {"number": number, "chosen": True}, "urls": others}
    assert assets.record(asset).updated_at == assets.clock.now()
    answer = assets.ask("PATCH", path(asset), {"poster": None, "passthrough": "x"})
    assert (answer.document["served"], answer.document["passthrough"]) == (made, "x")


@pytest.mark.parametrize(
    ("asset", "number", "status", "code"),
    [
        (owned(), 0, 409, "NO_CAPTURES"),
        (processing(owned()), 0, 409, "NO_CAPTURES"),
        (succeeded(owned(), thumbnail_count=None), 3, 409, "NO_CAPTURES"),
        (succeeded(owned()), 10, 422, "INVALID_REQUEST"),
        (succeeded(owned()), 9_999_999, 422, "INVALID_REQUEST"),
    ],
    ids=["pending", "processing", "not counted", "one too many", "far too many"],
)
def test_only_a_capture_of_what_is_served_becomes_the_poster(assets, asset, number, status, code):
    assets.keep(asset)
    answer = assets.ask("PATCH", path(asset), {"poster": number, "passthrough": "x"})
    assert (answer.status, answer.code, assets.calls) == (status, code, ["get_item"])
    assert assets.record(asset) == asset


def test_an_edit_and_what_the_pipeline_writes_meanwhile_both_stay(assets):
    asset = assets.keep(owned())

    def overtake(name: str) -> None:
        if name == "put_item":
            assets.recorder.before = lambda _: None
            assets.table.save(processing(asset), if_revision=1)

    assets.recorder.before = overtake
    answer = assets.ask("PATCH", path(asset), {"passthrough": "x"})
    assert (answer.status, assets.calls) == (200, ["get_item", "put_item", "put_item"])
    told = (answer.document["status"], answer.document["passthrough"], answer.document["revision"])
    assert told == ("PROCESSING", "x", 3)


def test_an_edit_of_what_is_not_as_if_match_says_changes_nothing(assets):
    asset = assets.keep(owned())
    etag = assets.ask("GET", path(asset)).headers["ETag"]
    for condition in ('"x"', f"W/{etag}", etag.strip('"'), "nonsense"):
        answer = assets.ask("PATCH", path(asset), {"passthrough": "x"}, **{"if-match": condition})
        assert (answer.status, answer.code) == (412, "PRECONDITION_FAILED")

    def overtake(name: str) -> None:
        if name == "put_item":
            assets.table.save(processing(asset), if_revision=1)

    assets.recorder.before = overtake
    answer = assets.ask("PATCH", path(asset), {"passthrough": "x"}, **{"if-match": f'"y", {etag}'})
    assert (answer.status, assets.calls) == (412, ["get_item", "put_item"])
    assert assets.record(asset).words.passthrough is None


@pytest.mark.parametrize("person", [ANN, SERVER], ids=["owner", "server"])
@pytest.mark.parametrize(
    "asset", [owned(), processing(owned()), succeeded(owned())], ids=lambda one: one.status
)
def test_an_asset_is_erased_whatever_its_status(assets, person, asset):
    assets.keep(asset)
    answer = assets.ask("DELETE", path(asset), person=person)
    assert assets.calls == ["get_item", "put_item", "send_message"]
    assert (answer.status, answer.document) == (202, {"assetId": asset.id})
    record, by = assets.record(asset), "owner" if person is ANN else "operator"
    assert (record.status, record.erasure.by.value) == (Status.ERASING, by)
    assert assets.messages("erasures") == [{"erase": {"assetId": asset.id, "by": by}}]
    answer = assets.ask("DELETE", path(asset), person=person)
    assert (answer.status, answer.code, assets.calls) == (410, "ERASED", ["get_item"])


def test_an_erasure_of_what_is_not_as_if_match_says_erases_nothing(assets):
    asset = assets.keep(owned())
    etag = assets.ask("GET", path(asset)).headers["ETag"]
    answer = assets.ask("DELETE", path(asset), **{"if-match": f"W/{etag}"})
    assert (answer.status, answer.code, assets.calls) == (412, "PRECONDITION_FAILED", ["get_item"])
    assert (assets.record(asset), assets.messages("erasures")) == (asset, [])
    assert assets.ask("DELETE", path(asset), **{"if-match": etag}).status == 202


@pytest.mark.parametrize("body", [None, {}, {"profile": None}, {"profile": "economy"}])
def test_an_asset_that_ended_is_processed_again(assets, body):
    asset = assets.keep(succeeded(owned()))
    answer = assets.ask("POST", f"{path(asset)}/reprocess", body)
    assert assets.calls == ["get_item", "update_item", "send_message"]
    assert (answer.status, answer.headers["Retry-After"]) == (202, "5")
    assert answer.document == {"assetId": asset.id, "attempt": 2}
    named = {"profile": "economy"} if body == {"profile": "economy"} else {}
    (message,) = assets.messages()
    assert message == {"reprocess": {"assetId": asset.id, "attempt": 1, **named}}
    asked = parse_request(json.dumps(message), bucket="b", prefix="p")
    assert asked == Reprocess(asset.id, 1, *named.values())
    assert assets.record(asset) == asset, "the orchestrator alone opens the attempt"


def test_only_so_often_a_day(assets):
    asset, other = (assets.keep(succeeded(owned(name=name))) for name in ("a.mp4", "b.mp4"))
    for _ in range(3):
        assert assets.ask("POST", f"{path(asset)}/reprocess").status == 202
    answer = assets.ask("POST", f"{path(asset)}/reprocess")
    assert (answer.code, assets.calls) == ("QUOTA_EXCEEDED", ["get_item", "update_item"])
    assert (answer.status, answer.headers["Retry-After"]) == (429, str(12 * 3600))
    assert len(assets.messages()) == 3
    counter = assets.items()[f"reprocess#{asset.id}#2026-01-01"]
    assert (counter["reprocesses"], counter["expiresAt"]) == (3, 1767312000 + 86400)
    assert assets.ask("POST", f"{path(other)}/reprocess").status == 202
    assets.clock.forward(12 * 3600)
    assert assets.ask("POST", f"{path(asset)}/reprocess").status == 202


@pytest.mark.parametrize("asset", [owned(), processing(owned())], ids=["pending", "processing"])
def test_what_has_not_ended_is_not_processed_again(assets, asset):
    assets.keep(asset)
    answer = assets.ask("POST", f"{path(asset)}/reprocess")
    assert (answer.status, answer.code, assets.calls) == (409, "NOT_ENDED", ["get_item"])


@pytest.mark.parametrize("profile", ["uhd", "", "Default", "../x", "default\n", 7, ["default"]])
def test_a_profile_that_is_not_there_costs_no_call(assets, profile):
    asset = assets.keep(succeeded(owned()))
    answer = assets.ask("POST", f"{path(asset)}/reprocess", {"profile": profile})
    assert (answer.code, assets.calls) == ("INVALID_REQUEST", ["get_item"])
    assert "profile" in answer.document["fields"]
