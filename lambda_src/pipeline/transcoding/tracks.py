"""Tracks of a source. What the file does not tell, or tells implausibly, is None: never a guess."""

from dataclasses import dataclass
from enum import StrEnum
from fractions import Fraction


class ScanType(StrEnum):
    PROGRESSIVE = "progressive"
    INTERLACED = "interlaced"


# The transfer characteristics of high dynamic range, by the service's names.
HDR_TRANSFERS = {"SMPTE_2084": "PQ", "ARIB_B67": "HLG"}
# Codecs whose essence has no sample aspect ratio: what the container tells is all there is.
CODECS_WITHOUT_ASPECT = frozenset({"VP8", "VP9", "AV1"})


@dataclass(frozen=True, kw_only=True)
class VideoTrack:
    """One track of pictures, by the names of ISO/IEC 23091-2 and the values of MediaConvert.

    ``number`` counts the video tracks from 1. ``width_px`` and ``height_px`` are as coded: not
    turned, samples not yet square; 0 where unknown. Container and essence may differ in aspect
    ratio and in frame rate (hertz). ``rotation_degrees`` is clockwise: 0, 90, 180 or 270; None
    where the SDK cannot tell it. ``essence_read``: whether Probe looked into the essence.
    """

    number: int
    codec: str | None = None
    width_px: int
    height_px: int
    container_sample_aspect_ratio: Fraction | None = None
    essence_sample_aspect_ratio: Fraction | None = None
    essence_read: bool = False
    rotation_degrees: int | None = 0
    scan_type: ScanType | None = None
    container_frame_rate: Fraction | None = None
    essence_frame_rate: Fraction | None = None
    bit_depth: int | None = None
    chroma_subsampling: str | None = None
    color_primaries: str | None = None
    transfer_characteristics: str | None = None
    matrix_coefficients: str | None = None
    dolby_vision_profile: int | None = None
    duration_seconds: float | None = None

    @property
    def sample_aspect_ratio(self) -> Fraction | None:
        """The container's comes first, as in players. Declared in no place that can declare one,
        samples are square."""
        told = self.container_sample_aspect_ratio or self.essence_sample_aspect_ratio
        if told is None and (self.essence_read or self.codec in CODECS_WITHOUT_ASPECT):
            return Fraction(1)
        return told

    @property
    def frame_rate(self) -> Fraction | None:
        """The container's comes first: of a variable rate it is the average."""
        return self.container_frame_rate or self.essence_frame_rate

    @property
    def display_size_px(self) -> tuple[int, int]:
        """Width and height as a viewer sees them: turned, with square samples. A best estimate
        where ``display_size_known`` is False."""
        width, height = round(self.width_px * (self.sample_aspect_ratio or 1)), self.height_px
        return (height, width) if (self.rotation_degrees or 0) % 180 else (width, height)

    @property
    def display_size_known(self) -> bool:
        """Whether everything that shapes the picture is known."""
        sized = self.width_px > 0 and self.height_px > 0
        known = self.sample_aspect_ratio is not None and self.rotation_degrees is not None
        return sized and known

    @property
    def hdr_format(self) -> str | None:
        """PQ or HLG; None for standard dynamic range, and where no transfer is told."""
        return HDR_TRANSFERS.get(self.transfer_characteristics or "")


@dataclass(frozen=True, kw_only=True)
class AudioTrack:
    """One track of sound. ``number`` counts the audio tracks from 1, as an AudioSelector's Tracks
    do; ``language`` is ISO 639-3, lower case."""

    number: int
    codec: str | None = None
    channels: int | None = None
    channel_layout: str | None = None
    sample_rate_hz: int | None = None
    bit_depth: int | None = None
    language: str | None = None
    duration_seconds: float | None = None


@dataclass(frozen=True, kw_only=True)
class CaptionTrack:
    """``codec`` is C608, C708 or WEBVTT; ``language`` is ISO 639-3, lower case."""

    codec: str
    language: str | None = None
