"""Sheets in HLS: an image playlist, which the multivariant playlist names.

Its form is that of the "Image Media Playlist" specification, 0.4: EXT-X-TILES stands before the
first sheet, or before each. Its RESOLUTION is a picture's or a whole sheet's: writers differ.
"""

import re
from collections.abc import Iterator
from fractions import Fraction

from pipeline.storyboard.tiles import (
    FILE_NAME,
    SHEET_NAME,
    PlaylistError,
    Tiles,
    checked,
    pictures_within,
)

IMAGE_PLAYLIST = "#EXT-X-IMAGE-STREAM-INF:"
TILES, DURATION = "#EXT-X-TILES:", "#EXTINF:"
MOST_SHEETS = 10_000
# A sheet that is not the last lasts as long as all of its pictures, but for rounded figures.
NEARLY = Fraction(1, 20)
_ATTRIBUTES = re.compile(r'([A-Z0-9-]{1,40})=("[^"]*"|[^",]*)(?:,|$)', re.A)
_SECONDS = re.compile(r"\d{1,9}(?:\.\d{1,9})?", re.A)
_PAIR = re.compile(r"(\d{1,5})x(\d{1,5})", re.A)


def image_playlist_in(text: str) -> str:
    """The name of a multivariant playlist's only image playlist. Raises PlaylistError."""
    found = [_attributes(line, IMAGE_PLAYLIST) for line in _tags(text, IMAGE_PLAYLIST)]
    if len(found) != 1:
        raise PlaylistError(f"the playlist names {len(found)} image playlists, not one")
    name = found[0].get("URI", "").strip('"')
    if not FILE_NAME.fullmatch(name) or not name.endswith(".m3u8"):
        raise PlaylistError("the image playlist has no plain name")
    return name


def tiles_in_playlist(text: str, width_px: int) -> Tiles:
    """Of an image playlist. ``width_px`` is what we asked of a picture. Raises PlaylistError."""
    lines = _lines(text)
    if "#EXT-X-IMAGES-ONLY" not in lines:
        raise PlaylistError("the playlist is not of images")
    told: set[str] = set()
    names: list[str] = []
    durations: list[Fraction] = []
    for line in lines:
        if line.startswith(TILES):
            told.add(line)
        elif line.startswith(DURATION):
            durations.append(_seconds(line.removeprefix(DURATION).partition(",")[0]))
        elif line and not line.startswith("#"):
            names.append(line)
            if not told or len(durations) != len(names) or not SHEET_NAME.fullmatch(line):
                raise PlaylistError("a sheet has no tiles, no duration, or no plain name")
    if len(told) != 1 or not 1 <= len(names) <= MOST_SHEETS:
        raise PlaylistError(f"{len(names)} sheets tell {len(told)} kinds of tiles")
    return _tiles(_attributes(told.pop(), TILES), names, durations, width_px)


def _tiles(
    told: dict[str, str], names: list[str], durations: list[Fraction], asked_width_px: int
) -> Tiles:
    columns, rows = _pair(told, "LAYOUT")
    width_px, height_px = _pair(told, "RESOLUTION")
    if width_px == asked_width_px * columns and columns > 1 and height_px % rows == 0:
        width_px, height_px = width_px // columns, height_px // rows
    elif width_px != asked_width_px:
        raise PlaylistError(f"the pictures are {width_px} pixels wide, not {asked_width_px}")
    interval, whole = _seconds(told.get("DURATION", "")), columns * rows
    if not interval:
        raise PlaylistError("the pictures lie 0 s apart")
    *full, last = durations
    if any(abs(seconds / (interval * whole) - 1) > NEARLY for seconds in full):
        raise PlaylistError("a sheet before the last is longer or shorter than its pictures")
    if full:
        interval = full[0] / whole  # rounded once for all of them
    left = pictures_within(last, interval)
    if left > whole:
        raise PlaylistError("the last sheet lasts longer than its pictures")
    return checked(
        Tiles(
            columns=columns,
            rows=rows,
            width_px=width_px,
            height_px=height_px,
            interval_seconds=interval,
            sheet=names.__getitem__,
            count=len(full) * whole + left,
        )
    )


def _lines(text: str) -> list[str]:
    lines = [line.rstrip("\r") for line in text.split("\n")]
    if lines[0] != "#EXTM3U":
        raise PlaylistError("the text is no playlist")
    return lines


def _tags(text: str, tag: str) -> Iterator[str]:
    return (line for line in _lines(text) if line.startswith(tag))


def _attributes(line: str, tag: str) -> dict[str, str]:
    rest, found, at = line.removeprefix(tag), {}, 0
    while at < len(rest):
        one = _ATTRIBUTES.match(rest, at)
        if one is None or one[1] in found:
            raise PlaylistError(f"{tag} has no list of attributes, or one of them twice")
        found[one[1]] = one[2]
        at = one.end()
    return found


def _pair(attributes: dict[str, str], name: str) -> tuple[int, int]:
    pair = _PAIR.fullmatch(attributes.get(name, ""))
    if pair is None or not int(pair[1]) or not int(pair[2]):
        raise PlaylistError(f"the tiles' {name} is not two numbers")
    return int(pair[1]), int(pair[2])


def _seconds(text: str) -> Fraction:
    if not _SECONDS.fullmatch(text):
        raise PlaylistError("a duration is no number of seconds")
    return Fraction(text)
