"""Records to begin a test with."""

from datetime import timedelta
from typing import Any

from fakes.clock import START
from fakes.events import ETAG, UPLOADS_BUCKET
from pipeline.assets.asset import Asset, Lease, ProfileReference
from pipeline.assets.first_record import claimed_asset, new_jobs
from pipeline.uploads.upload import Upload

GROUPS = {"hls": ("hls",), "mp4": ("mp4", "thumbnails")}


def upload(**changes: Any) -> Upload:
    facts = {
        "bucket": UPLOADS_BUCKET,
        "key": "uploads/u1/clip.mp4",
        "version_id": "v1",
        "etag": ETAG,
        "size_bytes": 1_000_000,
        "uploaded_at": START,
        "uploader_id": "u1",
    }
    return Upload(**{**facts, **changes})


def claimed(groups: dict[str, tuple[str, ...]] | None = None, **changes: Any) -> Asset:
    """PENDING under a lease of 45 s, with a job per format but DASH."""
    return claimed_asset(
        upload(**changes),
        START,
        Lease("request-1/message-1", START + timedelta(seconds=45)),
        ProfileReference("per-format", "0123456789abcdef"),
        new_jobs(GROUPS if groups is None else groups, attempt=1),
    )
