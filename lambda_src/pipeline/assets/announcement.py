"""Announcements: what the pipeline tells others when an asset is finished.

An event on the pipeline's bus, at least once, in no promised order: consumers drop repeated
``eventId`` and compare ``revision``. The detail's schema is docs/schemas/announcement.json.
"""

from collections.abc import Iterable
from decimal import Decimal
from typing import Any
from uuid import UUID, uuid5

from pipeline.assets.asset import Asset, Served, Status
from pipeline.assets.served import shown
from pipeline.assets.source_facts import SourceFacts
from pipeline.captions.caption import Caption
from pipeline.text.timestamps import to_text

SOURCE = "media-pipeline"
SCHEMA_VERSION = 1
DETAIL_TYPES = {Status.SUCCEEDED: "Asset Completed", Status.FAILED: "Asset Failed"}


def is_news(status_before: str | None, after: Asset) -> bool:
    """Only the step into SUCCEEDED or FAILED is announced."""
    return after.status in DETAIL_TYPES and status_before != after.status


def detail_type(asset: Asset) -> str:
    return DETAIL_TYPES[asset.status]


def event_id(asset: Asset) -> str:
    """The same each time the same revision is announced."""
    return str(uuid5(UUID(asset.id), f"revision/{asset.revision}"))


def announcement(asset: Asset, environment: str) -> dict[str, Any]:
    """The detail of the event; ``environment`` is the pipeline's name_prefix."""
    return {
        "schemaVersion": SCHEMA_VERSION,
        "eventId": event_id(asset),
        "environment": environment,
        "assetId": asset.id,
        "revision": asset.revision,
        "uploaderId": asset.upload.uploader_id,
        "passthrough": asset.words.passthrough,
        "projectId": asset.words.project_id,
        "mediaId": asset.words.media_id,
        "s3Bucket": asset.upload.bucket,
        "s3Key": asset.upload.key,
        "versionId": asset.upload.version_id,
        "status": asset.status.value,
        "attempt": asset.attempt,
        "formats": list(asset.formats),
        "outputs": dict(asset.outputs),
        "served": _served(asset.served),
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
        "occurredAt": to_text(asset.completed_at or asset.updated_at),
    }


def _served(served: Served | None) -> dict[str, Any] | None:
    if served is None:
        return None
    told = shown(served)
    return {
        "attempt": told.attempt,
        "formats": list(told.formats),
        "outputs": dict(told.outputs),
        "captions": _captions(told.captions),
    }


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
