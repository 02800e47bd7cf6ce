"""The ladder that a source can fill: renditions of its shape, none larger or faster than asked."""

from collections.abc import Sequence
from dataclasses import dataclass

from pipeline.transcoding.frame_rate import FrameRate, rendition_rate
from pipeline.transcoding.left_out import LeftOut, Reason
from pipeline.transcoding.picture import Picture, fit_picture, padded_picture
from pipeline.transcoding.profile import MAX_BITRATE_LIMITS_BPS, VideoRendition
from pipeline.transcoding.tracks import VideoTrack


@dataclass(frozen=True, kw_only=True)
class PlannedRendition:
    """``quality_level`` is QVBR's; None leaves it to the service."""

    name: str
    picture: Picture
    frame_rate: FrameRate
    max_bitrate_bps: int
    quality_level: int | None
    quality_tuning_level: str


def fit_ladder(
    group: str, renditions: Sequence[VideoRendition], video: VideoTrack
) -> tuple[tuple[PlannedRendition, ...], list[LeftOut]]:
    """In the profile's order, and what of it is left out."""
    planned: list[PlannedRendition] = []
    left_out: list[LeftOut] = []
    shown = {
        one: (fit_picture(video, one.width_px, one.height_px), _rate(one, video))
        for one in renditions
    }
    # Of the boxes that show the same, the smallest has the bit rate that is meant for it.
    smallest = {shown[one]: _area(one) for one in sorted(renditions, key=_area, reverse=True)}
    for rendition, (picture, rate) in shown.items():
        if picture is None:
            left_out.append(LeftOut(f"{group} {rendition.name}", Reason.DISTORTED))
        elif _area(rendition) > smallest[picture, rate]:
            left_out.append(LeftOut(f"{group} {rendition.name}", Reason.NOT_LARGER))
        else:
            planned.append(_planned(rendition, picture, rate))
    if renditions and not planned:
        largest = max(renditions, key=_area)
        padded = padded_picture(video, largest.width_px, largest.height_px)
        planned.append(_planned(largest, padded, _rate(largest, video)))
        left_out = [one for one in left_out if one.what != f"{group} {largest.name}"]
    return tuple(planned), left_out


def _area(rendition: VideoRendition) -> int:
    return rendition.width_px * rendition.height_px


def _rate(rendition: VideoRendition, video: VideoTrack) -> FrameRate:
    short_side_px = min(rendition.width_px, rendition.height_px)
    return rendition_rate(video, rendition.max_frames_per_second, short_side_px)


def _planned(
    rendition: VideoRendition, picture: Picture, frame_rate: FrameRate
) -> PlannedRendition:
    """More frames need more bits, though not as many more: 1.4 times for twice the frames."""
    max_bitrate_bps = rendition.max_bitrate_bps
    if frame_rate.is_high:
        max_bitrate_bps = min(max_bitrate_bps * 14 // 10, MAX_BITRATE_LIMITS_BPS[1])
    return PlannedRendition(
        name=rendition.name,
        picture=picture,
        frame_rate=frame_rate,
        max_bitrate_bps=max_bitrate_bps,
        quality_level=rendition.quality_level,
        quality_tuning_level=rendition.quality_tuning_level,
    )
