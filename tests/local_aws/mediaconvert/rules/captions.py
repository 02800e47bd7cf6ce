"""Rules for captions: CaptionSelectors of inputs, CaptionDescriptions of outputs."""

from collections.abc import Iterator
from typing import Any

from local_aws.mediaconvert.rules.groups import SETTINGS_OF

Shape = dict[str, Any]
SELECTORS = 100
# model (CaptionSourceSettings): these are files beside the video, or may be.
FILES = {"SCC", "SMI", "SMPTE_TT", "SRT", "STL", "TTML"}
FILES_OR_WITHIN = {"IMSC", "WEBVTT"}
XML = {"IMSC", "SMPTE_TT", "TTML"}
# guide (sidecar output captions): an output of their own.
SIDECARS = {"IMSC", "SCC", "SMI", "SRT", "TTML", "WEBVTT"}
# guide (captions support tables, of sidecar input and of input within the video).
SIDECARS_IN = {
    "CMAF_GROUP_SETTINGS": {"IMSC", "WEBVTT"},
    "DASH_ISO_GROUP_SETTINGS": {"IMSC", "TTML"},
    "FILE_GROUP_SETTINGS": SIDECARS,
    "HLS_GROUP_SETTINGS": {"WEBVTT"},
    "MS_SMOOTH_GROUP_SETTINGS": {"TTML"},
}
WITHIN_IN = {**SIDECARS_IN, "DASH_ISO_GROUP_SETTINGS": {"IMSC", "TTML", "WEBVTT"}}


def check(settings: Shape) -> Iterator[str]:
    """Yield the broken rules of all captions of a job's settings."""
    inputs = settings.get("Inputs") or []
    for number, one in enumerate(inputs):
        selectors = one.get("CaptionSelectors") or {}
        # model: "You can use up to 100 captions selectors per input."
        if len(selectors) > SELECTORS:
            yield f"Settings.Inputs[{number}].CaptionSelectors: at most {SELECTORS} selectors"
        for name, selector in selectors.items():
            at = f"Settings.Inputs[{number}].CaptionSelectors[{name}].SourceSettings"
            yield from _source(at, selector.get("SourceSettings") or {})
    for number, group in enumerate(settings.get("OutputGroups") or []):
        kind = (group.get("OutputGroupSettings") or {}).get("Type")
        for index, output in enumerate(group.get("Outputs") or []):
            at = f"Settings.OutputGroups[{number}].Outputs[{index}]"
            if kind in SETTINGS_OF and output.get("CaptionDescriptions"):
                yield from _output(at, kind, output, inputs)


def _source(at: str, source: Shape) -> Iterator[str]:
    kind = source.get("SourceType")
    # model: "The service cannot auto-detect caption format."
    if not kind:
        yield f"{at}.SourceType: is required"
    file = (source.get("FileSourceSettings") or {}).get("SourceFile")
    if kind in FILES and not file:
        yield f"{at}.FileSourceSettings.SourceFile: is required for SourceType {kind}"
    if kind and kind not in FILES | FILES_OR_WITHIN and file:
        yield f"{at}.FileSourceSettings: is not for SourceType {kind}"


def _output(at: str, kind: str, output: Shape, inputs: list[Shape]) -> Iterator[str]:
    descriptions = output["CaptionDescriptions"]
    for number, one in enumerate(descriptions):
        inside = f"{at}.CaptionDescriptions[{number}]"
        destination = one.get("DestinationSettings") or {}
        form = destination.get("DestinationType", "EMBEDDED")
        if one.get("Source") != "SMART_SUBTITLE":
            yield from _selected(inside, one, inputs)
        elif not one.get("AudioSourceNames"):
            # model: "Required when source is SMART_SUBTITLE".
            yield f"{inside}.AudioSourceNames: is required for Source SMART_SUBTITLE"
        sources = _sources(one, inputs)
        allowed = SIDECARS_IN if any(map(_is_file, sources)) else WITHIN_IN
        if form in SIDECARS:
            if form not in allowed[kind]:
                yield f"{inside}.DestinationSettings.DestinationType: {form} is not for {kind}"
            # guide: in the group of the video, in another output, "each captions track in its own".
            if output.get("VideoDescription") or output.get("AudioDescriptions"):
                yield f"{inside}: {form} is an output of its own, without video and audio"
            if number == 1:
                yield f"{at}.CaptionDescriptions: one {form} per output"
        elif not output.get("VideoDescription"):
            # guide: burnt in and embedded captions are set up in the output of the video.
            yield f"{inside}: {form} needs the output's video"
        yield from _styles(f"{inside}.DestinationSettings", destination, sources)
    container = output.get("ContainerSettings") or {}
    # model (CaptionContainerType): "only in DASH output groups that include sidecar …".
    if "CaptionContainerType" in (container.get("MpdSettings") or {}) and (
        kind != "DASH_ISO_GROUP_SETTINGS"
    ):
        yield f"{at}.ContainerSettings.MpdSettings.CaptionContainerType: only in DASH ISO groups"


def _selected(at: str, description: Shape, inputs: list[Shape]) -> Iterator[str]:
    name = description.get("CaptionSelectorName")
    # model: "use from each input".
    if not name:
        yield f"{at}.CaptionSelectorName: is required"
    elif not all(name in (one.get("CaptionSelectors") or {}) for one in inputs):
        yield f"{at}.CaptionSelectorName: {name!r} is no caption selector of every input"


def _sources(description: Shape, inputs: list[Shape]) -> list[Shape]:
    name = description.get("CaptionSelectorName")
    chosen = [(one.get("CaptionSelectors") or {}).get(name) or {} for one in inputs]
    return [one.get("SourceSettings") or {} for one in chosen]


def _is_file(source: Shape) -> bool:
    return bool((source.get("FileSourceSettings") or {}).get("SourceFile"))


def _styles(at: str, destination: Shape, sources: list[Shape]) -> Iterator[str]:
    kinds = {one.get("SourceType") for one in sources}
    webvtt = (destination.get("WebvttDestinationSettings") or {}).get("StylePassthrough")
    # model: "Your input captions format must be WebVTT."
    if webvtt == "STRICT" and kinds != {"WEBVTT"}:
        yield f"{at}.WebvttDestinationSettings.StylePassthrough: STRICT is for WEBVTT alone"
    imsc = (destination.get("ImscDestinationSettings") or {}).get("StylePassthrough")
    # model: "only when your input captions are IMSC, SMPTE-TT, or TTML".
    if imsc == "ENABLED" and not kinds <= XML:
        yield f"{at}.ImscDestinationSettings.StylePassthrough: ENABLED is for {sorted(XML)}"
