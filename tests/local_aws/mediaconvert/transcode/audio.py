"""AAC options for AudioDescriptions."""

from typing import Any

CHANNELS = {"CODING_MODE_1_0": 1, "CODING_MODE_1_1": 2, "CODING_MODE_2_0": 2, "CODING_MODE_5_1": 6}
# What a variable bit rate comes to, bit/s.
VBR_BITRATES = {"LOW": 64_000, "MEDIUM_LOW": 96_000, "MEDIUM_HIGH": 128_000, "HIGH": 192_000}


def arguments(description: dict[str, Any]) -> list[str]:
    """Codec options of one AudioDescription."""
    aac = description["CodecSettings"]["AacSettings"]
    line = ["-c:a", "aac", "-b:a", str(bitrate(description)), "-ar", str(aac["SampleRate"])]
    channels = CHANNELS.get(aac["CodingMode"])
    return [*line, "-ac", str(channels)] if channels else line


def bitrate(description: dict[str, Any]) -> int:
    """Bit/s of one AudioDescription."""
    aac = description["CodecSettings"]["AacSettings"]
    return aac.get("Bitrate") or VBR_BITRATES[aac.get("VbrQuality", "MEDIUM_HIGH")]
