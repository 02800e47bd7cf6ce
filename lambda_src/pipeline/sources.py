"""Sources: what an uploaded file holds, as MediaConvert's Probe tells it."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from pipeline.failures import Refusal
from pipeline.uploads import Limits

LEAST_SIDE_PX = 32  # MediaConvert makes no smaller picture, and we never upscale


@dataclass(frozen=True, kw_only=True)
class Source:
    """``width_px`` and ``height_px`` are as a viewer sees it: turned, with square pixels."""

    width_px: int
    height_px: int
    orientation_known: bool
    has_audio: bool
    duration_seconds: float | None
    etag: str | None
    content_type: str | None


def parse_probe(answer: Mapping[str, Any], *, rotation_reported: bool) -> Source | Refusal:
    """Read Probe's answer. ``rotation_reported``: whether this SDK's model knows Rotation."""
    result = next(iter(answer.get("ProbeResults") or []), {})
    container = result.get("Container") or {}
    metadata = result.get("Metadata") or {}
    tracks = container.get("Tracks") or []
    if not tracks:
        return Refusal("UNREADABLE_SOURCE", "The file holds no video that can be read.")
    videos = [track for track in tracks if track.get("TrackType") == "video"]
    if not videos:
        return Refusal("NO_VIDEO_TRACK", "The file has no video track.")
    video = videos[0].get("VideoProperties") or {}
    width, height = _seen_size(video)
    if width < LEAST_SIDE_PX or height < LEAST_SIDE_PX:
        return Refusal("PICTURE_TOO_SMALL", f"The picture is only {width} by {height} pixels.")
    duration = container.get("Duration") or videos[0].get("Duration")
    etag = metadata.get("ETag")
    return Source(
        width_px=width,
        height_px=height,
        orientation_known=rotation_reported,
        has_audio=any(track.get("TrackType") == "audio" for track in tracks),
        duration_seconds=float(duration) if duration else None,
        etag=etag.strip('"') if etag else None,
        content_type=metadata.get("MimeType"),
    )


def _seen_size(video: Mapping[str, Any]) -> tuple[int, int]:
    width = int(video.get("Width") or 0)
    height = int(video.get("Height") or 0)
    ratio = video.get("SampleAspectRatio") or {}
    if ratio.get("Numerator") and ratio.get("Denominator"):
        width = round(width * ratio["Numerator"] / ratio["Denominator"])
    if (video.get("Rotation") or 0) % 180 == 90:
        width, height = height, width
    return width, height


def refuse_source(source: Source, upload_etag: str, limits: Limits) -> Refusal | None:
    """What can be judged from the file. A job's input names no version of an object: only the
    ETag tells whether the bytes are still the upload's."""
    if source.etag is not None and source.etag != upload_etag:
        return Refusal("SUPERSEDED", "A newer version of the file replaced this one.")
    seconds = source.duration_seconds
    if seconds is not None and seconds > limits.max_source_duration_seconds:
        return Refusal(
            "DURATION_TOO_LONG",
            f"The video lasts {seconds:.0f} s; at most "
            f"{limits.max_source_duration_seconds} s are accepted.",
        )
    return None
