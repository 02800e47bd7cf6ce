"""Rules for Settings.OutputGroups: type, container, names, segments, how outputs fit together."""

from collections.abc import Iterator
from typing import Any

from local_aws.mediaconvert.rules import audio, destinations, segments, video
from local_aws.mediaconvert.rules.inputs import audio_sources

SETTINGS_OF = {
    "HLS_GROUP_SETTINGS": "HlsGroupSettings",
    "DASH_ISO_GROUP_SETTINGS": "DashIsoGroupSettings",
    "FILE_GROUP_SETTINGS": "FileGroupSettings",
    "MS_SMOOTH_GROUP_SETTINGS": "MsSmoothGroupSettings",
    "CMAF_GROUP_SETTINGS": "CmafGroupSettings",
}
# seen: "container per group must be HLS=M3U8/RAW, DASH=MPD/CMFC, CMAF=CMFC, MSS=ISMV".
CONTAINERS = {
    "HLS_GROUP_SETTINGS": {"M3U8", "RAW"},
    "DASH_ISO_GROUP_SETTINGS": {"MPD", "CMFC"},
    "MS_SMOOTH_GROUP_SETTINGS": {"ISMV"},
    "CMAF_GROUP_SETTINGS": {"CMFC"},
    "FILE_GROUP_SETTINGS": {
        *("F4V", "GIF", "M2TS", "MOV", "MP4", "MXF", "OGG", "WEBM", "RAW", "Y4M"),
    },
}
WITH_HLS = {"HLS_GROUP_SETTINGS", "CMAF_GROUP_SETTINGS"}
SEPARATE_AUDIO = {"DASH_ISO_GROUP_SETTINGS", "CMAF_GROUP_SETTINGS", "MS_SMOOTH_GROUP_SETTINGS"}


def check(settings: dict[str, Any]) -> Iterator[str]:
    """Yield the broken rules of all output groups of a job's settings."""
    groups = settings.get("OutputGroups") or []
    sources = audio_sources(settings.get("Inputs") or [])
    # seen: a job without groups, or a group without outputs, is rejected.
    if not groups:
        yield "Settings.OutputGroups: at least one output group is required"
    for index, group in enumerate(groups):
        yield from _group(f"Settings.OutputGroups[{index}]", group, sources)
    outputs = [output for group in groups for output in group.get("Outputs") or []]
    # guide: frame capture needs another output, of video or audio, in the same job.
    if outputs and all(video.is_frame_capture(output) for output in outputs):
        yield "Settings.OutputGroups: frame capture cannot be a job's only output"
    yield from destinations.check_collisions(groups)


def _group(at: str, group: dict[str, Any], sources: set[str]) -> Iterator[str]:
    group_settings = group.get("OutputGroupSettings") or {}
    kind = group_settings.get("Type")
    if kind not in SETTINGS_OF:
        yield f"{at}.OutputGroupSettings.Type: is required"
        return
    name = SETTINGS_OF[kind]
    own = group_settings.get(name)
    # model: "This required object depends on the value you set for Type".
    if own is None:
        yield f"{at}.OutputGroupSettings.{name}: is required for Type {kind}"
        own = {}
    inside = f"{at}.OutputGroupSettings.{name}"
    yield from destinations.check_destination(inside, own)
    yield from segments.check(inside, kind, own, group.get("Outputs") or [])
    outputs = group.get("Outputs") or []
    if not outputs:
        yield f"{at}.Outputs: at least one output is required"
    yield from destinations.check_names(at, kind, outputs)
    for index, output in enumerate(outputs):
        yield from _output(f"{at}.Outputs[{index}]", kind, output, sources)
    if kind != "FILE_GROUP_SETTINGS":
        yield from _renditions(at, kind, own, outputs)


def _output(at: str, kind: str, output: dict[str, Any], sources: set[str]) -> Iterator[str]:
    container = (output.get("ContainerSettings") or {}).get("Container")
    # model: Preset or container settings, not both; seen: containerSettings is required.
    if output.get("Preset"):
        if container:
            yield f"{at}: Preset and ContainerSettings exclude each other"
        return
    if not container:
        yield f"{at}.ContainerSettings.Container: is required"
    elif container not in CONTAINERS[kind]:
        allowed = ", ".join(sorted(CONTAINERS[kind]))
        yield f"{at}.ContainerSettings.Container: {container} is not one of {allowed} for {kind}"
    picture = output.get("VideoDescription")
    sounds = output.get("AudioDescriptions") or []
    captions = output.get("CaptionDescriptions") or []
    # seen: an output needs something in it.
    if not picture and not sounds and not captions:
        yield f"{at}: needs VideoDescription, AudioDescriptions or CaptionDescriptions"
    # guide: CMAF takes one essence per output; seen: muxed DASH does not play.
    if kind in SEPARATE_AUDIO and picture and sounds:
        yield f"{at}: audio must be an output of its own in {kind}"
    if kind in SEPARATE_AUDIO and len(sounds) > 1:
        yield f"{at}.AudioDescriptions: one audio per output in {kind}"
    if picture:
        yield from video.check(f"{at}.VideoDescription", picture, container)
    for index, sound in enumerate(sounds):
        yield from audio.check(f"{at}.AudioDescriptions[{index}]", sound, sources)


def _renditions(
    at: str, kind: str, settings: dict[str, Any], outputs: list[dict[str, Any]]
) -> Iterator[str]:
    """The audio groups that video renditions list must exist; every stream needs a rendition."""
    played = [one for one in outputs if one.get("VideoDescription") or one.get("AudioDescriptions")]
    if outputs and all(video.is_frame_capture(output) for output in played):
        yield f"{at}.Outputs: a streaming group needs video or audio"
    if kind in WITH_HLS and settings.get("WriteHlsManifest") != "DISABLED":
        yield from _track_types(at, [one for one in outputs if is_sound_alone(one)])
        yield from _something_to_play(at, played)
    own = [_hls_or_cmaf(output) for output in outputs]
    known = {one["AudioGroupId"] for one in own if one.get("AudioGroupId")}
    for index, one in enumerate(own):
        for name in filter(None, (one.get("AudioRenditionSets") or "").split(",")):
            # model: "audio rendition groups that have the audio group IDs …".
            if name.strip() not in known:
                yield f"{at}.Outputs[{index}]: no output has the AudioGroupId {name.strip()!r}"


def is_sound_alone(output: dict[str, Any]) -> bool:
    """Tell whether an output has audio and no video."""
    return bool(output.get("AudioDescriptions")) and not output.get("VideoDescription")


def _hls_or_cmaf(output: dict[str, Any]) -> dict[str, Any]:
    own = (output.get("OutputSettings") or {}).get("HlsSettings")
    return own or (output.get("ContainerSettings") or {}).get("CmfcSettings") or {}


def _track_types(at: str, sounds: list[dict[str, Any]]) -> Iterator[str]:
    kinds = [_hls_or_cmaf(one).get("AudioTrackType") for one in sounds]
    # model (AudioTrackType): "When there is more than one variant in your output group, you must
    # explicitly choose a value"; the default one "for only one variant".
    if len(kinds) > 1 and None in kinds:
        yield f"{at}.Outputs: several audio outputs: each needs an AudioTrackType"
    if kinds.count("ALTERNATE_AUDIO_AUTO_SELECT_DEFAULT") > 1:
        yield f"{at}.Outputs: only one AudioTrackType ALTERNATE_AUDIO_AUTO_SELECT_DEFAULT"


def _something_to_play(at: str, outputs: list[dict[str, Any]]) -> Iterator[str]:
    # model (AudioTrackType): of sounds alone only this becomes an EXT-X-STREAM-INF, without which
    # a parent playlist plays nothing.
    if (
        outputs
        and all(is_sound_alone(one) for one in outputs)
        and not any(
            _hls_or_cmaf(one).get("AudioTrackType") == "AUDIO_ONLY_VARIANT_STREAM"
            for one in outputs
        )
    ):
        yield f"{at}.Outputs: without video, an AudioTrackType AUDIO_ONLY_VARIANT_STREAM is needed"
