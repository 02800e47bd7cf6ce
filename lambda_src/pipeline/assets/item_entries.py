"""The parts of the asset record as plain values: source, jobs, warnings, errors, history …"""

from collections.abc import Mapping
from datetime import datetime
from decimal import Decimal
from typing import Any

from pipeline.assets.asset import AssetError, HistoryEntry, Removal, Served, Status
from pipeline.assets.source_facts import SoundFacts, SourceFacts
from pipeline.assets.warnings import AssetWarning
from pipeline.captions.caption import Caption, CaptionSource
from pipeline.jobs.job import Job, JobState
from pipeline.jobs.made import MadeRendition
from pipeline.text.timestamps import from_text, to_text
from pipeline.transcoding.estimate import Estimate
from pipeline.transcoding.prices import Tier
from pipeline.transcoding.tracks import ScanType

Item = dict[str, Any]


def source_item(source: SourceFacts) -> Item:
    return present(
        format=source.format,
        widthPx=source.width_px,
        heightPx=source.height_px,
        durationSeconds=source.duration_seconds,
        frameRate=source.frame_rate,
        scanType=source.scan_type.value if source.scan_type else None,
        hdrFormat=source.hdr_format,
        sounds=[present(language=one.language, channels=one.channels) for one in source.sounds],
        captionCount=source.caption_count,
    )


def source_of(item: Mapping[str, Any]) -> SourceFacts:
    return SourceFacts(
        format=item.get("format"),
        width_px=item.get("widthPx"),
        height_px=item.get("heightPx"),
        duration_seconds=_decimal_of(item, "durationSeconds"),
        frame_rate=_decimal_of(item, "frameRate"),
        scan_type=ScanType(item["scanType"]) if "scanType" in item else None,
        hdr_format=item.get("hdrFormat"),
        sounds=tuple(
            SoundFacts(language=one.get("language"), channels=one.get("channels"))
            for one in item["sounds"]
        ),
        caption_count=item["captionCount"],
    )


def job_item(job: Job) -> Item:
    return present(
        id=job.id,
        state=job.state.value,
        attempt=job.attempt,
        percent=job.percent,
        outputGroups=list(job.output_groups),
        submittedAt=job.submitted_at,
        finishedAt=job.finished_at,
        thumbnailCount=job.thumbnail_count,
        renditions=[_rendition_item(one) for one in job.renditions] or None,
    )


def job_of(name: str, item: Mapping[str, Any]) -> Job:
    return Job(
        name=name,
        id=item.get("id"),
        state=JobState(item["state"]),
        attempt=item["attempt"],
        percent=item["percent"],
        output_groups=tuple(item["outputGroups"]),
        submitted_at=time_of(item, "submittedAt"),
        finished_at=time_of(item, "finishedAt"),
        thumbnail_count=item.get("thumbnailCount"),
        renditions=tuple(_rendition_of(one) for one in item.get("renditions", ())),
    )


def _rendition_item(made: MadeRendition) -> Item:
    return present(
        durationSeconds=made.duration_seconds,
        widthPx=made.width_px,
        heightPx=made.height_px,
        path=made.path,
    )


def _rendition_of(item: Mapping[str, Any]) -> MadeRendition:
    return MadeRendition(
        duration_seconds=_decimal_of(item, "durationSeconds"),
        width_px=item.get("widthPx"),
        height_px=item.get("heightPx"),
        path=item.get("path"),
    )


def served_item(served: Served) -> Item:
    return present(
        attempt=served.attempt,
        formats=list(served.formats),
        outputs=dict(served.outputs),
        captions=captions_item(served.captions),
        poster=served.poster,
    )


def served_of(item: Mapping[str, Any]) -> Served:
    return Served(
        attempt=item["attempt"],
        formats=tuple(item["formats"]),
        outputs=item["outputs"],
        captions=captions_of(item),
        poster=item.get("poster"),
    )


def removal_item(removal: Removal) -> Item:
    return present(attempt=removal.attempt, dueAt=removal.due_at, askedAt=removal.asked_at)


def removal_of(item: Mapping[str, Any]) -> Removal:
    return Removal(
        attempt=item["attempt"],
        due_at=from_text(item["dueAt"]),
        asked_at=time_of(item, "askedAt"),
    )


def captions_item(captions: tuple[Caption, ...]) -> list[Item] | None:
    items = [
        present(language=one.language, source=one.source.value, s3Key=one.key, leftOut=one.left_out)
        for one in captions
    ]
    return items or None


def captions_of(item: Mapping[str, Any]) -> tuple[Caption, ...]:
    """Of what has ``captions``, or none."""
    return tuple(
        Caption(
            language=one["language"],
            source=CaptionSource(one["source"]),
            key=one.get("s3Key"),
            left_out=one.get("leftOut"),
        )
        for one in item.get("captions", ())
    )


def error_item(error: AssetError) -> Item:
    return present(
        code=error.code,
        message=error.message,
        at=error.at,
        attempt=error.attempt,
        job=error.job,
        jobId=error.job_id,
    )


def error_of(item: Mapping[str, Any]) -> AssetError:
    return AssetError(
        code=item["code"],
        message=item["message"],
        at=from_text(item["at"]),
        attempt=item.get("attempt"),
        job=item.get("job"),
        job_id=item.get("jobId"),
    )


def warning_item(warning: AssetWarning) -> Item:
    return present(code=warning.code, message=warning.message, job=warning.job)


def history_item(entry: HistoryEntry) -> Item:
    return present(at=entry.at, attempt=entry.attempt, status=entry.status.value, cause=entry.cause)


def history_entry_of(item: Mapping[str, Any]) -> HistoryEntry:
    return HistoryEntry(
        at=from_text(item["at"]),
        attempt=item["attempt"],
        status=Status(item["status"]),
        cause=item["cause"],
    )


def estimate_item(estimate: Estimate) -> Item:
    return present(
        lowUsd=estimate.low_usd,
        highUsd=estimate.high_usd,
        region=estimate.region,
        tier=estimate.tier.value if estimate.tier else None,
        liftedBy=list(estimate.lifted_by) or None,
        notes=list(estimate.notes) or None,
    )


def estimate_of(item: Mapping[str, Any]) -> Estimate:
    return Estimate(
        low_usd=_decimal_of(item, "lowUsd"),
        high_usd=_decimal_of(item, "highUsd"),
        region=item["region"],
        tier=Tier(item["tier"]) if "tier" in item else None,
        lifted_by=tuple(item.get("liftedBy", ())),
        notes=tuple(item.get("notes", ())),
    )


def _decimal_of(item: Mapping[str, Any], name: str) -> Decimal | None:
    return Decimal(item[name]) if name in item else None


def time_of(item: Mapping[str, Any], name: str) -> datetime | None:
    return from_text(item[name]) if name in item else None


def present(**values: Any) -> Item:
    return {
        name: to_text(value) if isinstance(value, datetime) else value
        for name, value in values.items()
        if value is not None
    }
