"""Reading Probe's answer, in the shape of MediaConvert's model (ProbeResponse).

A fact stands on the track as the container tells it, under CodecMetadata as the essence does, or
in one of both places alone: of MPEG-TS and MPEG-PS the colors stand under CodecMetadata. Probe
tells no sample range, and nothing of captions within the picture.
"""

import math
import re
from collections.abc import Iterator, Mapping, Sequence
from fractions import Fraction
from typing import Any

from pipeline.failures import Failure
from pipeline.transcoding.source import Source
from pipeline.transcoding.tracks import AudioTrack, CaptionTrack, ScanType, VideoTrack

# The members that the shape of a picture depends on. An SDK drops what its model does not know.
SHAPE_MEMBERS: Mapping[str, tuple[str, ...]] = {
    "VideoProperties": ("Rotation", "SampleAspectRatio", "CodecMetadata"),
    "CodecMetadata": ("Rotation", "SampleAspectRatio"),
}
# No camera makes more. Browsers declare 1,000 for "whenever there is a picture": no rate at all.
MOST_FRAMES_PER_SECOND = 480
CAPTION_CODECS = frozenset({"C608", "C708", "WEBVTT"})
# A cover or a preview beside the film, not the film.
STILL_CODECS = frozenset({"MJPEG"})
# Containers of sound: their pictures are covers, whatever the codec.
AUDIO_FORMATS = frozenset({"wave", "mp3", "flac", "ogg", "aac", "ac3", "eac3"})
UNTOLD = frozenset({"UNSPECIFIED", "RESERVED", "LAST", "UNKNOWN"})
_LANGUAGE = re.compile(r"[a-z]{3}")
_NO_LANGUAGE = frozenset({"und", "mis", "mul", "zxx"})

Fields = Mapping[str, Any]


def parse_probe(answer: Fields, *, shape_reported: bool) -> Source | Failure:
    """``shape_reported``: whether the SDK's model knows all of SHAPE_MEMBERS."""
    result: Fields = next(iter(answer.get("ProbeResults") or []), {})
    container = result.get("Container") or {}
    metadata = result.get("Metadata") or {}
    tracks = container.get("Tracks") or []
    if not tracks:
        return Failure("UNREADABLE_SOURCE", "The file holds no video or sound that can be read.")
    etag = metadata.get("ETag")
    videos = [_video(number, track, shape_reported) for number, track in _numbered(tracks, "video")]
    return Source(
        format=_told(container.get("Format")),
        video=None if container.get("Format") in AUDIO_FORMATS else _film(videos),
        audio=tuple(_audio(number, track) for number, track in _numbered(tracks, "audio")),
        captions=tuple(
            CaptionTrack(codec=track["Codec"], language=_language(track.get("DataProperties")))
            for _, track in _numbered(tracks, "data")
            if track.get("Codec") in CAPTION_CODECS
        ),
        track_count=len(tracks),
        container_duration_seconds=_seconds(container.get("Duration")),
        etag=etag.strip('"') if etag else None,
        content_type=metadata.get("MimeType"),
        size_bytes=metadata.get("FileSize"),
    )


def _numbered(tracks: Sequence[Fields], kind: str) -> Iterator[tuple[int, Fields]]:
    """The tracks of one type, counted from 1."""
    return enumerate((track for track in tracks if track.get("TrackType") == kind), start=1)


def _film(videos: Sequence[VideoTrack]) -> VideoTrack | None:
    """The first that moves. Of still pictures alone, as old cameras make them, the first too."""
    return min(videos, key=lambda one: (one.codec in STILL_CODECS, one.number), default=None)


def _video(number: int, track: Fields, shape_reported: bool) -> VideoTrack:
    told = track.get("VideoProperties") or {}
    essence = told.get("CodecMetadata") or {}
    # By the essence where the container is silent; a size of 0 is as good as none.
    width, height = _size(told) or _size(essence) or (0, 0)
    codec = _told(track.get("Codec"))
    return VideoTrack(
        number=number,
        codec=codec,
        width_px=width,
        height_px=height,
        container_sample_aspect_ratio=_sample_aspect(told, width, height),
        essence_sample_aspect_ratio=_sample_aspect(essence, width, height),
        essence_read=shape_reported and bool(essence),
        rotation_degrees=_rotation(told, essence) if shape_reported else None,
        scan_type=_scan_type(essence),
        container_frame_rate=_frame_rate(told.get("FrameRate")),
        essence_frame_rate=_frame_rate(essence.get("CodedFrameRate")),
        bit_depth=told.get("BitDepth") or essence.get("BitDepth"),
        chroma_subsampling=essence.get("ChromaSubsampling"),
        color_primaries=_of_either("ColorPrimaries", told, essence),
        transfer_characteristics=_of_either("TransferCharacteristics", told, essence),
        matrix_coefficients=_of_either("MatrixCoefficients", told, essence),
        dolby_vision_profile=(essence.get("DolbyVision") or {}).get("Profile"),
        duration_seconds=_seconds(track.get("Duration")),
    )


def _audio(number: int, track: Fields) -> AudioTrack:
    told = track.get("AudioProperties") or {}
    return AudioTrack(
        number=number,
        codec=_told(track.get("Codec")),
        channels=told.get("Channels") or None,
        channel_layout=told.get("ChannelLayout"),
        sample_rate_hz=told.get("SampleRate") or None,
        bit_depth=told.get("BitDepth") or None,
        language=_language(told),
        duration_seconds=_seconds(track.get("Duration")),
    )


def _size(told: Fields) -> tuple[int, int] | None:
    width, height = told.get("Width") or 0, told.get("Height") or 0
    return (width, height) if width > 0 and height > 0 else None


def _fraction(told: Fields | None) -> Fraction | None:
    numerator, denominator = (told or {}).get("Numerator"), (told or {}).get("Denominator")
    if not numerator or not denominator or numerator < 0 or denominator < 0:
        return None
    return Fraction(numerator, denominator)


def _sample_aspect(told: Fields, width: int, height: int) -> Fraction | None:
    """From the display's aspect ratio where only that is told."""
    if sample := _fraction(told.get("SampleAspectRatio")):
        return sample
    display = _fraction(told.get("DisplayAspectRatio"))
    return display * Fraction(height, width) if display and width else None


def _rotation(told: Fields, essence: Fields) -> int:
    """Null means 0. A job can turn by right angles alone; other angles count as 0 there too."""
    degrees = told.get("Rotation") or essence.get("Rotation") or 0
    return degrees % 360 if degrees % 90 == 0 else 0


def _scan_type(essence: Fields) -> ScanType | None:
    """A field order is told of interlaced video alone."""
    if essence.get("FieldOrder"):
        return ScanType.INTERLACED
    told = (essence.get("ScanType") or "").casefold()
    return next((one for one in ScanType if told.startswith(one)), None)


def _frame_rate(told: Fields | None) -> Fraction | None:
    rate = _fraction(told)
    return rate if rate is not None and rate <= MOST_FRAMES_PER_SECOND else None


def _of_either(member: str, told: Fields, essence: Fields) -> str | None:
    return _told(told.get(member)) or _told(essence.get(member))


def _told(value: str | None) -> str | None:
    return None if value in UNTOLD else value or None


def _language(told: Fields | None) -> str | None:
    code = ((told or {}).get("LanguageCode") or "").casefold()
    return code if _LANGUAGE.fullmatch(code) and code not in _NO_LANGUAGE else None


def _seconds(value: float | None) -> float | None:
    """A stream without an end declares 0: that is no duration."""
    return float(value) if value and value > 0 and not math.isnan(value) else None
