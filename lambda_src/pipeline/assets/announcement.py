"""Announcements: what the pipeline tells others when an asset is finished.

An event on the pipeline's bus, at least once, in no promised order: consumers drop repeated
``eventId`` and compare ``revision``. Source ``media-pipeline``, detail type ``Asset Completed`` or
``Asset Failed``. The detail, as JSON Schema::

    {"$schema": "https://json-schema.org/draft/2020-12/schema", "type": "object",
     "required": ["schemaVersion", "eventId", "environment", "assetId", "revision", "uploaderId",
                  "s3Bucket", "s3Key", "versionId", "status", "attempt", "formats", "outputs",
                  "errors", "occurredAt"],
     "properties": {
       "schemaVersion": {"const": 1},
       "eventId": {"type": "string", "format": "uuid"},
       "environment": {"type": "string"},
       "assetId": {"type": "string", "format": "uuid"},
       "revision": {"type": "integer", "minimum": 1},
       "uploaderId": {"type": ["string", "null"]},
       "s3Bucket": {"type": "string"},
       "s3Key": {"type": "string"},
       "versionId": {"type": "string"},
       "status": {"enum": ["SUCCEEDED", "FAILED"]},
       "attempt": {"type": "integer", "minimum": 1},
       "formats": {"type": "array", "items": {"enum": ["dash", "hls", "mp4", "thumbnails"]}},
       "outputs": {"type": "object",
         "properties": {
           "dash": {"type": "string"}, "hls": {"type": "string"}, "mp4": {"type": "string"},
           "thumbnails": {"type": "object", "required": ["prefix"],
             "properties": {"prefix": {"type": "string"},
                            "count": {"type": "integer", "minimum": 1}}}}},
       "errors": {"type": "array", "maxItems": 10, "items": {"type": "object",
         "required": ["code", "message", "at", "attempt", "job", "jobId"],
         "properties": {"code": {"type": "string"}, "message": {"type": "string"},
                        "at": {"type": "string", "format": "date-time"},
                        "attempt": {"type": ["integer", "null"]},
                        "job": {"type": ["string", "null"]},
                        "jobId": {"type": ["string", "null"]}}}},
       "occurredAt": {"type": "string", "format": "date-time"}}}

Fields may be added under the same ``schemaVersion``; one that changes or goes raises it.
"""

from typing import Any
from uuid import UUID, uuid5

from pipeline.assets.asset import Asset, Status
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
        "uploaderId": asset.uploader_id,
        "s3Bucket": asset.s3_bucket,
        "s3Key": asset.s3_key,
        "versionId": asset.version_id,
        "status": asset.status.value,
        "attempt": asset.attempt,
        "formats": list(asset.formats),
        "outputs": dict(asset.outputs),
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
