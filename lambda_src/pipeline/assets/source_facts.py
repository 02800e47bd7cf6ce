"""What a record keeps of its source, as Probe told it. What is unknown is None: never a guess."""

import re
from dataclasses import dataclass
from decimal import Decimal
from fractions import Fraction

from pipeline.transcoding.source import MOST_TRACKS, Source
from pipeline.transcoding.tracks import ScanType

# Milliseconds, and rates such as 29.970.
PLACES = 3
# 30 years: whoever declares more tells no duration.
MOST_SECONDS = 10**9
# What a file calls itself may be the uploader's words.
_FORMAT = re.compile(r"[0-9A-Za-z][0-9A-Za-z_.,-]{0,31}")


@dataclass(frozen=True, kw_only=True)
class SoundFacts:
    """``language`` is ISO 639-3, lower case."""

    language: str | None = None
    channels: int | None = None


@dataclass(frozen=True, kw_only=True)
class SourceFacts:
    """``format`` is Probe's name of the container. The size is as a viewer sees it: turned, with
    square samples. ``frame_rate`` is in hertz; of a variable rate it is the average.
    ``hdr_format`` is PQ or HLG; None for standard dynamic range, too."""

    format: str | None = None
    width_px: int | None = None
    height_px: int | None = None
    duration_seconds: Decimal | None = None
    frame_rate: Decimal | None = None
    scan_type: ScanType | None = None
    hdr_format: str | None = None
    sounds: tuple[SoundFacts, ...] = ()
    caption_count: int = 0


def facts_of(source: Source) -> SourceFacts:
    """Sizes and rates are None where there is sound alone. Of a source that has more tracks than
    are accepted, the first sounds."""
    video, seconds = source.video, source.duration_seconds
    width, height = video.display_size_px if video else (0, 0)
    rate = video.frame_rate if video else None
    return SourceFacts(
        format=source.format if _FORMAT.fullmatch(source.format or "") else None,
        width_px=width or None,
        height_px=height or None,
        duration_seconds=None if seconds is None else _seconds(seconds),
        frame_rate=None if rate is None else _decimal(rate),
        scan_type=video.scan_type if video else None,
        hdr_format=video.hdr_format if video else None,
        sounds=tuple(
            SoundFacts(language=one.language, channels=one.channels)
            for one in source.audio[:MOST_TRACKS]
        ),
        caption_count=len(source.captions),
    )


def _seconds(seconds: float) -> Decimal | None:
    return round(Decimal(str(seconds)), PLACES) if seconds <= MOST_SECONDS else None


def _decimal(fraction: Fraction) -> Decimal:
    return round(Decimal(fraction.numerator) / fraction.denominator, PLACES)
