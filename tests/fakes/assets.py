"""Records to begin a test with."""

from collections.abc import Iterable
from datetime import datetime, timedelta
from typing import Any

from fakes.clock import START
from fakes.events import ETAG, UPLOADS_BUCKET
from pipeline.assets import transitions
from pipeline.assets.asset import Asset, Lease
from pipeline.assets.changes import Change, JobMoved, Reprocessed
from pipeline.assets.first_record import claimed_asset
from pipeline.assets.new_attempt import Retry
from pipeline.jobs.job import JobState
from pipeline.jobs.news import JobNews
from pipeline.transcoding.places import outputs_of
from pipeline.transcoding.profile import ProfileReference
from pipeline.uploads.upload import Upload

DAYS = 7
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
        Lease("request-1/message-1", START + timedelta(seconds=45)),
        START,
        ProfileReference("per-format", "0123456789abcdef"),
        GROUPS if groups is None else groups,
    )


def apply(asset: Asset, change: Change, now: datetime) -> Any:
    """An asset, or None; superseded outputs stay for DAYS."""
    return transitions.apply(asset, change, now, DAYS)


def reprocessed(attempt: int, lease: Lease, name: str = "per-format") -> Reprocessed:
    """With a profile of GROUPS."""
    profile = ProfileReference(name, "0123456789abcdef")
    return Reprocessed(attempt=attempt, lease=lease, profile=profile, groups_by_job=GROUPS)


def moved(
    state: JobState,
    *,
    groups: Iterable[str] = (),
    retry: Retry | None = None,
    by_reconciler: bool = False,
    **news: Any,
) -> JobMoved:
    """News of job ``main`` of attempt 1; a completed one made ``groups``."""
    facts = {"attempt": 1, "job": "main", "job_id": "a", "at": START, **news}
    return JobMoved(
        news=JobNews(state=state, **facts),
        outputs=outputs_of(groups, "b", upload().asset_id, facts["attempt"]),
        retry=retry,
        by_reconciler=by_reconciler,
    )
