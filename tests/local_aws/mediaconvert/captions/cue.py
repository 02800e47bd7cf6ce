"""One cue of captions, whatever format it comes from."""

from dataclasses import dataclass, field


class NoCaptionsError(Exception):
    """A file is not what its SourceType says, or has nothing to show."""


@dataclass(frozen=True, order=True)
class Cue:
    """Times in milliseconds, on the video's clock. ``text`` is plain and may have several lines;
    ``markup`` is the same as WebVTT's cue text, with styles, and ``settings`` are WebVTT's, both as
    far as the source has them. ``source`` is a WebVTT cue as it stands, without its times."""

    start: int
    end: int
    text: str = field(compare=False)
    markup: str = field(default="", compare=False)
    settings: str = field(default="", compare=False)
    name: str = field(default="", compare=False)
    source: str = field(default="", compare=False)


@dataclass(frozen=True)
class Captions:
    """Cues in the order of their times; ``head`` are the blocks of style and regions that a WebVTT
    file begins with."""

    cues: tuple[Cue, ...]
    head: tuple[str, ...] = ()


def milliseconds(hours: str | None, minutes: str, seconds: str, fraction: str) -> int:
    """Of the parts of a time stamp."""
    return ((int(hours or 0) * 60 + int(minutes)) * 60 + int(seconds)) * 1000 + int(fraction)
