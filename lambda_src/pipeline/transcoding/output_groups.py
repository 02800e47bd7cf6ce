"""Output groups of a job, as CreateJob takes them.

Beyond the API's model: HLS takes the container M3U8, DASH ISO takes MPD, CMAF takes CMFC, frame
capture takes RAW; CMAF and DASH ISO want audio as an output of its own.
"""

from collections.abc import Iterator, Sequence

from pipeline.transcoding import captions, encodings
from pipeline.transcoding.encodings import Shape
from pipeline.transcoding.ladder import PlannedRendition
from pipeline.transcoding.places import AUDIO_FILE
from pipeline.transcoding.plan import JobPlan, PlannedThumbnails
from pipeline.transcoding.profile_audio import LowAudio
from pipeline.transcoding.trick_play import COLUMNS, ROWS


def audio_selector(number: int) -> str:
    """Of the sound with this number, from 1."""
    return f"Audio Selector {number}"


def output_groups(plan: JobPlan, base: Shape) -> Iterator[Shape]:
    """``base`` maps a group to the settings that all types of group share."""
    for group, renditions in plan.renditions.items():
        match group:
            case "cmaf":
                yield _cmaf(plan, renditions, base[group])
            case "dash":
                yield _dash(plan, renditions, base[group])
            case "hls":
                yield _hls(plan, renditions, base[group])
            case "mp4":
                yield from _mp4(plan, renditions, base[group])
            case _:
                yield _m4a(plan, base[group])
    if plan.thumbnails is not None:
        yield _frame_capture(plan, plan.thumbnails, base["thumbnails"])


def _cmaf(plan: JobPlan, renditions: Sequence[PlannedRendition], base: Shape) -> Shape:
    manifests = {"WriteHlsManifest": "ENABLED", "WriteDashManifest": "ENABLED"}
    settings = base | _segments(plan) | _fragments(plan) | manifests | _playlists()
    settings |= _trick_play(plan, renditions)
    low, low_name = _low_audio(plan, renditions)
    outputs = []
    for one in renditions:
        own: Shape = {"IFrameOnlyManifest": "INCLUDE"}
        if plan.sounds:
            own["AudioRenditionSets"] = "audio_low" if one.name == low_name else "audio"
        outputs.append(_output("CMFC", f"_{one.name}", encodings.video(plan, one), own))
    outputs += _sounds(plan, None, alone=not renditions)
    if low is not None:
        outputs += _sounds(plan, low, alone=not renditions)
    if renditions:
        outputs += captions.outputs(plan.captions, "cmaf")
    return _group("cmaf", _typed("CMAF", settings), outputs)


def _sounds(plan: JobPlan, low: LowAudio | None, *, alone: bool) -> Iterator[Shape]:
    """The sounds of a CMAF group in one quality. Alone, they are variants and not renditions."""
    name = "audio_low" if low else "audio"
    for number, sound in enumerate(plan.sounds[:1] if alone else plan.sounds, start=1):
        if alone:
            own = {"AudioTrackType": "AUDIO_ONLY_VARIANT_STREAM"}
        else:
            # MediaConvert takes one default of all outputs, whatever their AudioGroupId.
            default = "_DEFAULT" if number == 1 and low is None else ""
            track_type = f"ALTERNATE_AUDIO_AUTO_SELECT{default}"
            own = {"AudioGroupId": name, "AudioTrackType": track_type}
        content = encodings.audio(audio_selector(number), sound, plan.audio, low)
        yield _output("CMFC", f"_{name}{_numbered(number)}", content, own)


def _low_audio(
    plan: JobPlan, renditions: Sequence[PlannedRendition]
) -> tuple[LowAudio | None, str | None]:
    """And the name of the one rendition that plays with it: the lowest of several. Without
    renditions it is the lower variant."""
    low = plan.audio.low
    if low is None or not plan.sounds or len(renditions) == 1:
        return None, None
    lowest = min(renditions, key=lambda one: one.max_bitrate_bps, default=None)
    return low, lowest.name if lowest else None


def _dash(plan: JobPlan, renditions: Sequence[PlannedRendition], base: Shape) -> Shape:
    settings = base | _segments(plan) | _fragments(plan) | _trick_play(plan, renditions)
    outputs = [_output("MPD", f"_{one.name}", encodings.video(plan, one)) for one in renditions]
    for number, sound in enumerate(plan.sounds, start=1):
        content = encodings.audio(audio_selector(number), sound, plan.audio, None)
        outputs.append(_output("MPD", f"_audio{_numbered(number)}", content))
    if renditions:
        outputs += captions.outputs(plan.captions, "dash")
    return _group("dash", _typed("DASH_ISO", settings), outputs)


def _hls(plan: JobPlan, renditions: Sequence[PlannedRendition], base: Shape) -> Shape:
    """Audio is muxed: transport-stream HLS is for old players, which know no audio renditions."""
    settings = base | _segments(plan) | {"MinSegmentLength": 0} | _playlists()
    settings |= _trick_play(plan, renditions)
    low, low_name = _low_audio(plan, renditions)
    outputs = [
        _output("M3U8", f"_{one.name}", _muxed(plan, one, low if one.name == low_name else None))
        | {"OutputSettings": {"HlsSettings": {"IFrameOnlyManifest": "INCLUDE"}}}
        for one in renditions
    ]
    if renditions:
        outputs += captions.outputs(plan.captions, "hls")
    else:
        own = {"AudioTrackType": "AUDIO_ONLY_VARIANT_STREAM", "AudioOnlyContainer": "M2TS"}
        alone = _output("M3U8", "_audio", _first_sound(plan, None))
        outputs = [alone | {"OutputSettings": {"HlsSettings": own}}]
    return _group("hls", _typed("HLS", settings), outputs)


def _mp4(plan: JobPlan, renditions: Sequence[PlannedRendition], base: Shape) -> Iterator[Shape]:
    """A group per rendition: only a group with one output may leave its name unmodified, and
    the first file's name is always index.mp4."""
    for number, rendition in enumerate(renditions):
        suffix = f"_{rendition.name}" if number else ""
        settings = _typed("FILE", base | {"Destination": base["Destination"] + suffix})
        output = _output("MP4", None, _muxed(plan, rendition, None), FAST_START)
        yield _group(f"mp4{suffix}", settings, [output])


def _m4a(plan: JobPlan, base: Shape) -> Shape:
    output = _output("MP4", None, _first_sound(plan, None), FAST_START)
    return _group(AUDIO_FILE, _typed("FILE", base), [output | {"Extension": AUDIO_FILE}])


def _frame_capture(plan: JobPlan, thumbnails: PlannedThumbnails, base: Shape) -> Shape:
    outputs = []
    for width_px, picture in thumbnails.pictures.items():
        content = encodings.frame_capture(plan, thumbnails, picture)
        outputs.append(_output("RAW", thumbnails.modifier(width_px), content))
    return _group("thumbnails", _typed("FILE", base), outputs)


def _segments(plan: JobPlan) -> Shape:
    return {
        "SegmentControl": "SEGMENTED_FILES",
        "SegmentLength": plan.segment_seconds,
        # Every segment is a whole number of GOPs, in every rendition.
        "SegmentLengthControl": "GOP_MULTIPLE",
    }


def _fragments(plan: JobPlan) -> Shape:
    """A fragment per GOP: an I-frame playlist names one key frame of each."""
    return {"FragmentLength": int(encodings.gop_seconds(plan.segment_seconds))}


def _trick_play(plan: JobPlan, renditions: Sequence[PlannedRendition]) -> Shape:
    """Sheets of small pictures; how they are laid out, the service's playlists tell."""
    one = plan.storyboard
    if one is None or not renditions:
        return {}
    return {
        "ImageBasedTrickPlay": "ADVANCED",
        "ImageBasedTrickPlaySettings": {
            "IntervalCadence": "FOLLOW_CUSTOM",
            "ThumbnailInterval": float(one.interval_seconds),
            "ThumbnailWidth": one.width_px,
            "ThumbnailHeight": one.height_px,
            "TileWidth": COLUMNS,
            "TileHeight": ROWS,
        },
    }


def _playlists() -> Shape:
    return {
        "ManifestDurationFormat": "FLOATING_POINT",
        "StreamInfResolution": "INCLUDE",
        # As players read them today: the service's defaults are older.
        "CodecSpecification": "RFC_6381",
        "TargetDurationCompatibilityMode": "SPEC_COMPLIANT",
    }


def _group(name: str, settings: Shape, outputs: list[Shape]) -> Shape:
    return {"Name": name, "OutputGroupSettings": settings, "Outputs": outputs}


def _typed(kind: str, settings: Shape) -> Shape:
    member = {"HLS": "Hls", "CMAF": "Cmaf", "DASH_ISO": "DashIso", "FILE": "File"}[kind]
    return {"Type": f"{kind}_GROUP_SETTINGS", f"{member}GroupSettings": settings}


FAST_START = {"MoovPlacement": "PROGRESSIVE_DOWNLOAD"}
_CONTAINER_SETTINGS = {"CMFC": "CmfcSettings", "MP4": "Mp4Settings"}


def _output(
    container: str, name_modifier: str | None, content: Shape, own: Shape | None = None
) -> Shape:
    """``own``: settings of the container."""
    settings: Shape = {"Container": container}
    if own:
        settings[_CONTAINER_SETTINGS[container]] = own
    modifier = {"NameModifier": name_modifier} if name_modifier else {}
    return {"ContainerSettings": settings} | modifier | content


def _muxed(plan: JobPlan, rendition: PlannedRendition, low: LowAudio | None) -> Shape:
    """With the first sound: a viewer cannot choose another."""
    return encodings.video(plan, rendition) | (_first_sound(plan, low) if plan.sounds else {})


def _first_sound(plan: JobPlan, low: LowAudio | None) -> Shape:
    return encodings.audio(audio_selector(1), plan.sounds[0], plan.audio, low)


def _numbered(number: int) -> str:
    """No rendition's name has an underscore."""
    return f"_{number}" if number > 1 else ""
