"""Encoder options for H264Settings."""

from fractions import Fraction
from typing import Any

from local_aws.mediaconvert.tracks import Color
from local_aws.mediaconvert.transcode.cadence import Cadence

# A laptop's stand-ins for the service's encoder effort.
PRESETS = {"SINGLE_PASS": "superfast", "SINGLE_PASS_HQ": "faster", "MULTI_PASS_HQ": "medium"}
DEFAULT_QVBR_LEVEL = 7


def settings(description: dict[str, Any]) -> dict[str, Any]:
    """The settings of a VideoDescription's codec; empty for still images."""
    return description["CodecSettings"].get("H264Settings") or {}


def frame_rate(description: dict[str, Any]) -> Fraction | None:
    """The rate that the output specifies; None follows the source."""
    own = settings(description)
    if own.get("FramerateControl") == "SPECIFIED":
        return Fraction(own["FramerateNumerator"], own["FramerateDenominator"])
    return None


def arguments(description: dict[str, Any], cadence: Cadence, color: Color) -> list[str]:
    """Codec options; segments, if there are any, begin with a key frame."""
    own = settings(description)
    preset = PRESETS[own.get("QualityTuningLevel", "SINGLE_PASS_HQ")]
    # seen in manifests of the service: Main, where a job says nothing.
    profile = own.get("CodecProfile", "MAIN").lower()
    level = own.get("CodecLevel", "AUTO")
    return [
        *("-c:v", "libx264", "-preset", preset, "-profile:v", profile),
        *([] if level == "AUTO" else ["-level", level.removeprefix("LEVEL_").replace("_", ".")]),
        # Without B-frames the first picture is shown at 0 and every segment stands for itself.
        *("-r", str(cadence.rate), "-bf", "0", "-sc_threshold", "0"),
        *cadence.arguments(),
        # The encoder leaves this out where a picture has no other color tags.
        *(["-bsf:v", "h264_metadata=video_full_range_flag=0"] if color.range == "tv" else []),
        *_rate_control(own),
    ]


def _rate_control(own: dict[str, Any]) -> list[str]:
    mode = own["RateControlMode"]
    if mode == "QVBR":
        most = own["MaxBitrate"]
        # x264 at CRF 23 looks about like the service's default quality level 7.
        quality = 23 + 2 * (DEFAULT_QVBR_LEVEL - quality_level(own))
        # A small buffer keeps short clips, not only long ones, below the maximum.
        limit, buffer = str(most * 95 // 100), str(most // 2)
        return ["-crf", f"{quality:g}", "-maxrate", limit, "-bufsize", buffer]
    bitrate = own["Bitrate"]
    if mode == "CBR":
        same = ["-minrate", str(bitrate), "-maxrate", str(bitrate), "-bufsize", str(bitrate)]
        return ["-b:v", str(bitrate), *same, "-x264-params", "nal-hrd=cbr"]
    most = own.get("MaxBitrate") or bitrate * 2
    return ["-b:v", str(bitrate), "-maxrate", str(most), "-bufsize", str(2 * most)]


def quality_level(own: dict[str, Any]) -> float:
    """The quality level of QVBR; model: in thirds of a whole number."""
    qvbr = own.get("QvbrSettings") or {}
    fine = round(3 * qvbr.get("QvbrQualityLevelFineTune", 0)) / 3
    return qvbr.get("QvbrQualityLevel", DEFAULT_QVBR_LEVEL) + fine


def details(
    description: dict[str, Any], width: int, height: int, size_bytes: int, seconds: float
) -> dict[str, Any]:
    """An output's videoDetails of the COMPLETE event."""
    found: dict[str, Any] = {"widthInPx": width, "heightInPx": height}
    own = settings(description)
    if not own:
        return found
    found["averageBitrate"] = int(size_bytes * 8 / seconds) if seconds else 0
    if own["RateControlMode"] == "QVBR":
        level = quality_level(own)
        whole = int(level)
        found |= {"qvbrAvgQuality": level, "qvbrMinQuality": whole, "qvbrMaxQuality": whole}
        found |= {"qvbrMinQualityLocation": 0, "qvbrMaxQualityLocation": 0}
    return found
