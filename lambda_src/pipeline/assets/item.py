"""The asset record as the table holds it: plain values under their attribute names.

What is None is left out: an empty value in a key of an index would make the write fail.
"""

from collections.abc import Mapping
from dataclasses import replace
from typing import Any

from pipeline.assets.asset import Asset, ErasedBy, Erasure, Lease, Status, Visibility
from pipeline.assets.erasing import Tombstone
from pipeline.assets.item_entries import (
    Item,
    captions_item,
    captions_of,
    error_item,
    error_of,
    estimate_item,
    estimate_of,
    history_entry_of,
    history_item,
    job_item,
    job_of,
    present,
    removal_item,
    removal_of,
    served_item,
    served_of,
    source_item,
    source_of,
    time_of,
    warning_item,
)
from pipeline.assets.served import poster_uri, served_by
from pipeline.text.timestamps import from_text
from pipeline.transcoding.concessions import Concession
from pipeline.transcoding.profile import ProfileReference
from pipeline.upload_sessions.session import ClientWords
from pipeline.uploads.upload import Upload

SCHEMA_VERSION = 1
ERASED = "ERASED"  # the status of a tombstone
REMOVAL_DUE = "DUE"


def item_of(asset: Asset) -> Item:
    """Strings, integers, decimals, lists and maps only; times are texts that sort."""
    upload, profile, lease = asset.upload, asset.profile, asset.lease
    return present(
        assetId=asset.id,
        schemaVersion=SCHEMA_VERSION,
        s3Bucket=upload.bucket,
        s3Key=upload.key,
        versionId=upload.version_id,
        etag=upload.etag,
        sizeBytes=upload.size_bytes,
        filename=upload.filename,
        uploaderId=upload.uploader_id,
        passthrough=asset.words.passthrough,
        projectId=asset.words.project_id,
        mediaId=asset.words.media_id,
        visibility=asset.visibility.value,
        contentType=asset.content_type,
        source=source_item(asset.source) if asset.source else None,
        status=asset.status.value,
        attempt=asset.attempt,
        retries=asset.retries,
        concessions=list(asset.concessions) or None,
        revision=asset.revision,
        progressPercent=asset.progress_percent,
        profile=present(name=profile.name, contentHash=profile.content_hash) if profile else None,
        estimate=estimate_item(asset.estimate) if asset.estimate else None,
        captions=captions_item(asset.captions),
        jobs={name: job_item(job) for name, job in asset.jobs.items()},
        jobIds=list(asset.job_ids),
        formats=list(asset.formats),
        outputs=dict(asset.outputs),
        served=served_item(asset.served) if asset.served else None,
        # For lists: an index holds it in place of all that is served.
        posterUri=poster_uri(asset.served) if asset.served else None,
        removals=[removal_item(removal) for removal in asset.removals] or None,
        # The keys of the sparse RemovalIndex.
        removalState=REMOVAL_DUE if asset.removals else None,
        removalDueAt=min((removal.next_at for removal in asset.removals), default=None),
        warnings=[warning_item(warning) for warning in asset.warnings] or None,
        errors=[error_item(error) for error in asset.errors],
        history=[history_item(entry) for entry in asset.history],
        leaseOwner=lease.owner if lease else None,
        leaseUntil=lease.until if lease else None,
        uploadedAt=upload.uploaded_at,
        createdAt=asset.created_at,
        claimedAt=asset.claimed_at,
        updatedAt=asset.updated_at,
        completedAt=asset.completed_at,
        checkedAt=asset.checked_at,
        erasure=_erasure_item(asset.erasure) if asset.erasure else None,
    )


def tombstone_item(tombstone: Tombstone) -> Item:
    """No key of an index; ``expiresAt`` is in seconds of Unix time: the table removes it then."""
    return present(
        assetId=tombstone.id,
        schemaVersion=SCHEMA_VERSION,
        status=ERASED,
        revision=tombstone.revision,
        erasedAt=tombstone.erased_at,
        erasedBy=tombstone.by.value,
        ownerDigest=tombstone.owner_digest,
        expiresAt=int(tombstone.expires_at.timestamp()),
    )


def record_of(item: Mapping[str, Any]) -> Asset | Tombstone:
    """Reads what ``item_of`` or ``tombstone_item`` wrote."""
    if item["status"] != ERASED:
        return asset_of(item)
    return Tombstone(
        id=item["assetId"],
        revision=item["revision"],
        erased_at=from_text(item["erasedAt"]),
        by=ErasedBy(item["erasedBy"]),
        owner_digest=item.get("ownerDigest"),
    )


def asset_of(item: Mapping[str, Any]) -> Asset:
    """Reads what ``item_of`` wrote; attributes it does not know, or that follow from others, are
    ignored."""
    profile = item.get("profile")
    asset = Asset(
        id=item["assetId"],
        upload=Upload(
            bucket=item["s3Bucket"],
            key=item["s3Key"],
            version_id=item["versionId"],
            etag=item["etag"],
            size_bytes=item["sizeBytes"],
            uploaded_at=from_text(item["uploadedAt"]),
            uploader_id=item.get("uploaderId"),
        ),
        words=ClientWords(
            passthrough=item.get("passthrough"),
            project_id=item.get("projectId"),
            media_id=item.get("mediaId"),
        ),
        visibility=Visibility(item.get("visibility", Visibility.PRIVATE)),
        content_type=item.get("contentType"),
        source=source_of(item["source"]) if "source" in item else None,
        status=Status(item["status"]),
        attempt=item["attempt"],
        retries=item.get("retries", 0),
        concessions=tuple(Concession(name) for name in item.get("concessions", ())),
        revision=item["revision"],
        profile=ProfileReference(profile["name"], profile["contentHash"]) if profile else None,
        estimate=estimate_of(item["estimate"]) if "estimate" in item else None,
        captions=captions_of(item),
        jobs={name: job_of(name, job) for name, job in item["jobs"].items()},
        job_ids=tuple(item["jobIds"]),
        formats=tuple(item["formats"]),
        outputs=item["outputs"],
        served=served_of(item["served"]) if "served" in item else None,
        removals=tuple(removal_of(removal) for removal in item.get("removals", ())),
        errors=tuple(error_of(error) for error in item["errors"]),
        history=tuple(history_entry_of(entry) for entry in item.get("history", ())),
        lease=Lease(item["leaseOwner"], from_text(item["leaseUntil"]))
        if "leaseOwner" in item
        else None,
        created_at=from_text(item["createdAt"]),
        claimed_at=from_text(item["claimedAt"]),
        updated_at=from_text(item["updatedAt"]),
        completed_at=time_of(item, "completedAt"),
        checked_at=time_of(item, "checkedAt"),
        erasure=_erasure_of(item["erasure"]) if "erasure" in item else None,
    )
    # Written by a version that served whatever the record's only attempt made.
    if asset.status is Status.SUCCEEDED and asset.served is None:
        return replace(asset, served=served_by(asset))
    return asset


def _erasure_item(erasure: Erasure) -> Item:
    return present(
        by=erasure.by.value,
        askedAt=erasure.asked_at,
        jobsOpenAt=erasure.jobs_open_at,
        outputsFoundAt=erasure.outputs_found_at,
    )


def _erasure_of(item: Mapping[str, Any]) -> Erasure:
    return Erasure(
        by=ErasedBy(item["by"]),
        asked_at=from_text(item["askedAt"]),
        jobs_open_at=time_of(item, "jobsOpenAt"),
        outputs_found_at=time_of(item, "outputsFoundAt"),
    )
