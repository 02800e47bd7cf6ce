"""What is in a media file, read from what ``ffmpeg -i`` says (the wheel brings no ffprobe)."""

import re
from dataclasses import dataclass, replace
from fractions import Fraction
from pathlib import Path

from local_aws.mediaconvert import ffmpeg, headers, tracks
from local_aws.mediaconvert.tracks import Track

# Demuxers of containers that the service reads; playlists and scripts are none of them.
DEMUXERS = (
    "mov,mp4,m4a,3gp,3g2,mj2,matroska,webm,avi,mpegts,mpeg,mpegvideo,mxf,asf,flv,ogg,wav,mp3,aac,"
    "flac,ac3,eac3,dv,h264,hevc,m4v"
)
READ_ONLY_FILES = ("-protocol_whitelist", "file", "-format_whitelist", DEMUXERS)
INPUT = re.compile(r"^Input #0, (.+), from ", re.MULTILINE)
START = re.compile(r"^  Duration: [^,]+, start: ", re.MULTILINE)
DURATION = re.compile(r"^  Duration: (\d+):(\d+):(\d+\.\d+)", re.MULTILINE)


class UnreadableError(Exception):
    """The file cannot be opened; ``recognized`` where its container is known but damaged."""

    def __init__(self, reason: str, *, recognized: bool) -> None:
        super().__init__(reason)
        self.recognized = recognized


@dataclass(frozen=True)
class Media:
    """A file's container and brand, duration in seconds and tracks. ``unseen_start``: its first
    time stamp (seconds), where ffmpeg does not see that by itself."""

    container: str
    brand: str
    duration: float
    tracks: tuple[Track, ...]
    declared_duration: float | None = None
    unseen_start: float = 0

    @property
    def video(self) -> Track | None:
        """The first video track that is no cover picture, be it marked as such or not."""
        videos = [track for track in self.tracks if track.kind == "video"]
        return next(iter([one for one in videos if one.codec != "mjpeg"] or videos), None)

    @property
    def is_mp4_or_mov(self) -> bool:
        """3GP has the same boxes, and is neither."""
        return self.container.startswith("mov,") and not self.brand.startswith("3g")

    @property
    def sounds(self) -> list[Track]:
        """All audio tracks in order."""
        return [track for track in self.tracks if track.kind == "audio"]


def read(path: Path) -> Media:
    """Read a local file.

    :raises UnreadableError: no container that the service knows, or a damaged one.
    """
    command = [ffmpeg.binary(), "-hide_banner", *READ_ONLY_FILES, "-i", str(path)]
    ran = ffmpeg.ask(command)
    text = ran.stderr.decode(errors="replace")
    found = INPUT.search(text)
    if not found:
        reason = next((row for row in reversed(text.splitlines()) if row.strip()), "unknown")
        raise UnreadableError(reason, recognized=_looks_like_media(path))
    found_tracks = tuple(_as_declared(found[1], path, tracks.parse(text.splitlines())))
    clock = DURATION.search(text)
    seconds = int(clock[1]) * 3600 + int(clock[2]) * 60 + float(clock[3]) if clock else 0.0
    brand = _brand(found[1], text, path)
    if seconds:
        return Media(found[1], brand, seconds, found_tracks, seconds)
    first, counted = _count(path)
    unseen = 0 if START.search(text) else first
    return Media(found[1], brand, counted, found_tracks, None, unseen)


def _as_declared(container: str, path: Path, found: list[Track]) -> list[Track]:
    """With rotations and aspect ratios as the container has them: ffmpeg tells the container's
    aspect ratio only where the essence's differs, and takes a mirrored picture for a turned one."""
    if container.startswith("mov,"):
        by_index = dict(enumerate(headers.of_movie(path)))
    elif container == "matroska,webm" and headers.matroska_tells_aspect(path):
        by_index = {one.index: headers.TrackHeader(one.rotation, True) for one in found}
    else:
        by_index = {}
    return [
        replace(
            track,
            rotation=own.rotation or 0,
            container_aspect=(track.container_aspect or track.essence_aspect)
            if own.has_aspect
            else None,
        )
        if track.kind == "video" and (own := by_index.get(track.index))
        else track
        for track in found
    ]


def _brand(container: str, text: str, path: Path) -> str:
    """What ffmpeg's list of names hides: QuickTime by its major brand, WebM by its DocType."""
    if container == "matroska,webm":
        return "webm" if b"webm" in path.open("rb").read(64) else "matroska"
    major = re.search(r"^    major_brand *: (\w+)", text, re.MULTILINE)
    return major[1] if major else ""


def _looks_like_media(path: Path) -> bool:
    head = path.open("rb").read(512)
    marks = (b"\x1aE\xdf\xa3", b"OggS", b"RIFF", b"FLV", b"0&\xb2u", b"\x00\x00\x01\xba", b"ID3")
    return head[4:8] in (b"ftyp", b"moov", b"mdat", b"wide", b"free") or head.startswith(marks)


def _count(path: Path) -> tuple[float, float]:
    """First time stamp and duration of a file whose header has none: by its packets, in seconds."""
    command = [ffmpeg.binary(), "-v", "error", *READ_ONLY_FILES, "-copyts", "-i", str(path)]
    command += ["-map", "0:v?", "-map", "0:a?", "-c", "copy", "-f", "framecrc", "-"]
    text = ffmpeg.ask(command).stdout.decode(errors="replace")
    bases = {number: Fraction(base) for number, base in re.findall(r"#tb (\d+): (\S+)", text)}
    # Stream, decode and presentation time, duration.
    rows = re.findall(r"^(\d+), +-?\d+, +(-?\d+), +(\d+),", text, re.MULTILINE)
    spans = [(int(at) * bases[of], (int(at) + int(more)) * bases[of]) for of, at, more in rows]
    if not spans:
        return 0, 0
    first = min(begin for begin, _ in spans)
    return float(first), float(max(end for _, end in spans) - first)
