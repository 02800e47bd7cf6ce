"""Rules for AudioDescriptions: the selector they name and AAC's required settings."""

from collections.abc import Iterator
from typing import Any

# model (AacSettings.Bitrate): "The set of valid values for this setting is …".
AAC_BITRATES = {
    *(6000, 8000, 10000, 12000, 14000, 16000, 20000, 24000, 28000, 32000, 40000, 48000, 56000),
    *(64000, 80000, 96000, 112000, 128000, 160000, 192000, 224000, 256000, 288000, 320000),
    *(384000, 448000, 512000, 576000, 640000, 768000, 896000, 1024000),
}
# model: chosen when no AudioSourceName is given.
DEFAULT_SOURCE = "Audio Selector 1"
# guide (AAC support).
AAC_SAMPLE_RATES = {8000, 12000, 16000, 22050, 24000, 32000, 44100, 48000, 88200, 96000}


def check(at: str, sound: dict[str, Any], sources: set[str]) -> Iterator[str]:
    """Yield the broken rules of one audio description; ``sources`` are the inputs' selectors."""
    name = sound.get("AudioSourceName", DEFAULT_SOURCE)
    # model: where an input lacks the selector, its default one or silence takes its place.
    if name not in sources:
        yield f"{at}.AudioSourceName: {name!r} is no audio selector of every input"
    # model: "When you choose Use configured, the service uses the language code that you specify".
    if sound.get("LanguageCodeControl") == "USE_CONFIGURED" and not (
        sound.get("LanguageCode") or sound.get("CustomLanguageCode")
    ):
        yield f"{at}.LanguageCode: is required for LanguageCodeControl USE_CONFIGURED"
    codec_settings = sound.get("CodecSettings") or {}
    codec = codec_settings.get("Codec")
    if not codec:
        yield f"{at}.CodecSettings.Codec: is required"
    if codec == "AAC":
        yield from _aac(f"{at}.CodecSettings.AacSettings", codec_settings.get("AacSettings") or {})


def _aac(at: str, aac: dict[str, Any]) -> Iterator[str]:
    # seen: "codingMode, sampleRate and bitrate are required properties".
    for required in ("CodingMode", "SampleRate"):
        if not aac.get(required):
            yield f"{at}.{required}: is required"
    rate = aac.get("SampleRate")
    if rate and rate not in AAC_SAMPLE_RATES:
        yield f"{at}.SampleRate: {rate} Hz is not one of {sorted(AAC_SAMPLE_RATES)}"
    # model: VBR has VbrQuality, CBR (the default) has Bitrate.
    if aac.get("RateControlMode") == "VBR":
        if not aac.get("VbrQuality"):
            yield f"{at}.VbrQuality: is required for VBR"
        if aac.get("Bitrate"):
            yield f"{at}.Bitrate: is not for VBR, which has VbrQuality"
    elif not aac.get("Bitrate"):
        yield f"{at}.Bitrate: is required"
    elif aac["Bitrate"] not in AAC_BITRATES:
        yield f"{at}.Bitrate: {aac['Bitrate']} is not one of the values that AAC takes"
