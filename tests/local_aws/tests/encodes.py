"""Run a job's transcode alone, without an account, and look at what it wrote."""

import subprocess
import threading
from dataclasses import dataclass
from pathlib import Path, PurePosixPath
from typing import Any

from local_aws.mediaconvert import media as files
from local_aws.mediaconvert import supported
from local_aws.mediaconvert.captions import reading
from local_aws.mediaconvert.rules import violations
from local_aws.mediaconvert.tracks import Track
from local_aws.mediaconvert.transcode import transcode
from local_aws.tests import job_requests as make
from local_aws.tests.media_files import Media

BASE = "s3://outputs/"


@dataclass(frozen=True)
class Encoded:
    """Outputs by their key, and the groups' parts of COMPLETE."""

    folder: Path
    details: list[dict[str, Any]]

    def text(self, name: str) -> str:
        return (self.folder / name).read_text()

    def track(self, name: str = "index.mp4", kind: str = "video") -> Track:
        """The first track of its kind in an output."""
        return next(one for one in files.read(self.folder / name).tracks if one.kind == kind)

    def joined(self, stream: str, suffix: str = ".cmfv") -> str:
        """Name of a new file: a fragmented stream's init segment and all its segments."""
        parts = [
            self.folder / f"{stream}init{suffix}",
            *sorted(self.folder.glob(f"{stream}_0*{suffix}")),
        ]
        (self.folder / f"{stream}.mp4").write_bytes(b"".join(one.read_bytes() for one in parts))
        return f"{stream}.mp4"


def encode(
    media: Media, source: Path, *groups: dict[str, Any], name: str = "out", **given: Any
) -> Encoded:
    """Transcode a local file by a job that the service takes; files of captions lie in the folder
    of clips.

    :param given: members of the input, beside the file.
    """
    job = make.job(*groups, source=f"s3://uploads/{source.name}")
    job["Settings"]["Inputs"][0].update(given)
    assert violations(job) == []
    supported.check(job["Settings"])
    work = media.new_folder(f"{source.name}-work")
    results = transcode(
        job["Settings"],
        files.read(source),
        source,
        work,
        threading.Event(),
        lambda _seconds, _frames: None,
        {
            name: reading.read(of, _captions(media, of, source))
            for name, of in reading.used(job["Settings"]).items()
        },
    )
    folder = media.new_folder(f"{source.name}-{name}")
    for result in results:
        for path, url in result.files:
            to = folder / url.removeprefix(BASE)
            to.parent.mkdir(parents=True, exist_ok=True)
            path.replace(to)
    return Encoded(folder, [result.detail for result in results])


def _captions(media: Media, of: dict[str, Any], source: Path) -> Path:
    url = reading.url(of)
    return media.folder / PurePosixPath(url).name if url else source


def pixel(media: Media, path: Path, at: tuple[int, int]) -> tuple[int, ...]:
    """Red, green and blue of the first picture around a place."""
    area = f"crop=2:2:{at[0]}:{at[1]},scale=1:1,format=rgb24"
    return tuple(raw(media, "-i", str(path), "-frames:v", "1", "-vf", area, "-f", "rawvideo"))


def luma(media: Media, path: Path, width: int, number: int = 0) -> list[bytes]:
    """Brightness in the lines of a picture, counted from 0, as it is coded."""
    chosen = f"select=eq(n\\,{number}),extractplanes=y"
    data = raw(media, "-i", str(path), "-vf", chosen, "-frames:v", "1", "-f", "rawvideo")
    return [data[at : at + width] for at in range(0, len(data), width)]


def raw(media: Media, *arguments: str) -> bytes:
    """What ffmpeg writes to its standard output."""
    command = [str(media.ffmpeg), "-v", "error", *arguments, "-"]
    return subprocess.run(command, capture_output=True, check=True, timeout=60).stdout


def key_frames(media: Media, path: Path) -> tuple[list[float], int]:
    """Times of the key frames in seconds, and the number of all frames."""
    told = raw(media, "-i", str(path), "-map", "0:v", "-c", "copy", "-f", "framecrc")
    lines = told.decode().splitlines()
    base = next(row.split()[-1] for row in lines if row.startswith("#tb 0"))
    scale = int(base.split("/")[1]) / int(base.split("/")[0])
    rows = [row.split(",") for row in lines if not row.startswith("#")]
    # Only other frames have flags.
    keys = [int(row[2]) / scale for row in rows if not any("F=" in cell for cell in row)]
    return keys, len(rows)
