"""The first record of an upload, and the way back from a record to its upload."""

from collections.abc import Mapping
from datetime import datetime

from pipeline.assets.asset import (
    FIRST_ATTEMPT,
    Asset,
    AssetError,
    Job,
    Lease,
    ProfileReference,
    Status,
)
from pipeline.assets.history import first_entry
from pipeline.failures import Refusal
from pipeline.uploads.upload import Upload


def new_jobs(groups_by_job: Mapping[str, tuple[str, ...]], attempt: int) -> dict[str, Job]:
    """The jobs of an attempt before any is submitted."""
    return {
        name: Job(name=name, attempt=attempt, output_groups=groups)
        for name, groups in groups_by_job.items()
    }


def claimed_asset(
    upload: Upload,
    now: datetime,
    lease: Lease,
    profile: ProfileReference | None,
    jobs: Mapping[str, Job],
) -> Asset:
    """The record a first delivery writes. ``profile`` is None where it could not be read."""
    return Asset(
        **_facts(upload, now), lease=lease, profile=profile, jobs=jobs, history=(first_entry(now),)
    )


def refused_asset(upload: Upload, now: datetime, refusal: Refusal) -> Asset:
    """The record of an upload that its event alone rules out."""
    error = AssetError(code=refusal.code, message=refusal.message, at=now, attempt=FIRST_ATTEMPT)
    return Asset(
        **_facts(upload, now),
        status=Status.FAILED,
        errors=(error,),
        history=(first_entry(now, refusal),),
        completed_at=now,
    )


def _facts(upload: Upload, now: datetime) -> dict:
    return {
        "id": upload.asset_id,
        "s3_bucket": upload.bucket,
        "s3_key": upload.key,
        "version_id": upload.version_id,
        "etag": upload.etag,
        "size_bytes": upload.size_bytes,
        "filename": upload.filename,
        "uploader_id": upload.uploader_id,
        "uploaded_at": upload.uploaded_at,
        "created_at": now,
        "updated_at": now,
        "claimed_at": now,
    }


def upload_of(asset: Asset) -> Upload:
    """What the S3 event said of it."""
    return Upload(
        bucket=asset.s3_bucket,
        key=asset.s3_key,
        version_id=asset.version_id,
        etag=asset.etag,
        size_bytes=asset.size_bytes,
        uploaded_at=asset.uploaded_at,
        uploader_id=asset.uploader_id,
    )
