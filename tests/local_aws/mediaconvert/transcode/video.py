"""Encoder options for H264Settings and H265Settings."""

from fractions import Fraction
from typing import Any

from local_aws.mediaconvert.tracks import Color
from local_aws.mediaconvert.transcode.cadence import Cadence

# A laptop's stand-ins for the service's encoder effort.
PRESETS = {"SINGLE_PASS": "superfast", "SINGLE_PASS_HQ": "faster", "MULTI_PASS_HQ": "medium"}
DEFAULT_QVBR_LEVEL = 7
# What looks about like the service's default quality level.
CRF_H264, CRF_H265 = 23, 28


def settings(description: dict[str, Any]) -> dict[str, Any]:
    """The settings of a VideoDescription's codec; empty for still images."""
    codec = description["CodecSettings"]
    return codec.get("H265Settings" if is_hevc(description) else "H264Settings") or {}


def is_hevc(description: dict[str, Any]) -> bool:
    """Whether the codec is H.265."""
    return description["CodecSettings"].get("Codec") == "H_265"


def is_ten_bits(description: dict[str, Any]) -> bool:
    """Whether samples have ten bits, else eight."""
    return settings(description).get("CodecProfile", "").startswith("MAIN10")


def frame_rate(description: dict[str, Any]) -> Fraction | None:
    """The rate that the output specifies; None follows the source."""
    own = settings(description)
    if own.get("FramerateControl") == "SPECIFIED":
        return Fraction(own["FramerateNumerator"], own["FramerateDenominator"])
    return None


def arguments(description: dict[str, Any], cadence: Cadence, color: Color) -> list[str]:
    """Codec options; segments, if there are any, begin with a key frame."""
    own = settings(description)
    codec = _h265(own) if is_hevc(description) else _h264(own)
    # Without B-frames the first picture is shown at 0 and every segment stands for itself. Captions
    # within the source's picture are passed on only where a job asks for it.
    line = [*codec, "-r", str(cadence.rate), "-bf", "0", "-a53cc", "0", *cadence.arguments()]
    if color.range == "tv":
        # The encoder leaves this out where a picture has no other color tags.
        name = "hevc_metadata" if is_hevc(description) else "h264_metadata"
        line += ["-bsf:v", f"{name}=video_full_range_flag=0"]
    return line


def _h264(own: dict[str, Any]) -> list[str]:
    # seen in manifests of the service: Main, where a job says nothing.
    profile = own.get("CodecProfile", "MAIN").lower()
    level = _level(own)
    return [
        *("-c:v", "libx264", "-preset", PRESETS[own.get("QualityTuningLevel", "SINGLE_PASS_HQ")]),
        *("-profile:v", profile, "-sc_threshold", "0"),
        *(["-level", level] if level else []),
        *_rate_control(own, CRF_H264),
        *(["-x264-params", "nal-hrd=cbr"] if own["RateControlMode"] == "CBR" else []),
    ]


def _h265(own: dict[str, Any]) -> list[str]:
    # Profile and tier; x265 signals the high tier only where the bit rate needs it. assumed: Main,
    # where a job says nothing.
    profile = own.get("CodecProfile", "MAIN_MAIN").partition("_")[0]
    level = _level(own)
    more = ["log-level=error", "scenecut=0", "open-gop=0", "high-tier=0"]
    more += [f"level-idc={level}"] if level else []
    more += ["strict-cbr=1"] if own["RateControlMode"] == "CBR" else []
    return [
        # model: "faster, lower quality, single-pass encoding", where a job says nothing.
        *("-c:v", "libx265", "-preset", PRESETS[own.get("QualityTuningLevel", "SINGLE_PASS")]),
        *("-profile:v", profile.lower(), "-x265-params", ":".join(more), "-forced-idr", "1"),
        *("-tag:v", own.get("WriteMp4PackagingType", "HEV1").lower()),
        *_rate_control(own, CRF_H265),
    ]


def _level(own: dict[str, Any]) -> str:
    """As encoders take it; empty for AUTO."""
    return (
        own.get("CodecLevel", "AUTO").removeprefix("AUTO").removeprefix("LEVEL_").replace("_", ".")
    )


def _rate_control(own: dict[str, Any], usual_crf: int) -> list[str]:
    mode = own["RateControlMode"]
    if mode == "QVBR":
        most = own["MaxBitrate"]
        quality = usual_crf + 2 * (DEFAULT_QVBR_LEVEL - quality_level(own))
        # A small buffer keeps short clips, not only long ones, below the maximum.
        limit, buffer = str(most * 95 // 100), str(most // 2)
        return ["-crf", f"{quality:g}", "-maxrate", limit, "-bufsize", buffer]
    bitrate = own["Bitrate"]
    if mode == "CBR":
        same = ["-minrate", str(bitrate), "-maxrate", str(bitrate), "-bufsize", str(bitrate)]
        return ["-b:v", str(bitrate), *same]
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
