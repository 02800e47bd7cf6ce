"""What is in a media file, read from what ``ffmpeg -i`` says (the wheel brings no ffprobe)."""

import re
import subprocess
from dataclasses import dataclass, field
from fractions import Fraction
from pathlib import Path

from local_aws.mediaconvert import ffmpeg

# Demuxers of containers that the service reads; playlists and scripts are none of them.
DEMUXERS = (
    "mov,mp4,m4a,3gp,3g2,mj2,matroska,webm,avi,mpegts,mpeg,mpegvideo,mxf,asf,flv,ogg,wav,mp3,aac,"
    "flac,ac3,eac3,dv,h264,hevc,m4v"
)
READ_ONLY_FILES = ("-protocol_whitelist", "file", "-format_whitelist", DEMUXERS)
INPUT = re.compile(r"^Input #0, (.+), from ", re.MULTILINE)
DURATION = re.compile(r"^  Duration: (\d+):(\d+):(\d+\.\d+)", re.MULTILINE)
STREAM = re.compile(
    r"^  Stream #0:(\d+)(?:\[0x[0-9a-f]+\])?(?:\((\w+)\))?: (Video|Audio|Data|Subtitle): (.*)$"
)
ROTATION = re.compile(r"rotation of (-?[\d.]+) degrees")
NTSC = {23.98: Fraction(24000, 1001), 29.97: Fraction(30000, 1001), 59.94: Fraction(60000, 1001)}
CHANNELS = {"mono": 1, "stereo": 2, "2.1": 3, "4.0": 4, "quad": 4, "5.0": 5, "5.1": 6, "7.1": 8}


class UnreadableError(Exception):
    """The file cannot be opened; ``recognized`` where its container is known but damaged."""

    def __init__(self, reason: str, *, recognized: bool) -> None:
        super().__init__(reason)
        self.recognized = recognized


@dataclass(frozen=True)
class Track:
    """One stream: ``index`` counts all streams from 0; sizes in pixels, rates in Hz and bit/s."""

    index: int
    kind: str
    codec: str
    text: str
    language: str | None = None
    width: int = 0
    height: int = 0
    frame_rate: Fraction | None = None
    rotation: int = 0
    bit_depth: int = 8
    bit_rate: int | None = None
    sample_aspect: Fraction = field(default=Fraction(1))
    interlaced: bool = False
    sample_rate: int = 0
    channels: int = 0


@dataclass(frozen=True)
class Media:
    """A file's container and brand, duration in seconds and tracks."""

    container: str
    brand: str
    duration: float
    tracks: tuple[Track, ...]

    @property
    def video(self) -> Track | None:
        """The first video track that is no cover picture."""
        return next((track for track in self.tracks if track.kind == "video"), None)

    @property
    def sounds(self) -> list[Track]:
        """All audio tracks in order."""
        return [track for track in self.tracks if track.kind == "audio"]


def read(path: Path) -> Media:
    """Read a local file.

    :raises UnreadableError: no container that the service knows, or a damaged one.
    """
    command = [ffmpeg.binary(), "-hide_banner", *READ_ONLY_FILES, "-i", str(path)]
    ran = subprocess.run(command, capture_output=True, check=False, stdin=subprocess.DEVNULL)
    text = ran.stderr.decode(errors="replace")
    found = INPUT.search(text)
    if not found:
        reason = next((row for row in reversed(text.splitlines()) if row.strip()), "unknown")
        raise UnreadableError(reason, recognized=_looks_like_media(path))
    tracks = tuple(_tracks(text.splitlines()))
    clock = DURATION.search(text)
    seconds = int(clock[1]) * 3600 + int(clock[2]) * 60 + float(clock[3]) if clock else 0.0
    brand = _brand(found[1], text, path)
    return Media(found[1], brand, seconds or _count(path), tracks)


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


def _count(path: Path) -> float:
    """Duration of a file whose header has none: the time of its last packet."""
    command = [ffmpeg.binary(), "-v", "error", "-progress", "pipe:1", *READ_ONLY_FILES]
    command += ["-i", str(path), "-c", "copy", "-f", "null", "-"]
    ran = subprocess.run(command, capture_output=True, check=False, stdin=subprocess.DEVNULL)
    times = re.findall(rb"out_time_us=(\d+)", ran.stdout)
    return int(times[-1]) / 1e6 if times else 0.0


def _tracks(lines: list[str]) -> list[Track]:
    found: list[Track] = []
    for number, line in enumerate(lines):
        stream = STREAM.match(line)
        if not stream or "(attached pic)" in line:
            continue
        index, language, kind, text = int(stream[1]), stream[2], stream[3].lower(), stream[4]
        codec = text.split()[0].rstrip(",")
        below = []
        for following in lines[number + 1 :]:
            if not following.startswith("    ") and not following.startswith("      "):
                break
            below.append(following)
        if kind == "video":
            found.append(_video(index, codec, text, language, "\n".join(below)))
        elif kind == "audio":
            found.append(_audio(index, codec, text, language))
        else:
            found.append(Track(index, "data", codec, text, language))
    return found


def _video(index: int, codec: str, text: str, language: str | None, below: str) -> Track:
    size = re.search(r", (\d{2,5})x(\d{2,5})", text)
    rate = re.search(r"([\d.]+)(k?) (?:fps|tbr)", text)
    turned = ROTATION.search(below)
    aspect = re.search(r"SAR (\d+):(\d+)", text)
    depth = re.search(r"yuv\w+p(\d\d)", text)
    return Track(
        index,
        "video",
        codec,
        text,
        language,
        width=int(size[1]) if size else 0,
        height=int(size[2]) if size else 0,
        frame_rate=_rate(float(rate[1]) * (1000 if rate[2] else 1)) if rate else None,
        # ffmpeg counts counter-clockwise, the service clockwise.
        rotation=round(-float(turned[1])) % 360 if turned else 0,
        bit_depth=int(depth[1]) if depth else 8,
        bit_rate=_bit_rate(text),
        sample_aspect=Fraction(int(aspect[1]), int(aspect[2])) if aspect else Fraction(1),
        interlaced="top first" in text or "bottom first" in text,
    )


def _audio(index: int, codec: str, text: str, language: str | None) -> Track:
    rate = re.search(r", (\d+) Hz, ([\w.]+)(?:\(\w+\))?(?: channels)?", text)
    layout = rate[2] if rate else "stereo"
    channels = CHANNELS.get(layout) or (int(layout) if layout.isdigit() else 2)
    hertz = int(rate[1]) if rate else 0
    return Track(
        index,
        "audio",
        codec,
        text,
        language,
        sample_rate=hertz,
        channels=channels,
        bit_rate=_bit_rate(text),
    )


def _rate(value: float) -> Fraction:
    return NTSC.get(round(value, 2)) or Fraction(value).limit_denominator(100)


def _bit_rate(text: str) -> int | None:
    found = re.search(r", (\d+) kb/s", text)
    return int(found[1]) * 1000 if found else None
