"""Size of an output's picture and the filters that make it (ScalingBehavior, Rotate)."""

from dataclasses import dataclass
from fractions import Fraction
from typing import Any

from local_aws.mediaconvert.tracks import Track

# model (InputRotate): "The service doesn't pass through rotation metadata".
FORGET = "sidedata=mode=delete:type=DISPLAYMATRIX"
TURNS = {0: [], 90: ["transpose=clock"], 180: ["hflip", "vflip"], 270: ["transpose=cclock"]}


@dataclass(frozen=True)
class Size:
    """Width and height in pixels."""

    width: int
    height: int


def turn(degrees: int) -> list[str]:
    """Filters that turn the picture clockwise and forget what the file said about it."""
    return [*TURNS[degrees], FORGET]


def scale(description: dict[str, Any], track: Track, rotation: int) -> tuple[Size, list[str]]:
    """Size and filters of a VideoDescription for a track that is turned by ``rotation``."""
    # Square pixels: what a viewer sees is what is measured.
    wide, high = track.width * track.sample_aspect, Fraction(track.height)
    if rotation in (90, 270):
        wide, high = high, wide
    box_wide: int = description.get("Width", 0)
    box_high: int = description.get("Height", 0)
    # model: one side given keeps the shape, none given keeps the size.
    if not box_wide and not box_high:
        size = Size(_even(wide), _even(high))
    elif not box_high:
        size = Size(box_wide, _even(high * box_wide / wide))
    elif not box_wide:
        size = Size(_even(wide * box_high / high), box_high)
    else:
        box = Size(box_wide, box_high)
        return _in_box(description.get("ScalingBehavior", "DEFAULT"), box, wide, high)
    return size, _filters(size)


def _in_box(how: str, box: Size, wide: Fraction, high: Fraction) -> tuple[Size, list[str]]:
    if how == "STRETCH_TO_OUTPUT":
        return box, _filters(box)
    across, down = box.width / wide, box.height / high
    if how in ("FILL", "SMART_CROP"):
        factor = max(across, down)
        covering = Size(max(box.width, _even(wide * factor)), max(box.height, _even(high * factor)))
        return box, [*_filters(covering), f"crop={box.width}:{box.height}"]
    factor = min(across, down)
    if how == "FIT_NO_UPSCALE":
        factor = min(factor, Fraction(1))
    size = Size(_even(wide * factor), _even(high * factor))
    # A box that was made to fit is taken as it stands: rounding must not change a pixel.
    if abs(size.width - box.width) <= 2 and abs(size.height - box.height) <= 2:
        return box, _filters(box)
    if how == "DEFAULT":
        pad = f"pad={box.width}:{box.height}:(ow-iw)/2:(oh-ih)/2"
        return box, [*_filters(size), pad]
    return size, _filters(size)


def _filters(size: Size) -> list[str]:
    return [f"scale={size.width}:{size.height}:flags=bicubic", "setsar=1", "format=yuv420p"]


def _even(value: Fraction | float) -> int:
    return max(2, 2 * round(value / 2))
