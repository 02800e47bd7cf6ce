"""Assets as clients of the API see them.

Nothing in it names a bucket, an account or a job of ours. Members without a value are absent. Times
are UTC, ISO 8601 with Z.
"""

from collections.abc import Mapping
from decimal import Decimal
from typing import Any

from pipeline.assets.asset import Asset, AssetError, Served
from pipeline.assets.item_entries import present, source_item, warning_item
from pipeline.assets.served import capture_count, shown
from pipeline.assets.served_urls import urls_of
from pipeline.captions.caption import Caption
from pipeline.jobs.error_codes import PREFIX, verdict_on

# Their messages repeat AWS's words, which name what is ours and nobody can mend but us.
FAULTS_OF_OURS = frozenset({"BAD_PROFILE", "PIPELINE_FAULT", "PROFILE_CHANGED"})
SUMMARY = (
    *("assetId", "uploaderId", "status", "attempt", "progressPercent", "revision", "filename"),
    *("passthrough", "projectId", "mediaId", "createdAt", "updatedAt"),
)
FAULT_OF_OURS = "Something is wrong on our side. The asset goes on once that is mended."


def asset_document(asset: Asset, cdn_domain_name: str | None = None) -> dict[str, Any]:
    """Always there: ``assetId``, ``status`` (PENDING, PROCESSING, SUCCEEDED, FAILED), ``attempt``
    (the current one, from 1), ``progressPercent`` (0 to 100, of the current attempt),
    ``revision`` (as in announcements: of two documents the higher is newer), ``filename``,
    ``size`` (bytes), ``visibility`` (private, public), ``renditions``, ``captions``, ``warnings``
    and ``errors`` (lists), ``uploadedAt``, ``createdAt``, ``updatedAt``.

    As soon as they are known: ``uploaderId``, ``contentType`` (as Probe tells it),
    ``passthrough``, ``projectId``, ``mediaId``, ``profile`` (its name), ``source`` (as in the
    record, docs/events.md), ``estimate`` (``lowUsd``, ``highUsd``), ``served``, ``completedAt``.
    """
    upload, words = asset.upload, asset.words
    return present(
        assetId=asset.id,
        uploaderId=upload.uploader_id,
        status=asset.status.value,
        attempt=asset.attempt,
        progressPercent=asset.progress_percent,
        revision=asset.revision,
        filename=upload.filename,
        size=upload.size_bytes,
        visibility=asset.visibility.value,
        contentType=asset.content_type,
        passthrough=words.passthrough,
        projectId=words.project_id,
        mediaId=words.media_id,
        profile=asset.profile.name if asset.profile else None,
        source=_json(source_item(asset.source)) if asset.source else None,
        estimate=_estimate(asset),
        renditions=[
            present(
                job=job.name,
                durationSeconds=_json(made.duration_seconds),
                widthPx=made.width_px,
                heightPx=made.height_px,
            )
            for job in asset.jobs.values()
            for made in job.renditions
        ],
        captions=[caption_document(one) for one in asset.captions],
        served=_served(asset.served, cdn_domain_name) if asset.served else None,
        warnings=[warning_item(one) for one in asset.warnings],
        errors=[_error(one) for one in asset.errors],
        uploadedAt=upload.uploaded_at,
        createdAt=asset.created_at,
        updatedAt=asset.updated_at,
        completedAt=asset.completed_at,
    )


def _served(served: Served, cdn_domain_name: str | None) -> dict[str, Any]:
    """What viewers get: ``attempt``, ``formats``, ``captions``. ``thumbnails`` has the ``count`` of
    captured frames, which are numbered from 0; ``poster`` has the ``number`` of one, and whether
    its owner chose it (``chosen``). Both are absent where there are none. That there is a
    storyboard, its format tells. ``urls``, by format, are absent where there is no CDN."""
    told, count = shown(served), capture_count(served)
    poster = told.outputs.get("poster")
    return present(
        attempt=told.attempt,
        formats=list(told.formats),
        captions=[caption_document(one) for one in told.captions],
        thumbnails={"count": count} if count else None,
        poster={"number": poster["number"], "chosen": served.poster is not None}
        if isinstance(poster, Mapping)
        else None,
        urls=urls_of(served, cdn_domain_name) if cdn_domain_name else None,
    )


def caption_document(one: Caption) -> dict[str, Any]:
    return present(language=one.language, source=one.source.value, leftOut=one.left_out)


def _estimate(asset: Asset) -> dict[str, Any] | None:
    if asset.estimate is None:
        return None
    low, high = asset.estimate.low_usd, asset.estimate.high_usd
    return present(lowUsd=_json(low), highUsd=_json(high)) or None


def _error(error: AssetError) -> dict[str, Any]:
    """``code`` is stable, ``message`` is for people; ``at``, ``attempt`` and ``job`` (its name in
    the profile) where they are known."""
    return present(
        code=error.code,
        message=_message(error),
        at=error.at,
        attempt=error.attempt,
        job=error.job,
    )


def _message(error: AssetError) -> str:
    if error.code in FAULTS_OF_OURS:
        return FAULT_OF_OURS
    if error.code.startswith(PREFIX):
        return f"{verdict_on(error.code).meaning}."
    return error.message


def _json(value: Any) -> Any:
    """JSON has one kind of number."""
    match value:
        case Decimal():
            return float(value)
        case dict():
            return {name: _json(one) for name, one in value.items()}
        case list():
            return [_json(one) for one in value]
    return value


def summary_document(item: Mapping[str, Any], poster_url: str | None = None) -> dict[str, Any]:
    """Of an asset in a list, by what its index holds: ``assetId``, ``uploaderId``, ``status``,
    ``attempt``, ``progressPercent``, ``revision``, ``filename``. Of one uploader's list beside
    these ``passthrough``, ``projectId``, ``mediaId`` and ``createdAt``, and ``poster``, a URL,
    where there is one; of a list by status ``updatedAt``."""
    told = {name: item[name] for name in SUMMARY if name in item}
    return told if poster_url is None else told | {"poster": poster_url}
