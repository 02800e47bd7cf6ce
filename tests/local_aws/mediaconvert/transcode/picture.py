"""Size of an output's picture and the filters that make it (ScalingBehavior)."""

from dataclasses import dataclass, replace
from fractions import Fraction
from typing import Any

from local_aws.mediaconvert.tracks import Track
from local_aws.mediaconvert.transcode import video


@dataclass(frozen=True)
class Size:
    """Width and height in pixels, and the shape of these."""

    width: int
    height: int
    pixel_aspect: Fraction = Fraction(1)


def scale(description: dict[str, Any], track: Track, rotation: int) -> tuple[Size, list[str]]:
    """Size and filters of a VideoDescription for a track that is turned by ``rotation``."""
    aspect, turned = track.sample_aspect, rotation in (90, 270)
    wide, high = Fraction(track.width), Fraction(track.height)
    if turned:
        aspect, wide, high = 1 / aspect, high, wide
    pixel = _pixel_aspect(description, aspect)
    size, filters = _fitted(description, wide * aspect / pixel, high)
    return replace(size, pixel_aspect=pixel), [*filters, f"setsar={pixel}", *_form(description)]


def _form(description: dict[str, Any]) -> list[str]:
    if description["CodecSettings"].get("Codec") == "FRAME_CAPTURE":
        # JFIF: the matrix of BT.601, full range; viewers take every JPEG for that.
        return ["scale=out_color_matrix=bt470bg:out_range=pc", "format=yuvj420p"]
    return ["format=yuv420p10le" if video.is_ten_bits(description) else "format=yuv420p"]


def _pixel_aspect(description: dict[str, Any], source: Fraction) -> Fraction:
    """model (ParControl): the source's unless specified. assumed: still images have square pixels,
    since there is no such setting for them."""
    own = video.settings(description)
    if not own:
        return Fraction(1)
    if own.get("ParControl") == "SPECIFIED":
        return Fraction(own["ParNumerator"], own["ParDenominator"])
    return source


def _fitted(description: dict[str, Any], wide: Fraction, high: Fraction) -> tuple[Size, list[str]]:
    """For a source of so many of the output's pixels."""
    box_wide: int = description.get("Width", 0)
    box_high: int = description.get("Height", 0)
    # model: one side given keeps the shape, none given keeps the size.
    if not box_wide and not box_high:
        size = Size(even(wide), even(high))
    elif not box_high:
        size = Size(box_wide, even(high * box_wide / wide))
    elif not box_wide:
        size = Size(even(wide * box_high / high), box_high)
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
        covering = Size(max(box.width, even(wide * factor)), max(box.height, even(high * factor)))
        return box, [*_filters(covering), f"crop={box.width}:{box.height}"]
    factor = min(across, down)
    if how == "FIT_NO_UPSCALE":
        factor = min(factor, Fraction(1))
    size = Size(even(wide * factor), even(high * factor))
    # A box that was made to fit is taken as it stands: rounding must not change a pixel.
    if abs(size.width - box.width) <= 2 and abs(size.height - box.height) <= 2:
        return box, _filters(box)
    if how == "DEFAULT":
        pad = f"pad={box.width}:{box.height}:(ow-iw)/2:(oh-ih)/2"
        return box, [*_filters(size), pad]
    return size, _filters(size)


def _filters(size: Size) -> list[str]:
    return [f"scale={size.width}:{size.height}:flags=bicubic"]


def even(value: Fraction | float) -> int:
    """The nearest even number of pixels, at least 2."""
    return max(2, 2 * round(value / 2))
