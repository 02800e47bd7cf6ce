"""AAC options for AudioDescriptions."""

from typing import Any

from local_aws.mediaconvert.transcode.selectors import Sound

CHANNELS = {"CODING_MODE_1_0": 1, "CODING_MODE_1_1": 2, "CODING_MODE_2_0": 2, "CODING_MODE_5_1": 6}
LAYOUTS = {1: "mono", 2: "stereo", 6: "5.1"}
# What a variable bit rate comes to, bit/s.
VBR_BITRATES = {"LOW": 64_000, "MEDIUM_LOW": 96_000, "MEDIUM_HIGH": 128_000, "HIGH": 192_000}
# model (TargetLkfs, TruePeakLimiterThreshold): what is chosen where a job says nothing.
TARGETS_LKFS, OTHER_TARGET_LKFS, PEAK_DBFS = {"ITU_BS_1770_1": -24}, -23, 0


def arguments(description: dict[str, Any], sound: Sound, number: int) -> list[str]:
    """Options of an output's audio track with this number, counted from 0."""
    aac = description["CodecSettings"]["AacSettings"]
    options = {
        "c": "aac",
        "b": str(bitrate(description)),
        "ar": str(aac["SampleRate"]),
        "ac": str(channels(description, sound)),
    }
    line = [word for name, value in options.items() for word in (f"-{name}:a:{number}", value)]
    code = language(description, sound)
    return [*line, f"-metadata:s:a:{number}", f"language={code}"] if code else line


def filters(description: dict[str, Any], sound: Sound) -> list[str]:
    """What is done to the sound before it is encoded (AudioNormalizationSettings)."""
    asked = description.get("AudioNormalizationSettings") or {}
    if asked.get("AlgorithmControl") != "CORRECT_AUDIO":
        return []
    usual = TARGETS_LKFS.get(asked.get("Algorithm", ""), OTHER_TARGET_LKFS)
    target, peak = asked.get("TargetLkfs", usual), asked.get("TruePeakLimiterThreshold", PEAK_DBFS)
    # Measured as it will be heard: with the output's channels.
    layout = f"aformat=channel_layouts={LAYOUTS[channels(description, sound)]}"
    return [layout, f"loudnorm=I={target}:TP={peak}"]


def channels(description: dict[str, Any], sound: Sound) -> int:
    """Channels of the output; model (CODING_MODE_AUTO): as many as the input has."""
    mode = description["CodecSettings"]["AacSettings"]["CodingMode"]
    return CHANNELS.get(mode) or max(count for count in LAYOUTS if count <= sound.channels)


def language(description: dict[str, Any], sound: Sound) -> str:
    """Code of the output's language in small letters, empty where there is none (model:
    LanguageCodeControl)."""
    configured = (
        description.get("CustomLanguageCode") or description.get("LanguageCode", "").lower()
    )
    if description.get("LanguageCodeControl") == "USE_CONFIGURED":
        return configured
    return sound.language or configured


def bitrate(description: dict[str, Any]) -> int:
    """Bit/s of one AudioDescription."""
    aac = description["CodecSettings"]["AacSettings"]
    return aac.get("Bitrate") or VBR_BITRATES[aac.get("VbrQuality", "MEDIUM_HIGH")]
