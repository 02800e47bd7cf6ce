"""HLS playlists in a folder, as m3u8 reads them, with what they name as files."""

from collections.abc import Iterator
from dataclasses import dataclass
from functools import cached_property
from itertools import accumulate
from pathlib import Path
from typing import Any
from urllib.parse import unquote, urlsplit

import m3u8


@dataclass(frozen=True)
class Part:
    """A file or, if ``length`` is told, that many bytes of it from ``offset``."""

    path: Path
    offset: int = 0
    length: int | None = None

    @property
    def size_bytes(self) -> int:
        """0 for a file that is not there."""
        if self.length is not None:
            return self.length
        return self.path.stat().st_size if self.path.is_file() else 0

    def head(self, count: int) -> bytes:
        with self.path.open("rb") as file:
            file.seek(self.offset)
            return file.read(count)


@dataclass(frozen=True)
class Segment:
    part: Part
    seconds: float
    discontinuity: bool


@dataclass(frozen=True)
class MediaPlaylist:
    path: Path
    kind: str | None
    target_seconds: int | None
    maps: tuple[Part, ...]
    segments: tuple[Segment, ...]
    i_frames_only: bool
    independent: bool
    ended: bool

    @property
    def name(self) -> str:
        return self.path.name

    @property
    def seconds(self) -> float:
        return sum(segment.seconds for segment in self.segments)

    @property
    def starts(self) -> list[float]:
        """When each segment starts, in seconds."""
        return [0.0, *accumulate(segment.seconds for segment in self.segments)][:-1]

    @property
    def parts(self) -> list[Part]:
        return [*self.maps, *(segment.part for segment in self.segments)]

    @cached_property
    def average_bps(self) -> float:
        bits = 8 * sum(segment.part.size_bytes for segment in self.segments)
        return bits / self.seconds if self.seconds else 0.0

    @cached_property
    def peak_bps(self) -> float:
        """The largest bit rate of neighbours that last 0.5 to 1.5 target durations together.

        RFC 8216, section 4.1. Of all segments, if all together are shorter.
        """
        shortest, longest = (factor * (self.target_seconds or 0) for factor in (0.5, 1.5))
        peak = 0.0
        for first in range(len(self.segments)):
            bits, seconds = 0, 0.0
            for segment in self.segments[first:]:
                bits, seconds = bits + 8 * segment.part.size_bytes, seconds + segment.seconds
                if seconds > longest:
                    break
                if seconds >= shortest and seconds:
                    peak = max(peak, bits / seconds)
        return peak or self.average_bps


@dataclass(frozen=True)
class Variant:
    """A variant, or an I-frame playlist, as the multivariant playlist tells it."""

    path: Path
    bandwidth_bps: int | None
    average_bps: int | None
    codecs: tuple[str, ...]
    size: tuple[int, int] | None
    frame_rate: float | None
    video_range: str
    audio_group: str | None
    subtitle_group: str | None

    @property
    def name(self) -> str:
        return self.path.name

    @property
    def video_codec(self) -> str | None:
        return next((one for one in self.codecs if one[:4] in VIDEO_CODECS), None)

    @property
    def has_video(self) -> bool:
        """A variant that tells neither codecs nor size counts as video."""
        return bool(self.size or self.video_codec or not self.codecs)

    @property
    def has_audio_codec(self) -> bool:
        return any(one.split(".")[0] in AUDIO_CODECS for one in self.codecs)


VIDEO_CODECS = ("avc1", "avc3", "hvc1", "hev1", "dvh1", "dvhe", "av01")
AUDIO_CODECS = ("mp4a", "ac-3", "ec-3", "fLaC", "alac")


@dataclass(frozen=True)
class Rendition:
    """An EXT-X-MEDIA tag. One without a playlist lies within its variants."""

    kind: str
    group: str | None
    name: str
    language: str | None
    path: Path | None


@dataclass(frozen=True)
class Multivariant:
    """A multivariant playlist; ``playlists`` are those it names and that are there."""

    path: Path
    variants: tuple[Variant, ...]
    renditions: tuple[Rendition, ...]
    i_frames: tuple[Variant, ...]
    independent: bool
    named: tuple[Path, ...]
    playlists: dict[Path, MediaPlaylist]

    @property
    def files(self) -> set[Path]:
        """All files that the playlist leads to."""
        return {*self.named} | {part.path for one in self.playlists.values() for part in one.parts}

    @property
    def audio(self) -> list[Rendition]:
        return [one for one in self.renditions if one.kind == "AUDIO" and one.path]


def read(path: Path) -> Multivariant:
    """:raises ValueError: the file is no multivariant playlist."""
    found = _load(path)
    if not found.is_variant:
        raise ValueError(f"{path.name} is no multivariant playlist")
    variants = tuple(_variant(path, one, one.stream_info) for one in found.playlists)
    i_frames = tuple(_variant(path, one, one.iframe_stream_info) for one in found.iframe_playlists)
    renditions = tuple(
        Rendition(
            kind=one.type,
            group=one.group_id,
            name=one.name or "",
            language=one.language,
            path=_beside(path, one.uri) if one.uri else None,
        )
        for one in found.media
    )
    images = [_beside(path, one.uri) for one in found.image_playlists]
    named = [*(one.path for one in (*variants, *i_frames)), *images]
    named += [one.path for one in renditions if one.path]
    return Multivariant(
        path=path,
        variants=variants,
        renditions=renditions,
        i_frames=i_frames,
        independent=found.is_independent_segments,
        named=tuple(dict.fromkeys(named)),
        playlists={one: _media(one) for one in dict.fromkeys(named) if one.is_file()},
    )


def _load(path: Path) -> Any:
    text = path.read_text()
    if not text.startswith("#EXTM3U"):
        raise ValueError(f"{path.name} does not start with #EXTM3U")
    return m3u8.loads(text)


def _beside(playlist: Path, uri: str) -> Path:
    """A relative URI as a file. Any other leads to a file that cannot be there."""
    split = urlsplit(uri)
    if split.scheme or split.netloc or split.path.startswith("/"):
        return Path("/elsewhere") / uri
    return playlist.parent / unquote(split.path)


def _variant(playlist: Path, found: Any, told: Any) -> Variant:
    return Variant(
        path=_beside(playlist, found.uri),
        bandwidth_bps=told.bandwidth,
        average_bps=told.average_bandwidth,
        codecs=tuple(one.strip() for one in (told.codecs or "").split(",") if one.strip()),
        size=told.resolution,
        frame_rate=told.frame_rate,
        video_range=told.video_range or "",
        audio_group=told.audio,
        subtitle_group=told.subtitles,
    )


def _media(path: Path) -> MediaPlaylist:
    found = _load(path)
    return MediaPlaylist(
        path=path,
        kind=found.playlist_type.upper() if found.playlist_type else None,
        target_seconds=found.target_duration,
        maps=tuple(_map(path, one) for one in found.segment_map),
        segments=tuple(_segments(path, found.segments)),
        i_frames_only=found.is_i_frames_only,
        independent=found.is_independent_segments,
        ended=found.is_endlist,
    )


def _map(playlist: Path, found: Any) -> Part:
    length, offset = _range(found.byterange)
    return Part(_beside(playlist, found.uri), offset or 0, length)


def _segments(playlist: Path, found: Any) -> Iterator[Segment]:
    """A range without an offset follows the one before."""
    end = 0
    for one in found:
        length, offset = _range(one.byterange)
        part = Part(_beside(playlist, one.uri), end if offset is None else offset, length)
        if length is None:
            part = Part(part.path)
        end = part.offset + (length or 0)
        yield Segment(part, one.duration, one.discontinuity)


def _range(text: str | None) -> tuple[int | None, int | None]:
    """Length and offset of ``n[@o]``."""
    if not text:
        return None, None
    length, _, offset = text.partition("@")
    return int(length), int(offset) if offset else None
