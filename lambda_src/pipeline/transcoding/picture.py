"""Sizes of renditions: within the box that the profile gives, in the source's shape."""

from dataclasses import dataclass

from pipeline.transcoding.source import LEAST_SIDE_PX
from pipeline.transcoding.tracks import VideoTrack

# How far a picture may be from the source's shape: nobody sees less.
MOST_DISTORTION = 0.05


@dataclass(frozen=True)
class Picture:
    """``exact``: the size has the source's shape, and is filled. Otherwise it is a box that the
    picture is fitted into, with black beside it: because the shape is not known for sure, or
    because no picture as flat as the source can be made."""

    width_px: int
    height_px: int
    exact: bool


def fit_picture(video: VideoTrack, box_width_px: int, box_height_px: int) -> Picture | None:
    """The picture inside the box (turned for an upright one), sides even, never larger than the
    source. None where the least side that can be made would distort it."""
    picture = _fitted(video, box_width_px, box_height_px)
    width, height = video.display_size_px
    stretched = picture.width_px * height / (picture.height_px * width)
    return picture if abs(stretched - 1) <= MOST_DISTORTION else None


def padded_picture(video: VideoTrack, box_width_px: int, box_height_px: int) -> Picture:
    """The same, with black along a side that would be too short."""
    fitted = fit_picture(video, box_width_px, box_height_px)
    if fitted is not None:
        return fitted
    picture = _fitted(video, box_width_px, box_height_px)
    return Picture(picture.width_px, picture.height_px, exact=False)


def _fitted(video: VideoTrack, box_width_px: int, box_height_px: int) -> Picture:
    width, height = video.display_size_px
    if height > width:
        box_width_px, box_height_px = box_height_px, box_width_px
    scale = min(1.0, box_width_px / width, box_height_px / height)
    return Picture(
        width_px=_even(width * scale, width),
        height_px=_even(height * scale, height),
        exact=video.display_size_known,
    )


def _even(side: float, source_side_px: int) -> int:
    nearest = 2 * round(side / 2)
    return max(LEAST_SIDE_PX, min(nearest, source_side_px - source_side_px % 2))
