"""The asset record as the table holds it: plain values under their attribute names.

What is None is left out: an empty value in a key of an index would make the write fail.
"""

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from pipeline.assets import Asset, AssetError, Job, JobState, Lease, ProfileReference, Status
from pipeline.job_errors import Concession
from pipeline.timestamps import from_text, to_text

SCHEMA_VERSION = 1

Item = dict[str, Any]


def item_of(asset: Asset) -> Item:
    """Strings, integers, lists and maps only; times are texts that sort."""
    profile, lease = asset.profile, asset.lease
    return _present(
        assetId=asset.id,
        schemaVersion=SCHEMA_VERSION,
        s3Bucket=asset.s3_bucket,
        s3Key=asset.s3_key,
        versionId=asset.version_id,
        etag=asset.etag,
        sizeBytes=asset.size_bytes,
        filename=asset.filename,
        uploaderId=asset.uploader_id,
        contentType=asset.content_type,
        status=asset.status.value,
        attempt=asset.attempt,
        retries=asset.retries,
        concessions=list(asset.concessions) or None,
        revision=asset.revision,
        progressPercent=asset.progress_percent,
        profile=_present(name=profile.name, contentHash=profile.content_hash) if profile else None,
        jobs={name: _job_item(job) for name, job in asset.jobs.items()},
        jobIds=list(asset.job_ids),
        formats=list(asset.formats),
        outputs=dict(asset.outputs),
        errors=[_error_item(error) for error in asset.errors],
        leaseOwner=lease.owner if lease else None,
        leaseUntil=lease.until if lease else None,
        uploadedAt=asset.uploaded_at,
        createdAt=asset.created_at,
        claimedAt=asset.claimed_at,
        updatedAt=asset.updated_at,
        completedAt=asset.completed_at,
        checkedAt=asset.checked_at,
    )


def asset_of(item: Mapping[str, Any]) -> Asset:
    """Reads what ``item_of`` wrote; attributes it does not know are ignored."""
    profile = item.get("profile")
    return Asset(
        id=item["assetId"],
        s3_bucket=item["s3Bucket"],
        s3_key=item["s3Key"],
        version_id=item["versionId"],
        etag=item["etag"],
        size_bytes=item["sizeBytes"],
        filename=item["filename"],
        uploader_id=item.get("uploaderId"),
        content_type=item.get("contentType"),
        status=Status(item["status"]),
        attempt=item["attempt"],
        retries=item.get("retries", 0),
        concessions=tuple(Concession(name) for name in item.get("concessions", ())),
        revision=item["revision"],
        profile=ProfileReference(profile["name"], profile["contentHash"]) if profile else None,
        jobs={name: _job(name, job) for name, job in item["jobs"].items()},
        job_ids=tuple(item["jobIds"]),
        formats=tuple(item["formats"]),
        outputs=item["outputs"],
        errors=tuple(_error(error) for error in item["errors"]),
        lease=Lease(item["leaseOwner"], from_text(item["leaseUntil"]))
        if "leaseOwner" in item
        else None,
        uploaded_at=from_text(item["uploadedAt"]),
        created_at=from_text(item["createdAt"]),
        claimed_at=from_text(item["claimedAt"]),
        updated_at=from_text(item["updatedAt"]),
        completed_at=_time(item, "completedAt"),
        checked_at=_time(item, "checkedAt"),
    )


def _job_item(job: Job) -> Item:
    return _present(
        id=job.id,
        state=job.state.value,
        attempt=job.attempt,
        percent=job.percent,
        outputGroups=list(job.output_groups),
        submittedAt=job.submitted_at,
        finishedAt=job.finished_at,
        thumbnailCount=job.thumbnail_count,
    )


def _job(name: str, item: Mapping[str, Any]) -> Job:
    return Job(
        name=name,
        id=item.get("id"),
        state=JobState(item["state"]),
        attempt=item["attempt"],
        percent=item["percent"],
        output_groups=tuple(item["outputGroups"]),
        submitted_at=_time(item, "submittedAt"),
        finished_at=_time(item, "finishedAt"),
        thumbnail_count=item.get("thumbnailCount"),
    )


def _error_item(error: AssetError) -> Item:
    return _present(
        code=error.code,
        message=error.message,
        at=error.at,
        attempt=error.attempt,
        job=error.job,
        jobId=error.job_id,
    )


def _error(item: Mapping[str, Any]) -> AssetError:
    return AssetError(
        code=item["code"],
        message=item["message"],
        at=from_text(item["at"]),
        attempt=item.get("attempt"),
        job=item.get("job"),
        job_id=item.get("jobId"),
    )


def _time(item: Mapping[str, Any], name: str) -> datetime | None:
    return from_text(item[name]) if name in item else None


def _present(**values: Any) -> Item:
    return {
        name: to_text(value) if isinstance(value, datetime) else value
        for name, value in values.items()
        if value is not None
    }
