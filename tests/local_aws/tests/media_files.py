"""Make sample clips, and read what a file or a stream holds."""

import re
import subprocess
import tempfile
from dataclasses import dataclass
from pathlib import Path


@dataclass(frozen=True)
class Found:
    """What ffmpeg decoded: sizes in pixels, times in seconds."""

    video: str
    width: int
    height: int
    audio: str
    seconds: float
    frames: int
    rotation: bool


@dataclass(frozen=True)
class Media:
    """The ffmpeg to use and a folder for clips."""

    ffmpeg: Path
    folder: Path

    def new_folder(self, name: str) -> Path:
        """An empty folder whose name begins so."""
        return Path(tempfile.mkdtemp(prefix=f"{name}-", dir=self.folder))

    def clip(
        self,
        name: str = "clip.mp4",
        *,
        size: str = "640x360",
        seconds: float = 4,
        rate: str = "30",
        sound: bool = True,
        picture: bool = True,
    ) -> Path:
        """A moving picture and a tone."""
        path = self.folder / name
        line = ["-f", "lavfi", "-i", f"testsrc2=size={size}:rate={rate}"] if picture else []
        line += ["-f", "lavfi", "-i", "sine=frequency=440:sample_rate=48000"] if sound else []
        self._run(*line, "-t", str(seconds), "-pix_fmt", "yuv420p", str(path))
        return path

    def make(self, name: str, *arguments: str) -> Path:
        """Whatever ffmpeg makes of the arguments."""
        path = self.folder / name
        self._run(*arguments, str(path))
        return path

    def rotated(self, source: Path, degrees: int) -> Path:
        """The same file with a rotation in its header."""
        path = source.with_stem(f"rotated-{degrees}")
        self._run("-display_rotation", str(degrees), "-i", str(source), "-c", "copy", str(path))
        return path

    def declaring_nothing(self, source: Path, boxes: dict[bytes, int]) -> Path:
        """An MP4 with a duration of 0 in these boxes: type → where in them it stands."""
        data = bytearray(source.read_bytes())
        for kind, at in boxes.items():
            for found in re.finditer(kind, data):
                data[found.end() + at : found.end() + at + 4] = bytes(4)
        path = source.with_stem(f"{source.stem}-0s")
        path.write_bytes(data)
        return path

    def looped(self, source: Path, times: int) -> Path:
        """The same file many times over, without encoding it."""
        path = source.with_stem("looped")
        self._run("-stream_loop", str(times - 1), "-i", str(source), "-c", "copy", str(path))
        return path

    def read(self, source: Path | str) -> Found:
        """Decode all of a file or playlist."""
        # ffmpeg does not take CMAF's suffixes in an MPD for media.
        trust = ["-allowed_extensions", "ALL"] if str(source).endswith(".mpd") else []
        ran = self._run(*trust, "-i", str(source), "-f", "null", "-", level="info")
        clock = re.findall(r"time=(\d+):(\d+):(\d+\.\d+)", ran)[-1]
        size = re.search(r"Video: (\w+).*?, (\d+)x(\d+)", ran)
        audio = re.search(r"Audio: (\w+)", ran)
        return Found(
            video=size[1] if size else "",
            width=int(size[2]) if size else 0,
            height=int(size[3]) if size else 0,
            audio=audio[1] if audio else "",
            seconds=int(clock[0]) * 3600 + int(clock[1]) * 60 + float(clock[2]),
            frames=int((re.findall(r"frame= *(\d+)", ran) or ["0"])[-1]),
            rotation="rotation of" in ran,
        )

    def _run(self, *arguments: str, level: str = "error") -> str:
        command = [str(self.ffmpeg), "-hide_banner", "-y", "-v", level, *arguments]
        ran = subprocess.run(command, capture_output=True, text=True, check=False, timeout=120)
        assert ran.returncode == 0, ran.stderr
        return ran.stderr
