"""Fitting a profile to a source: the ladder that the source can fill."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from math import ceil

from pipeline.transcoding.profile import JobProfile, Profile, Thumbnails, VideoRendition
from pipeline.transcoding.source import LEAST_SIDE_PX, Source
from pipeline.transcoding.tracks import VideoTrack


@dataclass(frozen=True)
class Picture:
    """``exact``: the size has the source's shape to the pixel; otherwise it is the box to fit
    in, since the source may turn out to stand upright."""

    width_px: int
    height_px: int
    exact: bool


@dataclass(frozen=True)
class PlannedRendition:
    name: str
    picture: Picture
    max_bitrate_bps: int
    quality_tuning_level: str


@dataclass(frozen=True)
class PlannedThumbnails:
    """``expected_count`` is None where the source's duration is unknown."""

    picture: Picture
    interval_seconds: int
    max_count: int
    expected_count: int | None


@dataclass(frozen=True)
class JobPlan:
    """One job, fitted to its source; ``audio`` is None for a silent one."""

    name: str
    segment_seconds: int
    has_audio: bool
    audio_bitrate_bps: int
    audio_sample_rate_hz: int
    renditions: Mapping[str, tuple[PlannedRendition, ...]]
    thumbnails: PlannedThumbnails | None


def fit(profile: Profile, source: Source) -> tuple[JobPlan, ...]:
    """One plan per job of the profile; no picture is larger than the source's."""
    return tuple(_plan(profile, job, source) for job in profile.jobs)


def _plan(profile: Profile, job: JobProfile, source: Source) -> JobPlan:
    if source.video is None:
        raise ValueError("a source without video fills no ladder")
    video = source.video
    return JobPlan(
        name=job.name,
        segment_seconds=profile.segment_seconds,
        has_audio=source.has_audio,
        audio_bitrate_bps=profile.audio.bitrate_bps,
        audio_sample_rate_hz=profile.audio.sample_rate_hz,
        renditions={
            group: _ladder(renditions, video) for group, renditions in job.renditions.items()
        },
        thumbnails=(
            _thumbnails(job.thumbnails, video, source.duration_seconds) if job.thumbnails else None
        ),
    )


def _ladder(
    renditions: Iterable[VideoRendition], video: VideoTrack
) -> tuple[PlannedRendition, ...]:
    """On a small source several steps become the same size: the first of them stays."""
    by_picture: dict[Picture, PlannedRendition] = {}
    for rendition in renditions:
        picture = fit_picture(video, rendition.width_px, rendition.height_px)
        planned = PlannedRendition(
            rendition.name, picture, rendition.max_bitrate_bps, rendition.quality_tuning_level
        )
        by_picture.setdefault(picture, planned)
    return tuple(by_picture.values())


def _thumbnails(
    thumbnails: Thumbnails, video: VideoTrack, duration_seconds: float | None
) -> PlannedThumbnails:
    """Spread over the whole source. MediaConvert takes the first frame, then one after every
    interval: a source that is shorter than the interval has one thumbnail."""
    interval, most = thumbnails.interval_seconds, thumbnails.max_count
    expected = None
    if duration_seconds is not None:
        interval = max(interval, ceil(duration_seconds / most))
        expected = max(1, min(most, ceil(duration_seconds / interval)))
    return PlannedThumbnails(
        picture=fit_picture(video, thumbnails.width_px, thumbnails.width_px),
        interval_seconds=interval,
        max_count=most,
        expected_count=expected,
    )


def fit_picture(video: VideoTrack, box_width_px: int, box_height_px: int) -> Picture:
    """The picture inside the box (turned for an upright one), sides even."""
    width, height = video.display_size_px
    if height > width:
        box_width_px, box_height_px = box_height_px, box_width_px
    scale = min(1.0, box_width_px / width, box_height_px / height)
    return Picture(
        width_px=_even(width * scale, width),
        height_px=_even(height * scale, height),
        exact=video.display_size_known,
    )


def _even(side: float, source_side_px: int) -> int:
    nearest = 2 * round(side / 2)
    return max(LEAST_SIDE_PX, min(nearest, source_side_px - source_side_px % 2))
