"""Caption settings, as CreateJob takes them.

A format is made in an output of its own, in the groups that segment: WebVTT in CMAF and HLS, IMSC
in DASH, where MediaConvert makes no WebVTT of sidecars (user guide, "Supported input captions,
within sidecar files").
"""

from collections.abc import Iterator, Sequence
from typing import Any

from pipeline.captions.caption import Caption, CaptionSource
from pipeline.text.languages import CODES, LONG, NAMES, UNTOLD

# The groups that take captions, with the container of their outputs.
CONTAINERS = {"cmaf": "CMFC", "hls": "M3U8", "dash": "MPD"}
_SOURCE_TYPES = {"srt": "SRT", "vtt": "WEBVTT", "ttml": "TTML"}

Shape = dict[str, Any]


def selector(number: int) -> str:
    """Of the captions with this number, from 1."""
    return f"Caption Selector {number}"


def selectors(captions: Sequence[Caption], bucket_url: str) -> Shape:
    """``bucket_url`` is that of the bucket with the sidecars, with a slash at its end."""
    return {
        selector(number): {"SourceSettings": _source(one, bucket_url)}
        for number, one in enumerate(captions, start=1)
    }


def _source(caption: Caption, bucket_url: str) -> Shape:
    if caption.source is CaptionSource.EMBEDDED or caption.key is None:
        channel = {"Source608ChannelNumber": 1, "Source608TrackNumber": 1}
        return {"SourceType": "EMBEDDED", "EmbeddedSourceSettings": channel}
    suffix = caption.key.rpartition(".")[2].lower()
    return {
        # MediaConvert finds out nothing by itself.
        "SourceType": _SOURCE_TYPES[suffix],
        "FileSourceSettings": {"SourceFile": bucket_url + caption.key},
    }


def outputs(captions: Sequence[Caption], group: str) -> Iterator[Shape]:
    """One for each language. ``group`` is a key of CONTAINERS."""
    container: Shape = {"Container": CONTAINERS[group]}
    if group == "dash":
        container["MpdSettings"] = {"CaptionContainerType": "FRAGMENTED_MP4"}
    for number, one in enumerate(captions, start=1):
        description = {
            "CaptionSelectorName": selector(number),
            **_language(one.language),
            "DestinationSettings": _destination(one, "IMSC" if group == "dash" else "WEBVTT"),
        }
        yield {
            "ContainerSettings": container,
            "NameModifier": f"_sub_{one.language}",
            "CaptionDescriptions": [description],
        }


def _destination(caption: Caption, kind: str) -> Shape:
    embedded = caption.source is CaptionSource.EMBEDDED
    settings = {
        # Text and times alone: what styles and markup a file brings along is dropped.
        "StylePassthrough": "DISABLED",
        # CEA-608 and 708 are made for those who do not hear; of a file nobody says so.
        "Accessibility": "ENABLED" if embedded else "DISABLED",
    }
    member = {"IMSC": "ImscDestinationSettings", "WEBVTT": "WebvttDestinationSettings"}[kind]
    return {"DestinationType": kind, member: settings}


def _language(tag: str) -> Shape:
    """As sounds say theirs; with a script or a region, which they never have, by the tag itself.
    CustomLanguageCode takes letters only: of es-419, the language remains."""
    language, _, subtags = tag.partition("-")
    code = LONG.get(language, language)
    label = NAMES.get(code, tag)
    if subtags and code in NAMES:
        label = f"{label} ({subtags})"
    said = "-".join(part for part in tag.split("-") if part.isalpha())
    if said == language and code in CODES:
        return {"LanguageCode": code.upper(), "LanguageDescription": label}
    if tag == UNTOLD:
        label = "Captions"
    return {"CustomLanguageCode": said, "LanguageDescription": label}
