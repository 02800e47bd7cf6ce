"""x264 options for H264Settings."""

import math
from fractions import Fraction
from typing import Any

# A laptop's stand-ins for the service's encoder effort.
PRESETS = {"SINGLE_PASS": "superfast", "SINGLE_PASS_HQ": "faster", "MULTI_PASS_HQ": "medium"}
PROFILES = {"BASELINE": "baseline", "MAIN": "main"}
AUTO_GOP_SECONDS = 2
DEFAULT_QVBR_LEVEL = 7


def h264(description: dict[str, Any]) -> dict[str, Any]:
    """The H264Settings of a VideoDescription."""
    return description["CodecSettings"]["H264Settings"]


def frame_rate(description: dict[str, Any]) -> Fraction | None:
    """The rate that the output specifies; None follows the source."""
    own = description["CodecSettings"].get("H264Settings") or {}
    if own.get("FramerateControl") == "SPECIFIED":
        return Fraction(own["FramerateNumerator"], own["FramerateDenominator"])
    return None


def arguments(
    description: dict[str, Any], source_rate: Fraction, segment_seconds: int | None = None
) -> list[str]:
    """Codec options; key frames fall on segment boundaries."""
    own = h264(description)
    rate = frame_rate(description) or source_rate
    gop = _gop_seconds(own, rate, segment_seconds)
    return [
        *(
            "-c:v",
            "libx264",
            "-preset",
            PRESETS.get(own.get("QualityTuningLevel", ""), "superfast"),
        ),
        *("-profile:v", PROFILES.get(own.get("CodecProfile", ""), "high"), "-r", str(rate)),
        # Without B-frames the first picture is shown at 0 and every segment stands for itself.
        *("-bf", "0", "-sc_threshold", "0", "-g", str(math.ceil(gop * rate))),
        *("-force_key_frames", f"expr:gte(t,n_forced*{gop:.6f})"),
        *_rate_control(own),
    ]


def _gop_seconds(own: dict[str, Any], rate: Fraction, segment_seconds: int | None) -> float:
    if own.get("GopSize") and own.get("GopSizeUnits") == "SECONDS":
        return own["GopSize"]
    if own.get("GopSize") and own.get("GopSizeUnits") != "AUTO":
        return own["GopSize"] / float(rate)
    if segment_seconds is None:
        return AUTO_GOP_SECONDS
    return segment_seconds / math.ceil(segment_seconds / AUTO_GOP_SECONDS)


def _rate_control(own: dict[str, Any]) -> list[str]:
    mode = own["RateControlMode"]
    if mode == "QVBR":
        level = (own.get("QvbrSettings") or {}).get("QvbrQualityLevel", DEFAULT_QVBR_LEVEL)
        most = own["MaxBitrate"]
        # x264 at CRF 23 looks about like the service's default quality level 7.
        quality = 23 + 2 * (DEFAULT_QVBR_LEVEL - level)
        # A small buffer keeps short clips, not only long ones, below the maximum.
        limit, buffer = str(most * 95 // 100), str(most // 2)
        return ["-crf", str(quality), "-maxrate", limit, "-bufsize", buffer]
    bitrate = own["Bitrate"]
    if mode == "CBR":
        same = ["-minrate", str(bitrate), "-maxrate", str(bitrate), "-bufsize", str(bitrate)]
        return ["-b:v", str(bitrate), *same, "-x264-params", "nal-hrd=cbr"]
    most = own.get("MaxBitrate") or bitrate * 2
    return ["-b:v", str(bitrate), "-maxrate", str(most), "-bufsize", str(2 * most)]


def details(
    description: dict[str, Any], width: int, height: int, size_bytes: int, seconds: float
) -> dict[str, Any]:
    """An output's videoDetails of the COMPLETE event."""
    found: dict[str, Any] = {"widthInPx": width, "heightInPx": height}
    if "H264Settings" not in description["CodecSettings"]:
        return found
    found["averageBitrate"] = int(size_bytes * 8 / seconds) if seconds else 0
    own = h264(description)
    if own["RateControlMode"] == "QVBR":
        level = (own.get("QvbrSettings") or {}).get("QvbrQualityLevel", DEFAULT_QVBR_LEVEL)
        found |= {"qvbrAvgQuality": float(level), "qvbrMinQuality": level, "qvbrMaxQuality": level}
        found |= {"qvbrMinQualityLocation": 0, "qvbrMaxQualityLocation": 0}
    return found
