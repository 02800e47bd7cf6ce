"""Sheets in a DASH manifest: the adaptation set of images.

Its form is that of DASH-IF's interoperability guidelines, 6.2.6 "Tiles of thumbnail images": a
number in the names, a fixed duration, and the grid as an essential property.
"""

import re
from collections.abc import Mapping
from fractions import Fraction
from typing import Any
from xml.parsers import expat

from pipeline.storyboard.tiles import SHEET_NAME, PlaylistError, Tiles, checked

NAMESPACE = "urn:mpeg:dash:schema:mpd:2011"
TILE_SCHEMES = (
    "http://dashif.org/guidelines/thumbnail_tile",
    "http://dashif.org/thumbnail_tile",
)
MOST_DEPTH = 20
# These would put the files, or their times, elsewhere.
REFUSED = ("BaseURL", "SegmentTimeline", "SegmentList", "SegmentBase")
_WHOLE = re.compile(r"\d{1,12}", re.A)
_GRID = re.compile(r"(\d{1,4})x(\d{1,4})", re.A)
_NUMBER = re.compile(r"\$Number(?:%0(\d)d)?\$", re.A)

Element = tuple[str, Mapping[str, str]]


def tiles_in_manifest(text: str) -> Tiles:
    """Raises PlaylistError."""
    found = [one for one in _Reader(text).adaptation_sets if _is_of_images(one)]
    if len(found) != 1:
        raise PlaylistError(f"the manifest has {len(found)} adaptation sets of images, not one")
    (images,) = found
    for name in REFUSED:
        if any(tag == name for tag, _ in images):
            raise PlaylistError(f"the images have a {name}")
    set_attributes = _only(images, "AdaptationSet")
    representation = set_attributes | _only(images, "Representation")
    template = _only(images, "SegmentTemplate")
    columns, rows = _grid(images)
    width_px, odd_width = divmod(_whole(representation, "width"), columns)
    height_px, odd_height = divmod(_whole(representation, "height"), rows)
    if odd_width or odd_height:
        raise PlaylistError("a sheet is no whole number of pictures wide or high")
    if _whole(template, "presentationTimeOffset", 0):
        raise PlaylistError("the images begin elsewhere than the film")
    timescale = _whole(template, "timescale", 1)
    if not timescale:
        raise PlaylistError("the timescale is 0")
    seconds = Fraction(_whole(template, "duration"), timescale)
    return checked(
        Tiles(
            columns=columns,
            rows=rows,
            width_px=width_px,
            height_px=height_px,
            interval_seconds=seconds / (columns * rows),
            sheet=_Names(template, representation.get("id", "")),
        )
    )


class _Reader:
    """Adaptation sets, each with all elements in it. No document type is read: there are no
    entities but XML's own."""

    def __init__(self, text: str) -> None:
        self.adaptation_sets: list[list[Element]] = []
        self._open: list[str] = []
        self._periods = 0
        parser = expat.ParserCreate(encoding="utf-8", namespace_separator=" ")
        parser.StartDoctypeDeclHandler = self._refuse
        parser.StartElementHandler = self._start
        parser.EndElementHandler = self._end
        try:
            parser.Parse(text.encode(), True)
        except expat.ExpatError as error:
            raise PlaylistError(f"the manifest is no XML: {error}") from error
        if self._periods != 1:
            raise PlaylistError(f"the manifest has {self._periods} periods, not one")

    def _refuse(self, *_: Any) -> None:
        raise PlaylistError("the manifest has a document type")

    def _start(self, name: str, attributes: dict[str, str]) -> None:
        namespace, _, tag = name.rpartition(" ")
        if not self._open and (namespace, tag) != (NAMESPACE, "MPD"):
            raise PlaylistError("the document is no DASH manifest")
        if len(self._open) == MOST_DEPTH:
            raise PlaylistError("the manifest's elements are nested too deep")
        if namespace != NAMESPACE:
            tag = name
        within = "AdaptationSet" in self._open
        if tag == "AdaptationSet" and not within:
            self.adaptation_sets.append([])
            within = True
        if within:
            self.adaptation_sets[-1].append((tag, attributes))
        elif tag == "BaseURL":
            raise PlaylistError("the manifest has a BaseURL")
        self._periods += tag == "Period"
        self._open.append(tag)

    def _end(self, _: str) -> None:
        self._open.pop()


class _Names:
    """Of sheets, by their number from 0."""

    def __init__(self, template: Mapping[str, str], representation_id: str) -> None:
        media = template.get("media", "").replace("$RepresentationID$", representation_id)
        parts = _NUMBER.split(media)
        if len(parts) != 3 or "$" in parts[0] + parts[2]:
            raise PlaylistError("the images' names have no number")
        self._before, width, self._after = parts
        self._width = int(width or 1)
        self._first = _whole(template, "startNumber", 1)
        if not SHEET_NAME.fullmatch(self(0)):
            raise PlaylistError("the images' names are no plain names of JPEG files")

    def __call__(self, number: int) -> str:
        return f"{self._before}{self._first + number:0{self._width}d}{self._after}"


def _is_of_images(elements: list[Element]) -> bool:
    return any(
        attributes.get("mimeType") == "image/jpeg" or attributes.get("contentType") == "image"
        for _, attributes in elements
    )


def _only(elements: list[Element], name: str) -> dict[str, str]:
    """The attributes of the only element of this name."""
    found = [attributes for tag, attributes in elements if tag == name]
    if len(found) != 1:
        raise PlaylistError(f"the images have {len(found)} elements {name}, not one")
    return dict(found[0])


def _grid(elements: list[Element]) -> tuple[int, int]:
    """Columns and rows."""
    told = [
        attributes.get("value", "")
        for tag, attributes in elements
        if tag in ("EssentialProperty", "SupplementalProperty")
        and attributes.get("schemeIdUri") in TILE_SCHEMES
    ]
    grid = _GRID.fullmatch(told[0]) if len(told) == 1 else None
    if grid is None or not int(grid[1]) or not int(grid[2]):
        raise PlaylistError("the images do not tell their grid")
    return int(grid[1]), int(grid[2])


def _whole(attributes: Mapping[str, str], name: str, default: int | None = None) -> int:
    text = attributes.get(name, "" if default is None else str(default))
    if not _WHOLE.fullmatch(text):
        raise PlaylistError(f"the images' {name} is no whole number")
    return int(text)
