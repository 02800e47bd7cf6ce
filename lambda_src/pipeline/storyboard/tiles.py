"""Sheets of small pictures, as a playlist tells of them."""

import re
from collections.abc import Callable
from dataclasses import dataclass
from fractions import Fraction
from math import ceil

# A file beside the playlist: no path, no query, nothing encoded.
FILE_NAME = re.compile(r"[A-Za-z0-9_][A-Za-z0-9_.-]{0,199}", re.A)
SHEET_NAME = re.compile(rf"{FILE_NAME.pattern}\.jpe?g", re.A)
MOST_TILES_A_SIDE, MOST_SIDE_PX = 100, 16384
LEAST_INTERVAL_SECONDS = Fraction(1, 10)
# Of an interval: what is left of a film by less is no picture more, but the rounding of figures.
ROUNDING = Fraction(1, 100)


class PlaylistError(Exception):
    """The text is no playlist as MediaConvert writes them, or it does not tell what we ask."""


@dataclass(frozen=True, kw_only=True)
class Tiles:
    """Picture n, from 0, shows the film at n times the interval; sheets fill row by row.

    ``sheet`` gives a sheet's file name by its number from 0. ``count`` is how many pictures there
    are; None where only the film's length tells.
    """

    columns: int
    rows: int
    width_px: int
    height_px: int
    interval_seconds: Fraction
    sheet: Callable[[int], str]
    count: int | None = None

    def place(self, number: int) -> str:
        """Of a picture, as the end of a URL beside the playlist's."""
        sheet, index = divmod(number, self.columns * self.rows)
        row, column = divmod(index, self.columns)
        corner = f"{column * self.width_px},{row * self.height_px}"
        return f"{self.sheet(sheet)}#xywh={corner},{self.width_px},{self.height_px}"


def pictures_within(seconds: Fraction, interval_seconds: Fraction) -> int:
    """The first one is at once: there is always one."""
    return max(1, ceil(seconds / interval_seconds - ROUNDING))


def checked(tiles: Tiles) -> Tiles:
    """Raises PlaylistError where no camera's film would have such pictures."""
    sides = (tiles.columns, tiles.rows)
    if not all(1 <= side <= MOST_TILES_A_SIDE for side in sides):
        raise PlaylistError(f"a sheet has {tiles.columns} x {tiles.rows} pictures")
    if not all(1 <= side <= MOST_SIDE_PX for side in (tiles.width_px, tiles.height_px)):
        raise PlaylistError(f"a picture has {tiles.width_px} x {tiles.height_px} pixels")
    if tiles.interval_seconds < LEAST_INTERVAL_SECONDS:
        raise PlaylistError("the pictures lie less than 0.1 s apart")
    return tiles
