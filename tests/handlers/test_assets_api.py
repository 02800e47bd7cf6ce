"""λ assets-api: what comes out, and which calls it takes."""

import re
from dataclasses import replace

import pytest

from fakes.assets_door import ANN, SERVER, owned, processing, succeeded
from pipeline.assets.asset import AssetError
from pipeline.upload_sessions.session import ClientWords

WORDS = ClientWords(
    passthrough='<script>alert("\u202e")</script>\n{"level": "ERROR"}',
    project_id="proj_456",
    media_id="media_123",
)


def path(asset) -> str:
    return f"/v1/assets/{asset.id}"


def test_an_asset_from_its_claim_to_its_end(assets):
    asset = assets.put(owned(words=WORDS))
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
            "poster": {"number": 3},
        },
        "completedAt": "2026-01-01T12:00:00.000Z",
    }
    assert "Retry-After" not in answer.headers
    assert not re.search("s3:|outputs/|arn:", answer.text)


def test_what_the_client_has_is_not_sent_again(assets):
    asset = assets.put(owned())
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
    answer = assets.ask("GET", path(assets.put(owned(errors=(error,)))))
    at = "2026-01-01T12:00:00.000Z"
    assert answer.document["errors"] == [{"code": code, "message": told, "at": at}]


def test_an_asset_of_another_way_is_the_servers_alone(assets):
    for version, uploader in (("v1", "u42"), ("v2", None)):
        upload = replace(owned().upload, version_id=version, uploader_id=uploader)
        asset = assets.put(owned(upload=upload, id=upload.asset_id))
        assert assets.ask("GET", path(asset)).code == "NOT_FOUND"
        answer = assets.ask("GET", path(asset), person=SERVER)
        assert answer.document.get("uploaderId") == uploader


def test_each_instance_logs_its_versions_once(assets, all_log_lines):
    asset = assets.put(owned())
    for _ in range(2):
        assets.ask("GET", path(asset))
    assert len([line for line in all_log_lines() if "versions" in line]) == 1
