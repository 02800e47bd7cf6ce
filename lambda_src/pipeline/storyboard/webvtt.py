"""A storyboard: a WebVTT whose cues name pictures and areas (#xywh) of them, as players take it."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from fractions import Fraction

from pipeline.storyboard.tiles import PlaylistError, Tiles, pictures_within
from pipeline.transcoding.captures import Captures

CONTENT_TYPE = "text/vtt"
# A picture every 10 s for more than two days: more is no film.
MOST_CUES = 20_000


@dataclass(frozen=True)
class Length:
    """Seconds: of the pictures, and of the whole, whose sound may last longer."""

    pictures: Fraction
    whole: Fraction


def over_tiles(tiles: Tiles, folder: str, length: Length) -> str:
    """``folder`` holds the playlist that told of the tiles, beside ours. Raises PlaylistError."""
    count = pictures_within(length.pictures, tiles.interval_seconds)
    if tiles.count is not None:
        count = min(count, tiles.count)
    return _text(
        count, tiles.interval_seconds, length.whole, lambda n: f"../{folder}/{tiles.place(n)}"
    )


def over_captures(captures: Captures, count: int, folder: str, length: Length) -> str:
    """Of ``count`` files in ``folder``, beside ours. Raises PlaylistError."""
    area = f"#xywh=0,0,{captures.width_px},{captures.height_px}"
    interval = Fraction(captures.interval_ms, 1000)
    count = min(count, pictures_within(length.pictures, interval))
    return _text(
        count, interval, length.whole, lambda n: f"../{folder}/{captures.file_name(n)}{area}"
    )


def _text(
    count: int, interval: Fraction, whole_seconds: Fraction, place: Callable[[int], str]
) -> str:
    """Each cue begins where the one before ends, and the last ends with the film."""
    if count > MOST_CUES:
        raise PlaylistError(f"{count} pictures are more than {MOST_CUES}")
    starts = [round(number * interval * 1000) for number in range(count)]
    ends = [*starts[1:], round(whole_seconds * 1000)]
    if count < 1 or ends[-1] <= starts[-1]:
        raise PlaylistError("the film ends before its last picture")
    return "".join(_blocks(starts, ends, place))


def _blocks(starts: list[int], ends: list[int], place: Callable[[int], str]) -> Iterator[str]:
    yield "WEBVTT\n"
    for number, (start, end) in enumerate(zip(starts, ends, strict=True)):
        yield f"\n{_time(start)} --> {_time(end)}\n{place(number)}\n"


def _time(milliseconds: int) -> str:
    seconds, rest = divmod(milliseconds, 1000)
    minutes, seconds = divmod(seconds, 60)
    hours, minutes = divmod(minutes, 60)
    return f"{hours:02d}:{minutes:02d}:{seconds:02d}.{rest:03d}"
