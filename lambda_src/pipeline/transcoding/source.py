"""Sources: what an uploaded file holds, and what of it is refused."""

from dataclasses import dataclass

from pipeline.failures import Failure
from pipeline.transcoding.tracks import AudioTrack, CaptionTrack, VideoTrack
from pipeline.uploads.upload import Limits, refuse_size

LEAST_SIDE_PX = 32  # MediaConvert makes no smaller picture, and we never upscale
# More than any camera makes: a file that says so of itself wants to be expensive.
MOST_SIDE_PX = 8192  # MediaConvert makes no larger picture either
MOST_TRACKS = 100
SUPERSEDED = Failure("SUPERSEDED", "A newer version of the file replaced this one.")


@dataclass(frozen=True, kw_only=True)
class Source:
    """``video`` is the film: of several video tracks the one that is no cover picture; None where
    there is sound alone. Captions within the picture are no tracks. ``format`` is Probe's name of
    the container. ``duration_seconds`` is the container's; each track has its own. ``track_count``
    counts those of timecodes and other data too."""

    format: str | None = None
    video: VideoTrack | None
    audio: tuple[AudioTrack, ...] = ()
    captions: tuple[CaptionTrack, ...] = ()
    track_count: int = 1
    container_duration_seconds: float | None = None
    etag: str | None = None
    content_type: str | None = None
    size_bytes: int | None = None

    @property
    def has_audio(self) -> bool:
        return bool(self.audio)

    @property
    def duration_seconds(self) -> float | None:
        """The longest that the container or a track declares: it decides what a job costs."""
        declared = [self.container_duration_seconds, *(one.duration_seconds for one in self.audio)]
        if self.video is not None:
            declared.append(self.video.duration_seconds)
        return max((seconds for seconds in declared if seconds is not None), default=None)


def refuse_source(source: Source, upload_etag: str, limits: Limits) -> Failure | None:
    """What can be judged from the file. A job's input names no version of an object: only the
    ETag tells whether the bytes are still the upload's."""
    if source.etag is not None and source.etag != upload_etag:
        return SUPERSEDED
    if source.size_bytes is not None and (failure := refuse_size(source.size_bytes, limits)):
        return failure
    if source.track_count > MOST_TRACKS:
        return Failure(
            "TOO_MANY_TRACKS",
            f"The file has {source.track_count} tracks; at most {MOST_TRACKS} are accepted.",
        )
    seconds = source.duration_seconds
    if seconds is not None and seconds > limits.max_source_duration_seconds:
        return Failure(
            "DURATION_TOO_LONG",
            f"The file lasts {seconds:.0f} s; at most "
            f"{limits.max_source_duration_seconds} s are accepted.",
        )
    if source.video is None and not source.has_audio:
        return Failure("NO_VIDEO_TRACK", "The file has neither a picture nor sound.")
    return _refuse_video(source.video) if source.video else None


def _refuse_video(video: VideoTrack) -> Failure | None:
    width, height = video.display_size_px
    if min(width, height) < LEAST_SIDE_PX:
        return Failure("PICTURE_TOO_SMALL", f"The picture is only {width} by {height} pixels.")
    if max(width, height, video.width_px, video.height_px) > MOST_SIDE_PX:
        return Failure(
            "PICTURE_TOO_LARGE",
            f"The picture has {width} by {height} pixels; "
            f"at most {MOST_SIDE_PX} on a side are accepted.",
        )
    return None
