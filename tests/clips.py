"""Sample clips, made by the ffmpeg of a wheel: moving picture, running clock, sound."""

import subprocess
from pathlib import Path

import imageio_ffmpeg

MAKE_SECONDS = 120


def make_clip(
    path: Path,
    seconds: float = 12,
    size: str = "1280x720",
    frame_rate: str = "30",
    sound: bool = True,
) -> Path:
    """Make a clip at ``path``, in the container its suffix names, unless it is there.

    :raises subprocess.SubprocessError: ffmpeg failed, or took two minutes.
    """
    if path.exists():
        return path
    path.parent.mkdir(parents=True, exist_ok=True)
    picture = f"testsrc2=size={size}:rate={frame_rate}:duration={seconds}"
    tone = f"sine=frequency=330:beep_factor=4:sample_rate=48000:duration={seconds}"
    half_done = path.with_name(f".half-done-{path.name}")
    command = [
        *[imageio_ffmpeg.get_ffmpeg_exe(), "-nostdin", "-y", "-v", "error"],
        *["-f", "lavfi", "-i", picture],
        *(["-f", "lavfi", "-i", tone, "-c:a", "aac", "-b:a", "128k"] if sound else []),
        *["-c:v", "libx264", "-preset", "veryfast", "-pix_fmt", "yuv420p"],
        str(half_done),
    ]
    try:
        subprocess.run(command, check=True, timeout=MAKE_SECONDS)
        half_done.rename(path)
    finally:
        half_done.unlink(missing_ok=True)
    return path
