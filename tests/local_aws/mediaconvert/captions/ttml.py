"""Timed Text Markup Language (W3C, TTML1): paragraphs of text with times, without styles."""

import itertools
import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from fractions import Fraction
from xml.etree import ElementTree
from xml.etree.ElementTree import Element

from local_aws.mediaconvert.captions.cue import Captions, Cue, NoCaptionsError

# The recommendation's, and of DFXP, as it was called before.
NAMESPACE = re.compile(r"\{(http://www\.w3\.org/(?:ns/ttml|2006/\d\d/ttaf1))\}(\w+)$")
CLOCK = re.compile(r"(\d{2,}):(\d\d):(\d\d)(?:(\.\d+)|:(\d{2,})(?:\.\d+)?)?")
OFFSET = re.compile(r"(\d+(?:\.\d+)?)(h|ms|m|s|f|t)")
UNITS = {"h": Fraction(3600), "m": Fraction(60), "s": Fraction(1), "ms": Fraction(1, 1000)}
TIMES = ("begin", "end", "dur")
CONTENT = {"div", "p", "span", "br"}
# Later than any video ends.
NEVER = Fraction(10**9)
Span = tuple[Fraction, Fraction]


@dataclass
class Clock:
    """Frames and ticks of a second."""

    frames: Fraction
    ticks: Fraction

    def seconds(self, text: str) -> Fraction:
        """A time expression.

        :raises NoCaptionsError: it is none.
        """
        if found := CLOCK.fullmatch(text.strip()):
            hours, minutes, seconds, rest, frames = found.groups()
            whole = (int(hours) * 60 + int(minutes)) * 60 + int(seconds)
            return whole + Fraction(rest or 0) + int(frames or 0) / self.frames
        if found := OFFSET.fullmatch(text.strip()):
            more = {"f": 1 / self.frames, "t": 1 / self.ticks}
            return Fraction(found[1]) * (UNITS | more)[found[2]]
        raise NoCaptionsError(f"{text!r} is no time of TTML")


@dataclass
class Paragraph:
    """Pieces of text with when they are shown."""

    pieces: list[tuple[Span, str]] = field(default_factory=list)

    def cues(self) -> Iterator[Cue]:
        """One for each time in which the same pieces are shown."""
        times = sorted({time for span, _ in self.pieces for time in span})
        for start, end in itertools.pairwise(times):
            shown = "".join(
                text for (begins, ends), text in self.pieces if begins <= start and end <= ends
            )
            lines = [" ".join(line.split()) for line in shown.split("\n")]
            if text := "\n".join(line for line in lines if line):
                yield Cue(round(start * 1000), round(end * 1000), text)


def parse(text: str) -> Captions:
    """Cues of a document.

    :raises NoCaptionsError: it is no TTML, or has times that are none.
    """
    try:
        root = ElementTree.fromstring(text.encode())
    except (ElementTree.ParseError, ValueError) as error:
        raise NoCaptionsError(f"it is no XML: {error}") from error
    if _name(root) != "tt":
        raise NoCaptionsError("its root is no tt element of TTML")
    clock = _clock(root)
    paragraphs: list[Paragraph] = []
    for body in root:
        if _name(body) == "body":
            _walk(body, (Fraction(0), NEVER), clock, paragraphs)
    cues = [cue for one in paragraphs for cue in one.cues() if cue.end > cue.start]
    return Captions(tuple(sorted(cues)))


def _name(element: Element) -> str:
    """Of an element of TTML; empty for others."""
    found = NAMESPACE.match(element.tag) if isinstance(element.tag, str) else None
    return found[2] if found else ""


def _clock(root: Element) -> Clock:
    told = {key.rpartition("}")[2]: value for key, value in root.attrib.items() if "}" in key}
    try:
        up, down = (int(part) for part in re.split(r"[ :]", told.get("frameRateMultiplier", "1 1")))
        frames = Fraction(told.get("frameRate", "30")) * Fraction(up, down)
        usual = frames if "frameRate" in told else 1
        ticks = Fraction(told.get("tickRate", usual))
    except (ValueError, ZeroDivisionError) as error:
        raise NoCaptionsError("its frame rate or tick rate is no number") from error
    if frames <= 0 or ticks <= 0:
        raise NoCaptionsError("its frame rate or tick rate is not above 0")
    return Clock(frames, ticks)


def _walk(element: Element, within: Span, clock: Clock, found: list[Paragraph]) -> Span:
    """Take in an element that may begin at ``within[0]``; returns when it is shown."""
    told = {name: clock.seconds(element.attrib[name]) for name in TIMES if name in element.attrib}
    start = within[0] + told.get("begin", 0)
    ends = [within[1]]
    ends += [within[0] + told["end"]] if "end" in told else []
    ends += [start + told["dur"]] if "dur" in told else []
    span = (start, max(start, min(ends)))
    name = _name(element)
    if name == "p":
        found.append(Paragraph())
    inside = bool(found) and name in ("p", "span")
    if inside and element.text:
        found[-1].pieces.append((span, element.text.replace("\n", " ")))
    if name == "br" and found:
        found[-1].pieces.append((span, "\n"))
    in_turn, next_at, last = element.get("timeContainer") == "seq", start, start
    for child in element:
        if _name(child) in CONTENT:
            _, last = _walk(child, (next_at, span[1]), clock, found)
            next_at = last if in_turn else start
        if inside and child.tail:
            found[-1].pieces.append((span, child.tail.replace("\n", " ")))
    # In a sequence, what has no end of its own ends with what is in it.
    return (start, last if in_turn and len(ends) == 1 else span[1])
