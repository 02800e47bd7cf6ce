"""How often key frames, fragments and segments of a stream begin."""

import math
from dataclasses import dataclass
from fractions import Fraction
from typing import Any

AUTO_GOP_SECONDS = 2
DEFAULT_SEGMENT_SECONDS, DEFAULT_FRAGMENT_SECONDS = 10, 2


@dataclass(frozen=True)
class Cadence:
    """Of pictures at a constant ``rate`` (frames per second); lengths are in seconds."""

    rate: Fraction
    gop_frames: int
    segment: Fraction | None = None
    exact: bool = False

    def arguments(self) -> list[str]:
        """Encoder options for key frames, each of which can be played from."""
        line = ["-g", str(self.gop_frames), "-keyint_min", str(self.gop_frames)]
        if self.exact and self.segment:
            # model (EXACT): "might result in additional I-frames".
            line += ["-force_key_frames", f"expr:gte(t,n_forced*{float(self.segment):.6f})"]
        return line


def of_file(own: dict[str, Any], rate: Fraction) -> Cadence:
    """Of an output that is not cut; ``own``: its codec's settings."""
    return Cadence(rate, _gop_frames(own, rate, Fraction(AUTO_GOP_SECONDS)))


def of_stream(own: dict[str, Any], rate: Fraction, group: dict[str, Any]) -> Cadence:
    """Of an output of a streaming group with the given settings."""
    wanted = Fraction(group.get("SegmentLength", DEFAULT_SEGMENT_SECONDS))
    frames = _gop_frames(own, rate, wanted / math.ceil(wanted / AUTO_GOP_SECONDS))
    if group.get("SegmentLengthControl", "EXACT") == "EXACT":
        return Cadence(rate, frames, wanted, exact=True)
    # model (GOP_MULTIPLE): "round up the segment lengths to match the next GOP boundary".
    return Cadence(rate, frames, math.ceil(wanted / (frames / rate)) * frames / rate)


def _gop_frames(own: dict[str, Any], rate: Fraction, auto_seconds: Fraction) -> int:
    units = own.get("GopSizeUnits", "AUTO")
    if units == "FRAMES":
        return int(own["GopSize"])
    seconds = auto_seconds
    if units == "SECONDS":
        seconds = Fraction(own["GopSize"]).limit_denominator(1000)
    return max(1, math.ceil(seconds * rate))
