from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from fakes import events
from fakes.assets import upload
from pipeline.uploads.upload import (
    SUFFIXES_BY_CONTAINER,
    SUPPORTED_SUFFIXES,
    Limits,
    NotAnUploadError,
    refuse_upload,
    upload_of_event,
)

LIMITS = Limits(max_source_size_bytes=1000, max_source_duration_seconds=60)


def parse(event):
    return upload_of_event(event, bucket=events.UPLOADS_BUCKET, prefix="uploads/")


@given(st.text(min_size=1).filter(lambda text: not text.startswith("/")))
def test_keys_are_taken_as_they_are(name):
    key = f"uploads/u1/{name}"
    parsed = parse(events.object_created(key))
    assert parsed.key == key
    assert parsed.uploader_id == "u1"


def test_facts_of_an_event():
    parsed = parse(events.object_created(size=7, etag='"abc"', version_id="v9"))
    assert (parsed.size_bytes, parsed.etag, parsed.version_id) == (7, "abc", "v9")
    assert parsed.filename == "clip.mp4"
    assert parsed.uploaded_at.isoformat() == "2026-01-01T12:00:00+00:00"


def test_an_unversioned_object_has_the_version_null():
    event = events.object_created()
    del event["detail"]["object"]["version-id"]
    assert parse(event).version_id == "null"


@pytest.mark.parametrize("lost", ["key", "etag"])
def test_incomplete_events_are_no_uploads(lost):
    event = events.object_created()
    del event["detail"]["object"][lost]
    with pytest.raises(NotAnUploadError, match="incomplete"):
        parse(event)


def test_ids_are_stable():
    """A changed id would process every upload again that is delivered twice."""
    assert upload().asset_id == "058adf4b-9314-5dd8-af4e-5b9e63151777"


def test_ids_differ_by_bucket_key_and_version_and_by_nothing_else():
    assert len({upload(**{n: "x"}).asset_id for n in ("bucket", "key", "version_id")}) == 3
    assert upload(etag="x", size_bytes=1).asset_id == upload().asset_id


def test_the_documents_list_the_suffixes():
    limits = (Path(__file__).parents[2] / "docs" / "limits.md").read_text()
    for container, suffixes in SUFFIXES_BY_CONTAINER.items():
        assert f"| {container} | {', '.join(suffixes)} |\n" in limits
    table = limits.partition("| container | suffixes |")[2].partition("\n\n")[0]
    assert table.count("\n| ") == len(SUFFIXES_BY_CONTAINER)


@pytest.mark.parametrize("suffix", sorted(SUPPORTED_SUFFIXES))
def test_supported_suffixes_in_any_case(suffix):
    for written in (suffix, suffix.upper(), suffix.title()):
        assert refuse_upload(upload(key=f"uploads/u1/a.{written}", size_bytes=1), LIMITS) is None


@pytest.mark.parametrize(
    ("changes", "code"),
    [
        ({"size_bytes": 0}, "EMPTY_FILE"),
        ({"size_bytes": 1001}, "FILE_TOO_LARGE"),
        ({"size_bytes": 1000}, None),
        ({"uploader_id": None}, "NO_UPLOADER"),
        ({"key": "uploads/u1/mp4", "size_bytes": 1}, "UNSUPPORTED_SUFFIX"),
        ({"key": "uploads/u1/a.mp4.exe", "size_bytes": 1}, "UNSUPPORTED_SUFFIX"),
        ({"key": "uploads/u1/a.flv", "size_bytes": 1}, "UNSUPPORTED_SUFFIX"),
        ({"key": "uploads/u1/a.ogv", "size_bytes": 1}, "UNSUPPORTED_SUFFIX"),
        ({"key": "uploads/u1.mp4/a", "size_bytes": 1}, "UNSUPPORTED_SUFFIX"),
    ],
)
def test_refusals(changes, code):
    refusal = refuse_upload(upload(**{"size_bytes": 1, **changes}), LIMITS)
    assert (refusal.code if refusal else None) == code


def test_only_empty_objects_are_folder_markers():
    assert upload(key="uploads/u1/a/", size_bytes=0).is_folder_marker
    assert not upload(key="uploads/u1/a/", size_bytes=1).is_folder_marker
    assert not upload(key="uploads/u1/a", size_bytes=0).is_folder_marker
