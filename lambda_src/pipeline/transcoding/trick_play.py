"""Small pictures in sheets, which MediaConvert makes beside the segments and names in playlists."""

import re
from dataclasses import dataclass
from math import inf

from pipeline.transcoding.tracks import VideoTrack

# Of a landscape picture; the sides of one that stands upright are swapped.
BOX_PX = (256, 144)
COLUMNS, ROWS = 5, 5
# The longest film, in seconds, and what lies between two of its pictures.
INTERVALS_SECONDS = ((5 * 60, 2), (30 * 60, 4), (inf, 10))
# What the service takes: widths in steps of 8, heights in steps of 2.
WIDTH_STEP_PX, HEIGHT_STEP_PX = 8, 2
_TEXT = re.compile(r"(\d{1,3})x(\d{1,3}) (\d{1,2})", re.A)


@dataclass(frozen=True)
class TrickPlay:
    """Each picture's size, and the seconds between two: the service rounds them to frames."""

    width_px: int
    height_px: int
    interval_seconds: int

    @property
    def text(self) -> str:
        """As the job's metadata tells it."""
        return f"{self.width_px}x{self.height_px} {self.interval_seconds}"


def trick_play_of(text: str | None) -> TrickPlay | None:
    """None where it is not told as we tell it."""
    found = _TEXT.fullmatch(text or "")
    numbers = [int(number) for number in found.groups()] if found else [0]
    return TrickPlay(*numbers) if all(numbers) else None


def fit_trick_play(video: VideoTrack, duration_seconds: float | None) -> TrickPlay:
    """In the picture's shape, as far as the steps of its sides allow it, and not enlarged. A film
    of unknown length may be long."""
    seconds = inf if duration_seconds is None else duration_seconds
    interval = next(every for most, every in INTERVALS_SECONDS if seconds <= most)
    return TrickPlay(*_size(*video.display_size_px), interval)


def _size(width: int, height: int) -> tuple[int, int]:
    box_width, box_height = BOX_PX if width >= height else BOX_PX[::-1]
    if not width or not height:
        return box_width, box_height
    steps = round(min(box_width, box_height * width / height) / WIDTH_STEP_PX)
    if _height(steps * WIDTH_STEP_PX, width, height) > box_height:
        steps -= 1
    width_px = WIDTH_STEP_PX * max(1, min(steps, width // WIDTH_STEP_PX))
    return width_px, min(box_height, _height(width_px, width, height))


def _height(width_px: int, width: int, height: int) -> int:
    return HEIGHT_STEP_PX * max(1, round(width_px * height / width / HEIGHT_STEP_PX))
