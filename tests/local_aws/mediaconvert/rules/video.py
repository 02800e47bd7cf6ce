"""Rules for VideoDescription: size, rate control and quality of H.264 and H.265, frame capture."""

from collections.abc import Iterator
from typing import Any

SETTINGS_OF = {
    "AV1": "Av1Settings",
    "AVC_INTRA": "AvcIntraSettings",
    "FRAME_CAPTURE": "FrameCaptureSettings",
    "H_264": "H264Settings",
    "H_265": "H265Settings",
    "MPEG2": "Mpeg2Settings",
    "PRORES": "ProresSettings",
    "VP8": "Vp8Settings",
    "VP9": "Vp9Settings",
}
# guide: the largest picture of H.264 (level 5.2).
H264_LONG_SIDE = 4096
# model: "only available with the AVC-I License".
LICENSED_PROFILES = {"HIGH_10BIT", "HIGH_422", "HIGH_422_10BIT"}
# ITU-T H.264, table A-1: macroblocks of 16x16 pixels in a picture and in a second.
H264_LEVELS = {
    **{"1": (99, 1_485), "1_1": (396, 3_000), "1_2": (396, 6_000), "1_3": (396, 11_880)},
    **{"2": (396, 11_880), "2_1": (792, 19_800), "2_2": (1_620, 20_250)},
    **{"3": (1_620, 40_500), "3_1": (3_600, 108_000), "3_2": (5_120, 216_000)},
    **{"4": (8_192, 245_760), "4_1": (8_192, 245_760), "4_2": (8_704, 522_240)},
    **{"5": (22_080, 589_824), "5_1": (36_864, 983_040), "5_2": (36_864, 2_073_600)},
}


def is_frame_capture(output: dict[str, Any]) -> bool:
    """Tell whether an output writes still images."""
    codec = ((output.get("VideoDescription") or {}).get("CodecSettings") or {}).get("Codec")
    return codec == "FRAME_CAPTURE"


def check(at: str, picture: dict[str, Any], container: str | None) -> Iterator[str]:
    """Yield the broken rules of one video description in an output of the given container."""
    codec_settings = picture.get("CodecSettings") or {}
    codec = codec_settings.get("Codec")
    # model: "For each codec enum that you choose, define the corresponding settings object".
    if not codec:
        yield f"{at}.CodecSettings.Codec: is required"
        return
    name = SETTINGS_OF.get(codec)
    if name and name not in codec_settings:
        yield f"{at}.CodecSettings.{name}: is required for Codec {codec}"
    for side in ("Width", "Height"):
        # guide: 4:2:0 pictures have even sides.
        if picture.get(side, 0) % 2:
            yield f"{at}.{side}: {picture[side]} must be even"
        if codec == "H_264" and picture.get(side, 0) > H264_LONG_SIDE:
            yield f"{at}.{side}: H.264 goes up to {H264_LONG_SIDE} pixels"
    if picture.get("ScalingBehavior") == "SMART_CROP" and not (
        picture.get("Width") and picture.get("Height")
    ):
        yield f"{at}: SMART_CROP needs Width and Height"
    own, inside = codec_settings.get(name) or {}, f"{at}.CodecSettings.{name}"
    if codec == "H_264":
        yield from _h264(inside, own)
        yield from _h264_level(inside, own, picture)
    if codec in ("H_264", "H_265"):
        for rules in (_rate_control, _gop, _fractions):
            yield from rules(inside, own)
    if codec == "FRAME_CAPTURE":
        # seen: frame capture writes files without a container.
        if container and container != "RAW":
            yield f"{at}: FRAME_CAPTURE needs Container RAW, not {container}"
        yield from _fraction(inside, own, "Framerate")


def _h264(at: str, h264: dict[str, Any]) -> Iterator[str]:
    # cost: the service's own default, SINGLE_PASS_HQ, has been billed as professional tier.
    if not h264.get("QualityTuningLevel"):
        yield f"{at}.QualityTuningLevel: say it; the service's default may cost more"
    if h264.get("CodecProfile") in LICENSED_PROFILES:
        yield f"{at}.CodecProfile: {h264['CodecProfile']} needs an AVC-I license"
    # model (EntropyEncoding): CABAC "must be in Main or High profile".
    if h264.get("CodecProfile") == "BASELINE" and h264.get("EntropyEncoding") == "CABAC":
        yield f"{at}.EntropyEncoding: CABAC is not for the profile BASELINE"


def _rate_control(at: str, own: dict[str, Any]) -> Iterator[str]:
    mode = own.get("RateControlMode")
    qvbr = own.get("QvbrSettings") or {}
    if not mode:
        yield f"{at}.RateControlMode: is required"
    # model: MaxBitrate "Required when Rate control mode is QVBR"; Bitrate for VBR and CBR.
    if mode == "QVBR":
        if not own.get("MaxBitrate"):
            yield f"{at}.MaxBitrate: is required for QVBR"
        if own.get("Bitrate"):
            yield f"{at}.Bitrate: is not for QVBR, which has MaxBitrate"
    elif mode and not own.get("Bitrate"):
        yield f"{at}.Bitrate: is required for {mode}"
    if mode != "QVBR" and qvbr:
        yield f"{at}.QvbrSettings: only with RateControlMode QVBR"
    if mode == "CBR" and own.get("MaxBitrate"):
        yield f"{at}.MaxBitrate: only with VBR or QVBR"
    if mode == "VBR" and 0 < own.get("MaxBitrate", 0) < own.get("Bitrate", 0):
        yield f"{at}.MaxBitrate: is below Bitrate"
    # model: "Use this setting only when … QVBR and Quality tuning level is Multi-pass HQ".
    if qvbr.get("MaxAverageBitrate") and own.get("QualityTuningLevel") != "MULTI_PASS_HQ":
        yield f"{at}.QvbrSettings.MaxAverageBitrate: only with QualityTuningLevel MULTI_PASS_HQ"


def _fractions(at: str, own: dict[str, Any]) -> Iterator[str]:
    for name, unit in (("FramerateControl", "Framerate"), ("ParControl", "Par")):
        if own.get(name) == "SPECIFIED":
            yield from _fraction(at, own, unit)


def _gop(at: str, own: dict[str, Any]) -> Iterator[str]:
    # model: "choose Auto and leave GOP size blank"; AUTO unless said; frames are whole.
    units, size = own.get("GopSizeUnits", "AUTO"), own.get("GopSize")
    if units == "AUTO" and size:
        yield f"{at}.GopSize: leave it out when GopSizeUnits is AUTO"
    if units != "AUTO" and not size:
        yield f"{at}.GopSize: is required for GopSizeUnits {units}"
    if units == "FRAMES" and size and size % 1:
        yield f"{at}.GopSize: {size} is no whole number of frames"


def _h264_level(at: str, h264: dict[str, Any], picture: dict[str, Any]) -> Iterator[str]:
    # model: "a level that is consistent with your output video settings".
    level = h264.get("CodecLevel", "AUTO").removeprefix("LEVEL_")
    if level not in H264_LEVELS or not (picture.get("Width") and picture.get("Height")):
        return
    blocks = -(-picture["Width"] // 16) * -(-picture["Height"] // 16)
    most, most_in_a_second = H264_LEVELS[level]
    rate = h264.get("FramerateNumerator", 0) / h264.get("FramerateDenominator", 1)
    if blocks > most or blocks * rate > most_in_a_second:
        yield f"{at}.CodecLevel: {h264['CodecLevel']} is too low for the picture's size and rate"


def _fraction(at: str, settings: dict[str, Any], unit: str) -> Iterator[str]:
    # model: a rate or ratio is a fraction; the service takes both halves or neither.
    for half in ("Numerator", "Denominator"):
        if not settings.get(f"{unit}{half}"):
            yield f"{at}.{unit}{half}: is required"
