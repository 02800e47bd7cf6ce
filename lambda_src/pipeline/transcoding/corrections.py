"""What is mended in every picture that is made of a source. Nothing that is only suspected: each
correction may make the job dearer, and spoils a picture that does not need it."""

from dataclasses import dataclass

from pipeline.transcoding.tracks import ScanType, VideoTrack

# Wider than what BT.709 can show.
WIDE_PRIMARIES = frozenset({"ITU_2020", "SMPTE_431_2", "SMPTE_EG_432_1"})
# JPEG knows the full range alone (JFIF). Of other codecs Probe does not tell the range.
FULL_RANGE_CODECS = frozenset({"MJPEG"})


@dataclass(frozen=True)
class Corrections:
    """``to_bt709``: colors and, where it is high, the dynamic range. ``to_limited_range``: sample
    values of 16 to 235, which is what players expect."""

    deinterlace: bool = False
    to_bt709: bool = False
    to_limited_range: bool = False


def corrections_of(video: VideoTrack) -> Corrections:
    wide = video.color_primaries in WIDE_PRIMARIES
    return Corrections(
        deinterlace=video.scan_type is ScanType.INTERLACED,
        to_bt709=wide or is_hdr(video),
        to_limited_range=video.codec in FULL_RANGE_CODECS,
    )


def is_hdr(video: VideoTrack) -> bool:
    """Dolby Vision without a told transfer has no base that is of standard range."""
    untold = video.transfer_characteristics is None
    return video.hdr_format is not None or (untold and video.dolby_vision_profile is not None)
