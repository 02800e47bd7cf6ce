"""Read captions as the SourceType says; the service does not find out what a file is."""

import re
from collections.abc import Callable
from pathlib import Path
from typing import Any

from local_aws.mediaconvert.captions import embedded, srt, ttml, webvtt
from local_aws.mediaconvert.captions.cue import Captions, NoCaptionsError
from local_aws.mediaconvert.errors import JobError

PARSERS: dict[str, Callable[[str], Captions]] = {
    "SRT": srt.parse,
    "TTML": ttml.parse,
    "WEBVTT": webvtt.parse,
}

# Neither a line's end nor a character of XML.
CONTROLS = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f\ufffe\uffff]")


def used(settings: dict[str, Any]) -> dict[str, dict[str, Any]]:
    """SourceSettings of the selectors that outputs name, by their names."""
    descriptions = [
        description
        for group in settings["OutputGroups"]
        for output in group["Outputs"]
        for description in output.get("CaptionDescriptions") or []
    ]
    selectors = settings["Inputs"][0].get("CaptionSelectors") or {}
    names = {one["CaptionSelectorName"] for one in descriptions}
    return {name: selectors[name]["SourceSettings"] for name in sorted(names)}


def url(source: dict[str, Any]) -> str | None:
    """URL of a selector's file; None where captions are within the video."""
    return (source.get("FileSourceSettings") or {}).get("SourceFile")


def read(source: dict[str, Any], path: Path) -> Captions:
    """The captions of a local file, of which a selector's SourceSettings tell: of a file beside the
    video, or of the video itself.

    :raises JobError: 1076 where it is not what they say, or has no cue. assumed: the guide's table
        of errors has none of its own for captions, and this one for files that cannot be read.
    """
    kind = source["SourceType"]
    try:
        if kind == "EMBEDDED":
            return embedded.read(source, path)
        # The byte order mark belongs to none of the formats.
        text = path.read_bytes().decode("utf-8-sig")
        text = CONTROLS.sub("", text.replace("\r\n", "\n").replace("\r", "\n"))
        found = PARSERS[kind](text)
        if not found.cues:
            raise NoCaptionsError("it has no captions")
    except (ValueError, RecursionError, NoCaptionsError) as error:
        code, what = JobError.INPUT_UNREADABLE, f"captions [{url(source) or path.name}] as {kind}"
        raise JobError(code, f"Unable to read {what}: {error}") from error
    return found
