"""Codec settings of pictures and sounds, as CreateJob takes them."""

from fractions import Fraction
from typing import Any

from pipeline.text.languages import CODES, UNTOLD
from pipeline.transcoding.corrections import Corrections
from pipeline.transcoding.frame_rate import FrameRate
from pipeline.transcoding.ladder import PlannedRendition
from pipeline.transcoding.picture import Picture
from pipeline.transcoding.plan import JobPlan, PlannedThumbnails
from pipeline.transcoding.profile_audio import Audio, LowAudio
from pipeline.transcoding.sound import PlannedSound

CODING_MODES = {1: "CODING_MODE_1_0", 2: "CODING_MODE_2_0"}
# The true peak that loud sound is held below: EBU R 128.
TRUE_PEAK_DBTP = -1.0

Shape = dict[str, Any]


def video(plan: JobPlan, rendition: PlannedRendition) -> Shape:
    quality = rendition.quality_level
    settings = {
        "RateControlMode": "QVBR",
        **({"QvbrSettings": {"QvbrQualityLevel": quality}} if quality else {}),
        "MaxBitrate": rendition.max_bitrate_bps,
        # Always said: the service's default costs more, or may.
        "QualityTuningLevel": rendition.quality_tuning_level,
        "CodecLevel": "AUTO",
        # Key frames every 2 s, at the same times in every rendition, and each GOP by itself: what
        # I-frame playlists need, and rule 1.13 of Apple's HLS Authoring Specification.
        "GopSize": gop_seconds(plan.segment_seconds),
        "GopSizeUnits": "SECONDS",
        "GopClosedCadence": 1,
        **_frame_rate(rendition.frame_rate),
        "ParControl": "SPECIFIED",
        "ParNumerator": 1,
        "ParDenominator": 1,
    }
    if plan.codec == "hevc":
        # hvc1: Apple's players take no hev1.
        own = {"CodecProfile": "MAIN_MAIN", "WriteMp4PackagingType": "HVC1"}
        codec = {"Codec": "H_265", "H265Settings": settings | own}
    else:
        codec = {"Codec": "H_264", "H264Settings": settings | {"CodecProfile": "HIGH"}}
    return _description(rendition.picture, plan.corrections, codec)


def gop_seconds(segment_seconds: int) -> float:
    """A segment is a whole number of GOPs."""
    return 2.0 if segment_seconds % 2 == 0 else 1.0


def _frame_rate(rate: FrameRate) -> Shape:
    if rate.follows_source:
        return {"FramerateControl": "INITIALIZE_FROM_SOURCE"}
    return {
        "FramerateControl": "SPECIFIED",
        "FramerateNumerator": rate.hertz.numerator,
        "FramerateDenominator": rate.hertz.denominator,
        # Repeats or leaves out whole frames; mixes none.
        "FramerateConversionAlgorithm": "DUPLICATE_DROP",
    }


def frame_capture(plan: JobPlan, thumbnails: PlannedThumbnails, picture: Picture) -> Shape:
    seconds = Fraction(thumbnails.interval_ms, 1000)
    codec = {
        "Codec": "FRAME_CAPTURE",
        "FrameCaptureSettings": {
            "FramerateNumerator": seconds.denominator,
            "FramerateDenominator": seconds.numerator,
            "MaxCaptures": thumbnails.max_count,
        },
    }
    return _description(picture, plan.corrections, codec)


def _description(picture: Picture, corrections: Corrections, codec: Shape) -> Shape:
    """An exact size is met without a pixel of padding; a box is fitted in, never distorting."""
    description = {
        "Width": picture.width_px,
        "Height": picture.height_px,
        "ScalingBehavior": "STRETCH_TO_OUTPUT" if picture.exact else "FIT",
        "CodecSettings": codec,
    }
    if preprocessors := _preprocessors(corrections):
        description["VideoPreprocessors"] = preprocessors
    return {"VideoDescription": description}


def _preprocessors(corrections: Corrections) -> Shape:
    found: Shape = {}
    if corrections.deinterlace:
        # NORMAL leaves frames alone that are marked as progressive.
        found["Deinterlacer"] = {
            "Algorithm": "INTERPOLATE",
            "Mode": "DEINTERLACE",
            "Control": "NORMAL",
        }
    color: Shape = {}
    if corrections.to_bt709:
        # Without effect on standard range: wide colors alone are only converted.
        color = {"ColorSpaceConversion": "FORCE_709", "HdrToSdrToneMapper": "PRESERVE_DETAILS"}
    if corrections.to_bt709 or corrections.to_limited_range:
        # What is limited already passes unchanged.
        color["SampleRangeConversion"] = "LIMITED_RANGE_SQUEEZE"
        found["ColorCorrector"] = color
    return found


def audio(selector: str, sound: PlannedSound, settings: Audio, low: LowAudio | None) -> Shape:
    """``low`` says the quality where it is given."""
    quality = low or settings
    aac = {
        "RateControlMode": "CBR",
        "CodecProfile": "LC",
        # Surround sound is mixed down.
        "CodingMode": CODING_MODES[low.channels if low else 2],
        "Bitrate": quality.bitrate_bps,
        "SampleRate": quality.sample_rate_hz,
    }
    description = {
        "AudioSourceName": selector,
        "CodecSettings": {"Codec": "AAC", "AacSettings": aac},
        **_language(sound),
    }
    if sound.label is not None:
        description["StreamName"] = sound.label
    if settings.loudness_lkfs is not None:
        description["AudioNormalizationSettings"] = {
            "Algorithm": "ITU_BS_1770_4",
            "AlgorithmControl": "CORRECT_AUDIO",
            "TargetLkfs": settings.loudness_lkfs,
            "PeakCalculation": "TRUE_PEAK",
            "TruePeakLimiterThreshold": TRUE_PEAK_DBTP,
        }
    return {"AudioDescriptions": [description]}


def _language(sound: PlannedSound) -> Shape:
    """HLS wants a language of every sound (rule 8.10 of Apple's HLS Authoring Specification): of
    one that Probe told none of, what the service may find, or else "undetermined"."""
    if sound.language is None:
        return {"LanguageCodeControl": "FOLLOW_INPUT", "CustomLanguageCode": UNTOLD}
    if sound.language in CODES:
        return {"LanguageCodeControl": "USE_CONFIGURED", "LanguageCode": sound.language.upper()}
    return {"LanguageCodeControl": "USE_CONFIGURED", "CustomLanguageCode": sound.language}
