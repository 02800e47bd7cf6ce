"""Announcements: what the pipeline tells others of an asset: that there is one, how far it is, how
it ended, and that it was erased.

An event on the pipeline's bus, at least once, in no promised order: consumers drop repeated
``eventId`` and compare ``revision``. The details' schemas are docs/schemas/announcement.json; of an
asset that has not ended, docs/schemas/progress.json; of one that was erased, deleted.json there.
"""

from collections.abc import Iterable
from decimal import Decimal
from typing import Any
from uuid import UUID, uuid5

from pipeline.assets.asset import Asset, Served, Status
from pipeline.assets.erasing import Tombstone
from pipeline.assets.served import shown
from pipeline.assets.served_urls import urls_of
from pipeline.assets.source_facts import SourceFacts
from pipeline.captions.caption import Caption
from pipeline.text.timestamps import to_text

SOURCE = "media-pipeline"
SCHEMA_VERSION = 1
DETAIL_TYPES = {
    Status.PENDING: "Asset Created",
    Status.PROCESSING: "Asset Progress",
    Status.SUCCEEDED: "Asset Completed",
    Status.FAILED: "Asset Failed",
}
# Of a hundred: progress is announced where it passes a multiple.
STEP_PERCENT = 10
DELETED = "Asset Deleted"


def is_news(before: Asset | Tombstone | None, after: Asset | Tombstone) -> bool:
    """``before`` is None where the record was created. No progress is announced of PENDING: what an
    asset reached there, because events overtook our own write, counts when it is PROCESSING."""
    if isinstance(after, Tombstone):
        return not isinstance(before, Tombstone)
    # Nobody writes a record over its tombstone; a restored table may.
    before = before if isinstance(before, Asset) else None
    if before is None and after.status is Status.PENDING:
        return True
    if after.is_final:
        return before is None or before.status is not after.status
    return _steps(after) > (_steps(before) if before is not None else 0)


def _steps(asset: Asset) -> int:
    """At 100 per cent, an asset that has not ended has nothing to tell."""
    percent = asset.progress_percent if asset.status is Status.PROCESSING else 0
    return percent // STEP_PERCENT if percent < 100 else 0


def detail_type(record: Asset | Tombstone) -> str:
    return DELETED if isinstance(record, Tombstone) else DETAIL_TYPES[record.status]


def event_id(record: Asset | Tombstone) -> str:
    """The same each time the same revision is announced."""
    return str(uuid5(UUID(record.id), f"revision/{record.revision}"))


def announcement(
    record: Asset | Tombstone, environment: str, cdn_domain_name: str | None = None
) -> dict[str, Any]:
    """The detail of the event; ``environment`` is the pipeline's name_prefix. Where there is a CDN,
    ``served`` has ``urls``."""
    told = {
        "schemaVersion": SCHEMA_VERSION,
        "eventId": event_id(record),
        "environment": environment,
        "assetId": record.id,
        "revision": record.revision,
    }
    if isinstance(record, Tombstone):
        return told | {
            "erasedBy": record.by.value,
            "occurredAt": to_text(record.erased_at),
        }
    return told | _of(record, cdn_domain_name)


def _of(asset: Asset, cdn_domain_name: str | None) -> dict[str, Any]:
    told = {
        "uploaderId": asset.upload.uploader_id,
        "passthrough": asset.words.passthrough,
        "projectId": asset.words.project_id,
        "mediaId": asset.words.media_id,
        "s3Bucket": asset.upload.bucket,
        "s3Key": asset.upload.key,
        "versionId": asset.upload.version_id,
        "status": asset.status.value,
        "attempt": asset.attempt,
        "occurredAt": to_text(asset.completed_at or asset.updated_at),
    }
    if asset.is_final:
        return told | _made(asset, cdn_domain_name)
    return told | {"progressPercent": asset.progress_percent}


def _made(asset: Asset, cdn_domain_name: str | None) -> dict[str, Any]:
    return {
        "formats": list(asset.formats),
        "outputs": dict(asset.outputs),
        "served": _served(asset.served, cdn_domain_name),
        "renditions": [
            {
                "job": job.name,
                "durationSeconds": _number(made.duration_seconds),
                "widthPx": made.width_px,
                "heightPx": made.height_px,
                "path": made.path,
            }
            for job in asset.jobs.values()
            for made in job.renditions
        ],
        "source": _source(asset.source),
        "estimate": _estimate(asset),
        "captions": _captions(asset.captions),
        "warnings": [
            {"code": warning.code, "message": warning.message, "job": warning.job}
            for warning in asset.warnings
        ],
        "errors": [
            {
                "code": error.code,
                "message": error.message,
                "at": to_text(error.at),
                "attempt": error.attempt,
                "job": error.job,
                "jobId": error.job_id,
            }
            for error in asset.errors
        ],
    }


def _served(served: Served | None, cdn_domain_name: str | None) -> dict[str, Any] | None:
    if served is None:
        return None
    told = shown(served)
    members: dict[str, Any] = {
        "attempt": told.attempt,
        "formats": list(told.formats),
        "outputs": dict(told.outputs),
        "captions": _captions(told.captions),
    }
    if cdn_domain_name is not None:
        members["urls"] = urls_of(served, cdn_domain_name)
    return members


def _captions(captions: Iterable[Caption]) -> list[dict[str, Any]]:
    return [
        {
            "language": one.language,
            "source": one.source.value,
            "s3Key": one.key,
            "leftOut": one.left_out,
        }
        for one in captions
    ]


def _source(source: SourceFacts | None) -> dict[str, Any] | None:
    if source is None:
        return None
    return {
        "format": source.format,
        "widthPx": source.width_px,
        "heightPx": source.height_px,
        "durationSeconds": _number(source.duration_seconds),
        "frameRate": _number(source.frame_rate),
        "scanType": source.scan_type.value if source.scan_type else None,
        "hdrFormat": source.hdr_format,
        "sounds": [{"language": one.language, "channels": one.channels} for one in source.sounds],
        "captionCount": source.caption_count,
    }


def _number(value: Decimal | None) -> float | None:
    return None if value is None else float(value)


def _estimate(asset: Asset) -> dict[str, float] | None:
    """None where nothing is known. JSON has one kind of number: four places survive in it."""
    known = asset.estimate
    if known is None or known.low_usd is None or known.high_usd is None:
        return None
    return {"lowUsd": float(known.low_usd), "highUsd": float(known.high_usd)}
