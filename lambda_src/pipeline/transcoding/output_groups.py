"""Output groups of a job, as CreateJob takes them.

Beyond the API's model: HLS takes the container M3U8, DASH ISO takes MPD, CMAF takes CMFC, frame
capture takes RAW; CMAF and DASH ISO want audio as an output of its own.
"""

from collections.abc import Iterator
from typing import Any

from pipeline.transcoding.ladder import JobPlan, Picture, PlannedRendition, PlannedThumbnails
from pipeline.transcoding.places import THUMBNAIL_MODIFIER

AUDIO_SELECTOR = "Audio Selector 1"

Shape = dict[str, Any]


def output_groups(plan: JobPlan, base: Shape) -> Iterator[Shape]:
    """``base`` maps a group to the settings that all types of group share."""
    for group, renditions in plan.renditions.items():
        if group == "mp4":
            yield from _mp4(plan, base[group])
        else:
            yield _streaming(group, plan, renditions, base[group])
    if plan.thumbnails is not None:
        yield _frame_capture(plan.thumbnails, base["thumbnails"])


def _streaming(
    group: str, plan: JobPlan, renditions: tuple[PlannedRendition, ...], base: Shape
) -> Shape:
    segments = {
        "SegmentControl": "SEGMENTED_FILES",
        "SegmentLength": plan.segment_seconds,
        # With GopSizeUnits AUTO: every segment is a whole number of GOPs, in every rendition.
        "SegmentLengthControl": "GOP_MULTIPLE",
    }
    fragments = {"FragmentLength": plan.segment_seconds}
    if group == "hls":
        # Audio is muxed: transport-stream HLS is for old players, which know no audio renditions.
        settings = _typed("HLS", base | segments | {"MinSegmentLength": 0} | _playlists())
        return _group(group, settings, [_muxed(plan, one, "M3U8") for one in renditions])
    if group == "cmaf":
        manifests = {"WriteHlsManifest": "ENABLED", "WriteDashManifest": "ENABLED"}
        settings = _typed("CMAF", base | segments | fragments | manifests | _playlists())
        container = "CMFC"
    else:
        settings = _typed("DASH_ISO", base | segments | fragments)
        container = "MPD"
    outputs = [_output(container, f"_{one.name}", _video(one)) for one in renditions]
    if plan.has_audio:
        outputs.append(_output(container, "_audio", _audio(plan)))
    return _group(group, settings, outputs)


def _playlists() -> Shape:
    return {"ManifestDurationFormat": "FLOATING_POINT", "StreamInfResolution": "INCLUDE"}


def _mp4(plan: JobPlan, base: Shape) -> Iterator[Shape]:
    """A group per rendition: only a group with one output may leave its name unmodified, and
    the first file's name is always index.mp4."""
    for number, rendition in enumerate(plan.renditions["mp4"]):
        suffix = f"_{rendition.name}" if number else ""
        settings = _typed("FILE", base | {"Destination": base["Destination"] + suffix})
        yield _group(f"mp4{suffix}", settings, [_muxed(plan, rendition, "MP4")])


def _frame_capture(thumbnails: PlannedThumbnails, base: Shape) -> Shape:
    codec = {
        "Codec": "FRAME_CAPTURE",
        "FrameCaptureSettings": {
            "FramerateNumerator": 1,
            "FramerateDenominator": thumbnails.interval_seconds,
            "MaxCaptures": thumbnails.max_count,
        },
    }
    video = {"VideoDescription": _sized(thumbnails.picture) | {"CodecSettings": codec}}
    outputs = [_output("RAW", THUMBNAIL_MODIFIER, video)]
    return _group("thumbnails", _typed("FILE", base), outputs)


def _group(name: str, settings: Shape, outputs: list[Shape]) -> Shape:
    return {"Name": name, "OutputGroupSettings": settings, "Outputs": outputs}


def _typed(kind: str, settings: Shape) -> Shape:
    member = {"HLS": "Hls", "CMAF": "Cmaf", "DASH_ISO": "DashIso", "FILE": "File"}[kind]
    return {"Type": f"{kind}_GROUP_SETTINGS", f"{member}GroupSettings": settings}


def _output(container: str, name_modifier: str | None, content: Shape) -> Shape:
    modifier = {"NameModifier": name_modifier} if name_modifier else {}
    return {"ContainerSettings": {"Container": container}} | modifier | content


def _muxed(plan: JobPlan, rendition: PlannedRendition, container: str) -> Shape:
    content = _video(rendition) | (_audio(plan) if plan.has_audio else {})
    modifier = None if container == "MP4" else f"_{rendition.name}"
    return _output(container, modifier, content)


def _video(rendition: PlannedRendition) -> Shape:
    codec = {
        "Codec": "H_264",
        "H264Settings": {
            "RateControlMode": "QVBR",
            "MaxBitrate": rendition.max_bitrate_bps,
            # Always said: the service's default costs more, or may.
            "QualityTuningLevel": rendition.quality_tuning_level,
            "GopSizeUnits": "AUTO",
            "FramerateControl": "INITIALIZE_FROM_SOURCE",
            "ParControl": "SPECIFIED",
            "ParNumerator": 1,
            "ParDenominator": 1,
        },
    }
    return {"VideoDescription": _sized(rendition.picture) | {"CodecSettings": codec}}


def _sized(picture: Picture) -> Shape:
    """An exact size is met without a pixel of padding; a box is fitted in, never distorting."""
    return {
        "Width": picture.width_px,
        "Height": picture.height_px,
        "ScalingBehavior": "STRETCH_TO_OUTPUT" if picture.exact else "FIT",
    }


def _audio(plan: JobPlan) -> Shape:
    settings = {
        "RateControlMode": "CBR",
        "CodecProfile": "LC",
        "CodingMode": "CODING_MODE_2_0",
        "Bitrate": plan.audio_bitrate_bps,
        "SampleRate": plan.audio_sample_rate_hz,
    }
    codec = {"Codec": "AAC", "AacSettings": settings}
    return {"AudioDescriptions": [{"AudioSourceName": AUDIO_SELECTOR, "CodecSettings": codec}]}
