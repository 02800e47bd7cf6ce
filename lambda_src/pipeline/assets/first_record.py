"""The first record of an upload."""

from collections.abc import Mapping
from datetime import datetime

from pipeline.assets.asset import FIRST_ATTEMPT, Asset, AssetError, Lease, Status
from pipeline.assets.history import first_entry
from pipeline.failures import Failure
from pipeline.jobs.job import new_jobs
from pipeline.transcoding.profile import ProfileReference
from pipeline.uploads.upload import Upload


def claimed_asset(
    upload: Upload,
    lease: Lease,
    now: datetime,
    profile: ProfileReference | None,
    groups_by_job: Mapping[str, tuple[str, ...]],
) -> Asset:
    """The record a first delivery writes. ``profile`` is None where it could not be read."""
    return Asset(
        id=upload.asset_id,
        upload=upload,
        created_at=now,
        updated_at=now,
        claimed_at=now,
        lease=lease,
        profile=profile,
        jobs=new_jobs(groups_by_job, FIRST_ATTEMPT),
        history=(first_entry(now),),
    )


def refused_asset(upload: Upload, failure: Failure, now: datetime) -> Asset:
    """The record of an upload that its event alone rules out."""
    error = AssetError(code=failure.code, message=failure.message, at=now, attempt=FIRST_ATTEMPT)
    return Asset(
        id=upload.asset_id,
        upload=upload,
        created_at=now,
        updated_at=now,
        claimed_at=now,
        completed_at=now,
        status=Status.FAILED,
        errors=(error,),
        history=(first_entry(now, failure),),
    )
