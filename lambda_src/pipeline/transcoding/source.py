"""Sources: what an uploaded file holds, as MediaConvert's Probe tells it."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from pipeline.failures import Failure
from pipeline.uploads.upload import Limits, refuse_size

LEAST_SIDE_PX = 32  # MediaConvert makes no smaller picture, and we never upscale
# More than any camera makes: a file that says so of itself wants to be expensive.
MOST_SIDE_PX = 8192  # MediaConvert makes no larger picture either
MOST_FRAMES_PER_SECOND = 480
MOST_TRACKS = 100


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
    size_bytes: int | None = None


def parse_probe(answer: Mapping[str, Any], *, rotation_reported: bool) -> Source | Failure:
    """Read Probe's answer. ``rotation_reported``: whether this SDK's model knows Rotation."""
    result: Mapping[str, Any] = next(iter(answer.get("ProbeResults") or []), {})
    container = result.get("Container") or {}
    metadata = result.get("Metadata") or {}
    tracks = container.get("Tracks") or []
    if not tracks:
        return Failure("UNREADABLE_SOURCE", "The file holds no video that can be read.")
    if len(tracks) > MOST_TRACKS:
        return Failure(
            "TOO_MANY_TRACKS",
            f"The file has {len(tracks)} tracks; at most {MOST_TRACKS} are accepted.",
        )
    videos = [track for track in tracks if track.get("TrackType") == "video"]
    if not videos:
        return Failure("NO_VIDEO_TRACK", "The file has no video track.")
    video = videos[0].get("VideoProperties") or {}
    width, height = _seen_size(video)
    if width < LEAST_SIDE_PX or height < LEAST_SIDE_PX:
        return Failure("PICTURE_TOO_SMALL", f"The picture is only {width} by {height} pixels.")
    if max(width, height, *_coded_size(video)) > MOST_SIDE_PX:
        return Failure(
            "PICTURE_TOO_LARGE",
            f"The picture has {width} by {height} pixels; "
            f"at most {MOST_SIDE_PX} on a side are accepted.",
        )
    if _frames_per_second(video) > MOST_FRAMES_PER_SECOND:
        return Failure(
            "FRAME_RATE_TOO_HIGH",
            f"The video has more than {MOST_FRAMES_PER_SECOND} frames a second.",
        )
    # Each declares its own, and the longest decides what a job costs.
    paid = [track for track in tracks if track.get("TrackType") != "data"]
    durations = [one.get("Duration") or 0 for one in (container, *paid)]
    etag = metadata.get("ETag")
    return Source(
        width_px=width,
        height_px=height,
        orientation_known=rotation_reported,
        has_audio=any(track.get("TrackType") == "audio" for track in tracks),
        duration_seconds=max(map(float, durations)) or None,
        size_bytes=metadata.get("FileSize"),
        etag=etag.strip('"') if etag else None,
        content_type=metadata.get("MimeType"),
    )


def _seen_size(video: Mapping[str, Any]) -> tuple[int, int]:
    width, height = _coded_size(video)
    ratio = video.get("SampleAspectRatio") or {}
    if ratio.get("Numerator") and ratio.get("Denominator"):
        width = round(width * ratio["Numerator"] / ratio["Denominator"])
    if (video.get("Rotation") or 0) % 180 == 90:
        width, height = height, width
    return width, height


def _coded_size(video: Mapping[str, Any]) -> tuple[int, int]:
    return int(video.get("Width") or 0), int(video.get("Height") or 0)


def _frames_per_second(video: Mapping[str, Any]) -> float:
    """0 where none is told."""
    rate = video.get("FrameRate") or {}
    return (rate.get("Numerator") or 0) / (rate.get("Denominator") or 1)


def refuse_source(source: Source, upload_etag: str, limits: Limits) -> Failure | None:
    """What can be judged from the file. A job's input names no version of an object: only the
    ETag tells whether the bytes are still the upload's."""
    if source.etag is not None and source.etag != upload_etag:
        return Failure("SUPERSEDED", "A newer version of the file replaced this one.")
    if source.size_bytes is not None and (failure := refuse_size(source.size_bytes, limits)):
        return failure
    seconds = source.duration_seconds
    if seconds is not None and seconds > limits.max_source_duration_seconds:
        return Failure(
            "DURATION_TOO_LONG",
            f"The video lasts {seconds:.0f} s; at most "
            f"{limits.max_source_duration_seconds} s are accepted.",
        )
    return None
