"""Frame rates of renditions.

A rate that is told and usual is kept, or divided by a whole number: every frame is then shown
equally long. A variable rate becomes a constant one that no frame of the source is too short for.
"""

from dataclasses import dataclass
from fractions import Fraction
from math import ceil

from pipeline.transcoding.tracks import ScanType, VideoTrack

# Rule 1.19 of Apple's HLS Authoring Specification.
MOST_FRAMES_PER_SECOND = 60
# Small pictures are for slow networks: rules 1.12 and 1.31 there give them at most 30.
SMALL_SIDE_PX, SMALL_FRAMES_PER_SECOND = 360, 30
# A rendition of more frames than these may take more bits.
ORDINARY_FRAMES_PER_SECOND = 30
NTSC = Fraction(1000, 1001)
# What a variable rate becomes.
STEADY = (
    *(24 * NTSC, Fraction(24), Fraction(25), 30 * NTSC, Fraction(30), Fraction(48), Fraction(50)),
    *(60 * NTSC, Fraction(60), Fraction(100), 120 * NTSC, Fraction(120), 240 * NTSC, Fraction(240)),
)
# Far above that of any camera: the parts of a rate that a job says are 32 bits long.
MOST_DENOMINATOR = 100_000
# Apart by more than this, container and essence tell different rates.
SAME = Fraction(1, 100)
# A clock that is no better than this still beats a usual rate.
EXACT, NEAR = Fraction(1, 2000), Fraction(1, 50)


@dataclass(frozen=True)
class FrameRate:
    """``follows_source``: the job says no rate, and the service keeps the source's."""

    hertz: Fraction
    follows_source: bool

    @property
    def is_high(self) -> bool:
        return self.hertz > ORDINARY_FRAMES_PER_SECOND * (1 + EXACT)


def rendition_rate(video: VideoTrack, most: int, short_side_px: int) -> FrameRate:
    """Of a rendition whose box has this shorter side, at ``most`` frames per second."""
    most = min(most, MOST_FRAMES_PER_SECOND)
    if short_side_px <= SMALL_SIDE_PX:
        most = min(most, SMALL_FRAMES_PER_SECOND)
    steady = steady_rate(video)
    divisor = max(1, ceil(steady.hertz / (most * (1 + EXACT))))
    if divisor == 1:
        return steady
    divided = (steady.hertz / divisor).limit_denominator(MOST_DENOMINATOR)
    return FrameRate(divided, follows_source=False)


def steady_rate(video: VideoTrack) -> FrameRate:
    """The constant rate that shows every frame of a source. One that tells no rate, or an average
    without a meaning, may hold frames as short as those of the highest rate."""
    container, essence = video.container_frame_rate, video.essence_frame_rate
    told = container or essence
    if told is None:
        return FrameRate(Fraction(MOST_FRAMES_PER_SECOND), follows_source=False)
    if container and essence and not _agree(video, container, essence):
        highest = container if container > essence else essence
        return FrameRate(_steady_above(highest), follows_source=False)
    if _is_usual(told):
        return FrameRate(told, follows_source=True)
    nearest = min(STEADY, key=lambda rate: abs(rate - told))
    if abs(nearest - told) <= told * NEAR:
        return FrameRate(nearest, follows_source=False)
    highest = told if told > MOST_FRAMES_PER_SECOND else Fraction(MOST_FRAMES_PER_SECOND)
    return FrameRate(_steady_above(highest), follows_source=False)


def _agree(video: VideoTrack, container: Fraction, essence: Fraction) -> bool:
    """Twice as much is no other rate: one of both counts fields."""
    ratio = max(container, essence) / min(container, essence)
    return any(abs(ratio / whole - 1) <= SAME for whole in (1, 2)) or (
        video.scan_type is ScanType.INTERLACED
    )


def _steady_above(rate: Fraction) -> Fraction:
    return next((one for one in STEADY if one >= rate * (1 - EXACT)), Fraction(240))


def _is_usual(rate: Fraction) -> bool:
    """Whole or half, be it by the clock of NTSC: no camera makes others, and no average is one but
    by chance."""
    halves = (2 * rate, 2 * rate / NTSC)
    return any(round(one) and abs(one / round(one) - 1) <= EXACT for one in halves)
