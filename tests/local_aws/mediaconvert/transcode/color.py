"""Color conversions of a ColorCorrector, by zimg (zscale) and ffmpeg's tone mapping."""

from dataclasses import replace
from typing import Any

from local_aws.mediaconvert.tracks import Color

TARGETS = {
    "FORCE_709": Color(matrix="bt709", primaries="bt709", transfer="bt709"),
    "FORCE_601": Color(matrix="smpte170m", primaries="smpte170m", transfer="smpte170m"),
}
# ITU-R BT.2408: reference white of HDR, in candela per square metre.
WHITE_NITS = 203
# Stand-ins for the service's own curves: one bends early and keeps what is bright apart, the other
# stays straight for longer.
CURVES = {"PRESERVE_DETAILS": "hable", "VIBRANT": "mobius"}
# What a file leaves out, by what it tells of its matrix.
FAMILIES = {
    "smpte170m": TARGETS["FORCE_601"],
    "bt470bg": Color(matrix="bt470bg", primaries="bt470bg", transfer="smpte170m"),
    "bt2020nc": Color(matrix="bt2020nc", primaries="bt2020", transfer="bt2020-10"),
}


def converted(color: Color, corrector: dict[str, Any]) -> Color:
    """The color of an output."""
    found = TARGETS.get(corrector.get("ColorSpaceConversion", "NONE"), color)
    limited = corrector.get("SampleRangeConversion", "NONE") != "NONE"
    return replace(found, range="tv" if limited else color.range)


def filters(color: Color, corrector: dict[str, Any]) -> list[str]:
    """Filters that make of ``color`` what the corrector asks for, and tag it so."""
    line = []
    limits = corrector.get("SampleRangeConversion", "NONE")
    if limits == "LIMITED_RANGE_SQUEEZE" and color.range == "pc":
        # model: limited sources "are passed through … unchanged".
        line += ["scale=in_range=pc:out_range=tv"]
    target = TARGETS.get(corrector.get("ColorSpaceConversion", "NONE"))
    if target:
        line += _space(replace(color, range="") if line else color, target, corrector)
    if limits == "LIMITED_RANGE_CLIP":
        line += ["format=yuv420p", "limiter=min=16:max=235:planes=1"]
        line += ["limiter=min=16:max=240:planes=6"]
    return [*line, "setparams=range=tv"] if limits != "NONE" else line


def _space(color: Color, target: Color, corrector: dict[str, Any]) -> list[str]:
    to = f"p={target.primaries}:m={target.matrix}"
    if color.hdr:
        # model (HdrToSdrToneMapper): HLG is mapped so "regardless of your choice".
        asked = corrector.get("HdrToSdrToneMapper", "PRESERVE_DETAILS")
        curve = CURVES["PRESERVE_DETAILS" if color.hdr == "HLG" else asked]
        return [
            _tags(_filled(color, FAMILIES["bt2020nc"])),
            f"zscale=t=linear:npl={WHITE_NITS}",
            "format=gbrpf32le",
            f"zscale=p={target.primaries}",
            f"tonemap={curve}:desat=0",
            f"zscale={to}:t={target.transfer}:r={'full' if color.range == 'pc' else 'limited'}",
            "format=yuv420p",
        ]
    if not (color.matrix or color.primaries or color.transfer):
        # assumed: pictures that say nothing of their color are taken for what is asked.
        return [_tags(target)]
    known = _filled(color, FAMILIES.get(color.matrix, TARGETS["FORCE_709"]))
    return [_tags(known), f"zscale={to}:t={target.transfer}"]


def _filled(color: Color, rest: Color) -> Color:
    return Color(
        color.range,
        color.matrix or rest.matrix,
        color.primaries or rest.primaries,
        color.transfer or rest.transfer,
    )


def _tags(color: Color) -> str:
    return (
        f"setparams=colorspace={color.matrix}:color_primaries={color.primaries}"
        f":color_trc={color.transfer}"
    )
