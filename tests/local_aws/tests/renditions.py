"""What a job made of a source, rendition by rendition: decoded, and held to the plan."""

import re
import subprocess
from collections.abc import Iterator
from dataclasses import dataclass, replace
from math import ceil
from pathlib import Path

from local_aws.mediaconvert import tracks
from local_aws.mediaconvert.tracks import Color, Track
from local_aws.tests.media_files import Media
from local_aws.tests.recipes import Case
from pipeline.transcoding.ladder import PlannedRendition
from pipeline.transcoding.plan import JobPlan
from streaming import media as headers
from streaming.media import Picture, Sound

HIGH = 100
WIDE = ("bt2020", "smpte432", "smpte431")
SDR = Color("", "bt709", "bt709", "bt709")
# Macroblocks per second that a level holds: H.264 table A-1. Apple's rules end at 4.2.
LEVELS = {
    **{10: 1485, 11: 3000, 12: 6000, 13: 11880, 20: 11880, 21: 19800, 22: 20250, 30: 40500},
    **{31: 108000, 32: 216000, 40: 245760, 41: 245760, 42: 522240},
}
GOP_SECONDS = 2
IN_STEP_SECONDS = 0.04
DURATION_SECONDS = 0.1
Colors = tuple[tuple[int, int, int], ...]
Faults = list[str]


@dataclass(frozen=True)
class PictureMade:
    """``colors`` of the quarters in the first frame; ``flash_seconds`` on the file's clock."""

    group: str
    path: Path
    planned: PlannedRendition
    picture: Picture
    track: Track
    colors: Colors
    flash_seconds: float | None


@dataclass(frozen=True)
class SoundMade:
    group: str
    path: Path
    sound: Sound
    track: Track
    beep_seconds: float | None


@dataclass(frozen=True)
class Made:
    """``source`` is the film's track."""

    folder: Path
    plan: JobPlan
    source: Track | None
    pictures: tuple[PictureMade, ...]
    sounds: tuple[SoundMade, ...]


def look(media: Media, folder: Path, plan: JobPlan, source: Track | None) -> Made:
    """Decode every rendition below the folder of an attempt's outputs, each once."""
    pictures, sounds = [], []
    for group, path, planned in _renditions(folder, plan):
        stream = headers.read(path)
        text, frames = _decode(media, path, bool(stream.pictures), bool(stream.sounds))
        found = tracks.parse(text.split("Output #0")[0].splitlines())
        for picture in stream.pictures:
            assert planned is not None
            (track,) = [one for one in found if one.kind == "video"]
            times = [float(at) for at in re.findall(r"pts_time: *(-?[\d.]+)", text)]
            colors = [_colors(frames[at : at + 12]) for at in range(0, len(frames), 12)]
            white = (one == ((1, 1, 1),) * 4 for one in colors)
            flash = next((at for at, seen in zip(times, white, strict=True) if seen), None)
            pictures.append(PictureMade(group, path, planned, picture, track, colors[0], flash))
        for sound in stream.sounds:
            (track,) = [one for one in found if one.kind == "audio"]
            heard = re.search(r"silence_end: (-?[\d.]+)", text)
            beep = float(heard[1]) if heard else None
            sounds.append(SoundMade(group, path, sound, track, beep))
    return Made(folder, plan, source, tuple(pictures), tuple(sounds))


def _renditions(folder: Path, plan: JobPlan) -> Iterator[tuple[str, Path, PlannedRendition | None]]:
    """Group, playlist or file, and what was planned: nothing for sound alone."""
    for group, planned in plan.renditions.items():
        if group in ("mp4", "m4a"):
            for one in planned or (None,):
                yield group, folder / group / f"index.{group}", one
            continue
        for one in planned:
            yield group, folder / group / f"index_{one.name}.m3u8", one
        for path in sorted((folder / group).glob("index_audio*.m3u8")):
            yield group, path, None


def _decode(media: Media, path: Path, picture: bool, sound: bool) -> tuple[str, bytes]:
    """The log, with times of frames and of the silence's end, and four pixels of each frame."""
    lists = ["-allowed_extensions", "ALL"] if path.suffix == ".m3u8" else []
    command = [str(media.ffmpeg), "-hide_banner", "-nostdin", *lists, "-copyts", "-i", str(path)]
    if picture:
        quarters = "format=rgb24,scale=2:2:flags=area,showinfo"
        command += ["-map", "0:v", "-vf", quarters, "-fps_mode", "passthrough"]
        command += ["-f", "rawvideo", "-"]
    if sound:
        command += ["-map", "0:a", "-af", "silencedetect=noise=-30dB:d=0.3", "-f", "null", "-"]
    ran = subprocess.run(command, capture_output=True, check=True, timeout=60)
    return ran.stderr.decode(errors="replace"), ran.stdout


def _colors(pixels: bytes) -> Colors:
    bits = [int(part > 100) for part in pixels]
    return tuple((bits[at], bits[at + 1], bits[at + 2]) for at in range(0, 12, 3))


def picture_faults(made: Made, one: PictureMade, case: Case) -> Faults:
    """What is not as planned, or not as the source shows it."""
    picture, track, planned = one.picture, one.track, one.planned
    assert case.size is not None
    assert made.source is not None
    width, height = picture.size
    rate = float(planned.frame_rate.hertz)
    blocks = -(-width // 16) * -(-height // 16) * rate
    keys = list(range(0, ceil(case.seconds), GOP_SECONDS))
    box, exact = (planned.picture.width_px, planned.picture.height_px), planned.picture.exact
    sides = [side == most for side, most in zip(picture.size, box, strict=True)]
    # Sides are even: one pixel more or less is no distortion.
    true_height = width * case.size[1] / case.size[0]
    color = made.source.color
    color = SDR if color.hdr or color.primaries in WIDE else color
    # VP8's matrix is in no header: it goes without saying until it is another codec's.
    color = replace(color, matrix=color.matrix or track.color.matrix)
    seen = {
        "codec": (picture.codec, "h264"),
        "profile": (picture.profile, HIGH),
        "level": (LEVELS.get(picture.level, 0) >= blocks, True),
        "scan": (picture.progressive, True),
        # A box that is not filled is touched.
        "size": (picture.size if exact else any(sides), box if exact else True),
        "shape": (abs(height - true_height) <= max(1, 0.01 * true_height), True),
        "pixels": (track.sample_aspect, 1),
        "rotation": (track.rotation, 0),
        "upright": (one.colors, case.colors),
        "format": (track.pixel_format, "yuv420p"),
        "range": (track.color.range in ("tv", ""), True),
        "color": (replace(track.color, range=""), replace(color, range="")),
        "rate": (abs(picture.frame_rate - rate) < 0.02, True),
        "key frames": ([round(at, 1) for at in picture.idr_seconds], keys),
        "duration": (near(picture.seconds, case.seconds, DURATION_SECONDS), True),
        "continuous": (picture.continuous, True),
        "flash": (
            case.flash_seconds == one.flash_seconds
            or near(one.flash_seconds, case.flash_seconds, DURATION_SECONDS),
            True,
        ),
    }
    return _told(seen)


def sound_faults(made: Made, one: SoundMade, case: Case) -> Faults:
    """In step with every picture that it may be played with; alone, with the source."""
    flashes = [picture.flash_seconds for picture in made.pictures if picture.group == one.group]
    seen = {
        "codec": ((one.sound.codec, one.sound.profile), ("aac", "LC")),
        "channels": (one.sound.channels, 2),
        "sample rate": (one.track.sample_rate, made.plan.audio.sample_rate_hz),
        "duration": (near(one.sound.seconds, case.seconds - case.late, DURATION_SECONDS), True),
        "continuous": (one.sound.continuous, True),
        **{
            f"beep at {one.beep_seconds}, flash at {flash}": (
                near(one.beep_seconds, flash, IN_STEP_SECONDS),
                True,
            )
            for flash in flashes or [case.flash_seconds]
        },
    }
    return _told(seen)


def near(one: float | None, other: float | None, most: float) -> bool:
    return one is not None and other is not None and abs(one - other) <= most


def _told(seen: dict[str, tuple[object, object]]) -> Faults:
    return [f"{what}: {got}, not {due}" for what, (got, due) in seen.items() if got != due]
