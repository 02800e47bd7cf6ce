"""Image-based trick play: small pictures at an interval, laid out row by row on JPEG sheets."""

import math
from dataclasses import dataclass, field
from fractions import Fraction
from pathlib import Path
from typing import Any

from local_aws.mediaconvert.errors import JobError
from local_aws.mediaconvert.transcode import picture
from local_aws.mediaconvert.transcode.command import Command
from local_aws.mediaconvert.transcode.picture import Size
from local_aws.mediaconvert.transcode.streams import Stream

# model: ThumbnailWidth's default, and the most that a sheet's side may measure.
DEFAULT_WIDTH, SHEET_PIXELS = 312, 4096
# Of ffmpeg's 2 (best) to 31.
QUALITY = 4
FULL_RANGE = ("scale=out_color_matrix=bt470bg:out_range=pc", "format=yuvj420p")


@dataclass
class Sheets:
    """The sheets of a group; ``durations`` (seconds) are known once ``stream`` is read.

    ``interval`` is in seconds, and whole frames of ``stream``, whose picture is shown.
    """

    name: str
    folder: Path
    stream: Stream
    tile: Size
    columns: int
    rows: int
    interval: Fraction
    durations: list[float] = field(default_factory=list)
    sizes: list[int] = field(default_factory=list)

    @property
    def size(self) -> Size:
        """Of a whole sheet; tiles that no picture is left for stay black."""
        return Size(self.tile.width * self.columns, self.tile.height * self.rows)

    @property
    def seconds(self) -> Fraction:
        """What a full sheet stands for."""
        return self.columns * self.rows * self.interval

    @property
    def bandwidth(self) -> int:
        """The highest bit rate, bit/s, each sheet taken for a full one."""
        return math.ceil(max(self.sizes) * 8 / float(self.seconds))

    def sheet_name(self, number: int) -> str:
        """File name of a sheet; numbers start at 1."""
        return f"{self.name}_{number:09d}.jpg"

    def read(self) -> None:
        """Take in what ffmpeg wrote, after ``stream`` was read."""
        self.sizes = [path.stat().st_size for path in sorted(self.folder.iterdir())]
        before = (len(self.sizes) - 1) * float(self.seconds)
        self.durations = [float(self.seconds)] * (len(self.sizes) - 1)
        self.durations.append(min(float(self.seconds), self.stream.seconds - before))

    def files(self) -> list[tuple[Path, str]]:
        """Local path and final name of every sheet."""
        paths = sorted(self.folder.iterdir())
        return [(path, self.sheet_name(number)) for number, path in enumerate(paths, 1)]


def prepare(command: Command, group: dict[str, Any], streams: list[Stream]) -> list[Sheets]:
    """Add the sheets of a streaming group to the command: none where its settings ask for none.

    :param group: the group's settings.
    :param streams: the group's outputs; the first with a picture is shown.
    :raises JobError: 1040 where the picture's shape makes sheets too high.
    """
    if group.get("ImageBasedTrickPlay", "NONE") == "NONE":
        return []
    asked = group["ImageBasedTrickPlaySettings"]
    stream = next(one for one in streams if one.size)
    assert stream.size
    assert stream.frame_rate
    columns, rows = asked["TileWidth"], asked["TileHeight"]
    tile = _tile(asked, stream.size)
    if tile.height * rows > SHEET_PIXELS:
        high = tile.height * rows
        raise JobError(JobError.SETTINGS, f"Tile images of {high} pixels are higher than 4096")
    # model: "rounds the interval to align with the output frame rate".
    seconds = Fraction(asked["ThumbnailInterval"]).limit_denominator(10**6)
    frames = max(1, math.floor(seconds * stream.frame_rate + Fraction(1, 2)))
    label, _ = command.add_picture(
        stream.output["VideoDescription"],
        f"select=not(mod(n\\,{frames}))",
        last=(
            f"scale={tile.width}:{tile.height}:flags=bicubic",
            *FULL_RANGE,
            f"tile={columns}x{rows}",
        ),
    )
    folder = command.new_folder()
    command.add_output(
        *("-map", label, "-fps_mode", "passthrough", "-c:v", "mjpeg", "-q:v", str(QUALITY)),
        *("-f", "image2", "-start_number", "1", f"{folder.name}/%09d.jpg"),
    )
    interval = frames / stream.frame_rate
    return [Sheets(f"{stream.base}Thumbnail", folder, stream, tile, columns, rows, interval)]


def _tile(asked: dict[str, Any], shown: Size) -> Size:
    """model: the shape is kept where no height is given. assumed: else it is stretched."""
    width = asked.get("ThumbnailWidth", DEFAULT_WIDTH)
    kept = width * shown.height / (shown.width * shown.pixel_aspect)
    return Size(width, asked.get("ThumbnailHeight") or picture.even(kept))
