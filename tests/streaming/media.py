"""What is in the media that a playlist leads to: ffmpeg reads headers and times of every packet,
and decodes nothing."""

import re
import subprocess
from collections.abc import Sequence
from dataclasses import dataclass
from fractions import Fraction
from pathlib import Path

import imageio_ffmpeg

READ_SECONDS = 300
# Instantaneous decoder refresh: H.264 table 7-1, HEVC table 7-1.
IDR = {"h264": {5}, "hevc": {19, 20}}
SLICES = {"h264": {1, 2, 5}, "hevc": set(range(32))}
FIELD = re.compile(r"\] \d+ +(\w+) +[01]+ = (-?\d+)$")
HDR_TRANSFERS = {16: "PQ", 18: "HLG"}
LAYOUTS = {"mono": 1, "stereo": 2, "5.1": 6, "5.1(side)": 6, "7.1": 8}


@dataclass(frozen=True)
class Picture:
    """``profile`` and ``level`` are the codec's numbers; ``idr_seconds`` count from the start."""

    codec: str
    profile: int
    level: int
    high_tier: bool
    progressive: bool
    size: tuple[int, int]
    frame_rate: float
    primaries: int
    transfer: int
    seconds: float
    idr_seconds: tuple[float, ...]
    continuous: bool

    @property
    def video_range(self) -> str:
        return HDR_TRANSFERS.get(self.transfer, "SDR")


@dataclass(frozen=True)
class Sound:
    codec: str
    profile: str
    channels: int
    bitrate_bps: float
    seconds: float
    continuous: bool


@dataclass(frozen=True)
class Stream:
    """What one playlist leads to."""

    pictures: tuple[Picture, ...]
    sounds: tuple[Sound, ...]


@dataclass(frozen=True)
class Packets:
    """Decode and presentation times, durations and sizes; times in seconds."""

    decode: list[float]
    present: list[float]
    length: list[float]
    sizes: list[int]

    @property
    def seconds(self) -> float:
        ends = [at + more for at, more in zip(self.present, self.length, strict=True)]
        return max(ends) - min(self.present) if ends else 0.0

    @property
    def continuous(self) -> bool:
        """Each packet is decoded when the one before ends, to half of its duration."""
        steps = zip(self.decode, self.decode[1:], self.length, strict=False)
        return all(abs(after - at - more) <= more / 2 for at, after, more in steps)


def read(playlist: Path) -> Stream:
    """Of a playlist, or of a single file.

    :raises ValueError: ffmpeg cannot read what the playlist leads to."""
    command = [
        *_opened(playlist),
        *["-map", "0:v?", "-map", "0:a?", "-c", "copy", "-copyts", "-f", "framecrc", "-"],
    ]
    done = _run(command, playlist)
    log = done.stderr.split("Output #0")[0]
    videos = re.findall(r"Stream #0:\d+.*?: Video: (\w+).*?, (\d+)x(\d+)", log)
    audios = re.findall(
        r"Stream #0:\d+.*?: Audio: (\w+)(?: \(([^)]+)\))?.*?, \d+ Hz, ([^,\n]+)", log
    )
    packets = _packets(done.stdout)
    if len(packets) != len(videos) + len(audios) or not packets:
        raise ValueError(f"{playlist.name}: {_last_words(done.stderr)}")
    return Stream(
        pictures=tuple(
            _picture(playlist, number, codec, (int(width), int(height)), packets[number])
            for number, (codec, width, height) in enumerate(videos)
        ),
        sounds=tuple(
            Sound(
                codec=codec,
                profile=profile,
                channels=LAYOUTS.get(layout.strip(), 0),
                bitrate_bps=8 * sum(one.sizes) / one.seconds if one.seconds else 0,
                seconds=one.seconds,
                continuous=one.continuous,
            )
            for (codec, profile, layout), one in zip(audios, packets[len(videos) :], strict=True)
        ),
    )


def _opened(playlist: Path) -> list[str]:
    """ffmpeg with its input, in the folder of the playlist."""
    lists = ["-allowed_extensions", "ALL"] if playlist.suffix == ".m3u8" else []
    start = [imageio_ffmpeg.get_ffmpeg_exe(), "-nostdin", "-hide_banner", *lists]
    return [*start, "-protocol_whitelist", "file", "-i", playlist.name]


def _run(command: Sequence[str], playlist: Path) -> subprocess.CompletedProcess[str]:
    try:
        done = subprocess.run(
            command,
            cwd=playlist.parent,
            check=False,
            capture_output=True,
            text=True,
            timeout=READ_SECONDS,
        )
    except subprocess.TimeoutExpired as error:
        raise ValueError(f"{playlist.name}: not read in {READ_SECONDS} s") from error
    if done.returncode:
        raise ValueError(f"{playlist.name}: {_last_words(done.stderr)}")
    return done


def _last_words(log: str) -> str:
    return (log.strip().splitlines() or ["ffmpeg says nothing"])[-1]


def _packets(text: str) -> list[Packets]:
    """Rows of framecrc: stream, decode and presentation time, duration, size."""
    bases = {
        int(number): Fraction(base)
        for number, base in re.findall(r"^#tb (\d+): (\d+/\d+)$", text, re.M)
    }
    found = {number: Packets([], [], [], []) for number in sorted(bases)}
    rows = re.findall(r"^(\d+), +(-?\d+), +(-?\d+), +(\d+), +(\d+),", text, re.M)
    for stream, decode, present, length, size in rows:
        one, base = found[int(stream)], bases[int(stream)]
        one.decode.append(float(int(decode) * base))
        one.present.append(float(int(present) * base))
        one.length.append(float(int(length) * base))
        one.sizes.append(int(size))
    return list(found.values())


def _picture(
    playlist: Path, number: int, codec: str, size: tuple[int, int], packets: Packets
) -> Picture:
    if codec not in IDR:
        return Picture(
            *(codec, 0, 0, False, True, size, 0.0, 2, 2, packets.seconds, (), packets.continuous)
        )
    trace = _run(
        [
            *_opened(playlist),
            *["-map", f"0:v:{number}", "-c", "copy", "-bsf:v", "trace_headers", "-f", "null", "-"],
        ],
        playlist,
    ).stderr
    # Parameter sets stand before the first packet, in its extradata, or within it.
    fields: dict[str, int] = {}
    kinds: list[set[int]] = []
    for line in trace.splitlines():
        if "] Packet: " in line:
            kinds.append(set())
        elif match := FIELD.search(line):
            fields.setdefault(match[1], int(match[2]))
            if match[1] == "nal_unit_type" and kinds:
                kinds[-1].add(int(match[2]))
    if len(kinds) != len(packets.present):
        raise ValueError(f"{playlist.name}: {len(kinds)} of {len(packets.present)} packets traced")
    start = min(packets.present)
    hevc = codec == "hevc"
    return Picture(
        codec=codec,
        profile=fields.get("general_profile_idc" if hevc else "profile_idc", 0),
        level=fields.get("general_level_idc" if hevc else "level_idc", 0),
        high_tier=bool(fields.get("general_tier_flag")),
        progressive=not fields.get("field_seq_flag") and bool(fields.get("frame_mbs_only_flag", 1)),
        size=size,
        frame_rate=len(kinds) / packets.seconds if packets.seconds else 0.0,
        primaries=fields.get("colour_primaries", 2),
        transfer=fields.get("transfer_characteristics", 2),
        seconds=packets.seconds,
        idr_seconds=tuple(
            at - start
            for at, seen in zip(packets.present, kinds, strict=True)
            if seen & SLICES[codec] and seen & SLICES[codec] <= IDR[codec]
        ),
        continuous=packets.continuous,
    )
