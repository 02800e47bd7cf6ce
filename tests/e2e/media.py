"""What a player would find in a file or behind a manifest: ffmpeg decodes every frame."""

import re
import subprocess
from dataclasses import dataclass
from pathlib import Path

import imageio_ffmpeg


@dataclass(frozen=True)
class Video:
    """The first picture of a file, decoded to its end; ``sound`` is a codec name or None."""

    codec: str
    width_px: int
    height_px: int
    seconds: float
    sound: str | None
    kilobits_per_second: float


def play(path: Path, stream: int = 0) -> Video:
    """Decode a file, or what a manifest names, with the picture stream ``stream``.

    :raises AssertionError: what ffmpeg complains of.
    """
    options = ["-allowed_extensions", "ALL"] if path.suffix in {".m3u8", ".mpd"} else []
    done = subprocess.run(
        [
            *[imageio_ffmpeg.get_ffmpeg_exe(), "-nostdin", "-hide_banner", *options],
            *["-i", path.name, "-map", f"0:v:{stream}", "-map", "0:a:0?"],
            *["-c:v", "rawvideo", "-f", "null", "-"],
        ],
        cwd=path.parent,
        check=False,
        capture_output=True,
        text=True,
        timeout=60,
    )
    log = done.stderr
    assert done.returncode == 0, log
    pictures = re.findall(
        r"Stream #0:\d+.*?: Video: (\w+).*?, (\d+)x(\d+)", log.split("Output #0")[0]
    )
    sounds = re.findall(r"Stream #0:\d+.*?: Audio: (\w+)", log.split("Output #0")[0])
    rate = float(re.findall(r"([\d.]+) fps,", log)[-1])
    frames = int(re.findall(r"frame=\s*(\d+)", log)[-1])
    codec, width, height = pictures[stream]
    return Video(
        codec=codec,
        width_px=int(width),
        height_px=int(height),
        seconds=frames / rate,
        sound=sounds[0] if sounds else None,
        kilobits_per_second=path.stat().st_size * 8 / 1000 / (frames / rate),
    )


def picture_size(path: Path) -> tuple[int, int]:
    """Width and height of a picture file."""
    log = subprocess.run(
        [imageio_ffmpeg.get_ffmpeg_exe(), "-hide_banner", "-i", str(path)],
        check=False,
        capture_output=True,
        text=True,
        timeout=60,
    ).stderr
    found = re.search(r"Video: mjpeg.*?, (\d+)x(\d+)", log)
    assert found, log
    return int(found[1]), int(found[2])
