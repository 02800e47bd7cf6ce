"""A DASH manifest in a folder, as mpegdash reads it, with the segments that its templates name."""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any
from urllib.parse import unquote
from xml.parsers.expat import ExpatError

from mpegdash.parser import MPEGDASHParser

DURATION = re.compile(r"P(?:(\d+)D)?(?:T(?:(\d+)H)?(?:(\d+)M)?(?:([\d.]+)S)?)?")
# Many: the local account's and MediaConvert's templates have a timeline or one duration for all.
MOST_SEGMENTS = 100_000


@dataclass(frozen=True)
class Representation:
    """``seconds`` is None where nothing tells how long its segments last."""

    name: str
    kind: str
    language: str | None
    bandwidth_bps: int | None
    codecs: str
    size: tuple[int, int] | None
    initialization: Path | None
    segments: tuple[Path, ...]
    seconds: float | None


@dataclass(frozen=True)
class Manifest:
    path: Path
    seconds: float | None
    representations: tuple[Representation, ...]

    @property
    def files(self) -> set[Path]:
        """All files that the manifest leads to."""
        named = [one.initialization for one in self.representations if one.initialization]
        return {*named, *(path for one in self.representations for path in one.segments)}

    def of(self, kind: str) -> list[Representation]:
        return [one for one in self.representations if one.kind == kind]


def read(path: Path) -> Manifest:
    """Of one period, with segment templates.

    :raises ValueError: the file is no such manifest.
    """
    try:
        found = MPEGDASHParser.parse(path.read_text())
        (period,) = found.periods
    except (ExpatError, TypeError, ValueError) as error:
        raise ValueError(f"{path.name} is no DASH manifest of one period: {error}") from error
    seconds = _seconds(found.media_presentation_duration or period.duration)
    return Manifest(
        path=path,
        seconds=seconds,
        representations=tuple(
            _representation(path, adaptation, one, seconds)
            for adaptation in period.adaptation_sets or []
            for one in adaptation.representations or []
        ),
    )


def _seconds(text: str | None) -> float | None:
    match = DURATION.fullmatch(text or "")
    if not match:
        return None
    days, hours, minutes, seconds = (float(one or 0) for one in match.groups())
    return ((days * 24 + hours) * 60 + minutes) * 60 + seconds


def _representation(
    path: Path, adaptation: Any, found: Any, seconds: float | None
) -> Representation:
    mime = found.mime_type or adaptation.mime_type or ""
    kind = adaptation.content_type or mime.split("/")[0]
    templates = found.segment_templates or adaptation.segment_templates
    width, height = found.width or adaptation.width, found.height or adaptation.height
    if not templates and kind == "text" and found.base_urls:
        # Captions in one file, for all of the time.
        (url,) = found.base_urls
        whole = path.parent / unquote(url.base_url_value)
        return Representation(
            name=str(found.id),
            kind=kind,
            language=adaptation.lang,
            bandwidth_bps=found.bandwidth,
            codecs=found.codecs or mime,
            size=None,
            initialization=None,
            segments=(whole,),
            seconds=seconds,
        )
    if not templates:
        raise ValueError(f"{path.name}: representation {found.id} has no segment template")
    (template,) = templates
    segments = list(_segments(template, seconds))

    def file(pattern: str, number: int = 0, time: int = 0) -> Path:
        values = {
            "RepresentationID": found.id,
            "Bandwidth": found.bandwidth,
            "Number": number,
            "Time": time,
        }
        return path.parent / _filled(pattern, values)

    scale = template.timescale or 1
    return Representation(
        name=str(found.id),
        kind=kind,
        language=adaptation.lang,
        bandwidth_bps=found.bandwidth,
        codecs=found.codecs or adaptation.codecs or "",
        size=(width, height) if width and height else None,
        initialization=file(template.initialization) if template.initialization else None,
        segments=tuple(file(template.media, number, time) for number, time, _ in segments),
        seconds=sum(length for _, _, length in segments) / scale if segments else None,
    )


def _segments(template: Any, seconds: float | None) -> Iterator[tuple[int, int, int]]:
    """Number, time and length of each, in ticks."""
    number = 1 if template.start_number is None else template.start_number
    time = 0
    entries = template.segment_timelines[0].Ss if template.segment_timelines else []
    for entry in entries or []:
        time = time if entry.t is None else entry.t
        if (entry.r or 0) < 0:
            raise ValueError("a segment timeline repeats without a count")
        for _ in range((entry.r or 0) + 1):
            yield number, time, entry.d
            number, time = number + 1, time + entry.d
    if not entries and template.duration and seconds:
        end = seconds * (template.timescale or 1)
        while time < end and number < MOST_SEGMENTS:
            length = min(template.duration, round(end - time))
            yield number, time, length
            number, time = number + 1, time + template.duration


def _filled(pattern: str, values: dict[str, Any]) -> str:
    """ISO/IEC 23009-1, 5.3.9.4.4: ``$$`` is a dollar."""

    def fill(match: re.Match[str]) -> str:
        return (match[2] or "%s") % values[match[1]] if match[1] else "$"

    return re.sub(rf"\$(?:({'|'.join(values)})(%0\d+d)?)?\$", fill, pattern)
