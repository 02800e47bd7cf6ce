"""What is done to a picture before it is scaled: only what the job asks for."""

from fractions import Fraction
from typing import Any

from local_aws.mediaconvert.tracks import Color, Track
from local_aws.mediaconvert.transcode import color

# model (InputRotate): "The service doesn't pass through rotation metadata".
FORGET_ROTATION = "sidedata=mode=delete:type=DISPLAYMATRIX"
TURNS = {0: [], 90: ["transpose=clock"], 180: ["hflip", "vflip"], 270: ["transpose=cclock"]}
# model (H264InterlaceMode): progressive output "regardless of the scan type of your input".
PROGRESSIVE = "setfield=prog"


def filters(description: dict[str, Any], track: Track, rotation: int, rate: Fraction) -> list[str]:
    """Filters of a VideoDescription up to scaling, for a picture that is turned by ``rotation``
    clockwise degrees and shown at a constant ``rate``. Fields are undone before anything mixes
    them, pictures dropped before work is put into them."""
    asked = description.get("VideoPreprocessors") or {}
    return [
        *deinterlace(asked.get("Deinterlacer")),
        PROGRESSIVE,
        f"fps={rate}",
        *TURNS[rotation],
        FORGET_ROTATION,
        *color.filters(track.color, asked.get("ColorCorrector") or {}),
    ]


def output_color(description: dict[str, Any], track: Track) -> Color:
    """The color of the picture that a VideoDescription asks for."""
    asked = description.get("VideoPreprocessors") or {}
    return color.converted(track.color, asked.get("ColorCorrector") or {})


def deinterlace(asked: dict[str, Any] | None) -> list[str]:
    """Filters of a Deinterlacer."""
    if asked is None:
        return []
    if asked.get("Control") == "FORCE_ALL_FRAMES":
        return ["bwdif=mode=send_frame:deint=all"]
    # model: frames tagged as progressive stay; ADAPTIVE looks at the frames, not at their tags.
    look = ["idet"] if asked.get("Mode") == "ADAPTIVE" else []
    return [*look, "bwdif=mode=send_frame:deint=interlaced"]
