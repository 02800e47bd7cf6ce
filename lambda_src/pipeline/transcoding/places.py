"""Where outputs lie. All of it follows from the outputs bucket, asset, attempt and group."""

from collections.abc import Iterable, Mapping

# A URI, or of thumbnails ``{"prefix": …, "count": …}``, of the poster ``{"uri": …, "number": …}``.
Output = str | Mapping[str, str | int]

FORMATS_BY_GROUP: Mapping[str, tuple[str, ...]] = {
    "cmaf": ("hls", "dash"),
    "hls": ("hls",),
    "dash": ("dash",),
    "mp4": ("mp4",),
    "m4a": ("mp4",),
    "thumbnails": ("thumbnails", "poster"),
    # No output group of MediaConvert's: what we make of the job's files once it is complete.
    "storyboard": ("storyboard",),
}
# These are made by us; where a group would have them, they may be missing.
FINISHED_FORMATS = ("storyboard", "poster")
# What mp4 becomes where there is no picture: an MP4 by another name, which players know as sound.
AUDIO_FILE = "m4a"
BASE_NAME = "index"
THUMBNAIL_MODIFIER = "_thumbnail"
_SUFFIXES = {"hls": ".m3u8", "dash": ".mpd", "mp4": ".mp4"}


def asset_folder(asset_id: str) -> str:
    """The prefix of all keys of an asset, and of no others."""
    return f"{asset_id}/"


def attempt_folder(asset_id: str, attempt: int) -> str:
    """The prefix of all keys of an attempt, and of no others."""
    return f"{asset_folder(asset_id)}{attempt}/"


def folder(asset_id: str, attempt: int, group: str) -> str:
    """The prefix of all keys of an output group."""
    return f"{attempt_folder(asset_id, attempt)}{group}/"


def destination(outputs_bucket: str, asset_id: str, attempt: int, group: str) -> str:
    """The destination of an output group: MediaConvert appends modifiers and suffixes to it."""
    return uri_of(outputs_bucket, folder(asset_id, attempt, group) + BASE_NAME)


def uri_of(bucket: str, key: str) -> str:
    return f"s3://{bucket}/{key}"


def groups_with(
    renditions: Iterable[str], *, thumbnails: object, storyboard: object
) -> tuple[str, ...]:
    """All groups of a job: those with renditions, and what it makes beside them."""
    beside = {"thumbnails": thumbnails, "storyboard": storyboard}
    return (*renditions, *(group for group, made in beside.items() if made))


def outputs_of(
    groups: Iterable[str], outputs_bucket: str, asset_id: str, attempt: int
) -> dict[str, Output]:
    """Format → URI of its manifest or file, of all formats that MediaConvert makes.

    Thumbnails are ``{"prefix"}``: file n is ``{prefix}{n:07d}.jpg``, counted from 0.
    """
    outputs: dict[str, Output] = {}
    for group in groups:
        base = destination(outputs_bucket, asset_id, attempt, group)
        for name in FORMATS_BY_GROUP[group]:
            if name in FINISHED_FORMATS:
                continue
            if name == "thumbnails":
                outputs[name] = {"prefix": f"{base}{THUMBNAIL_MODIFIER}."}
            else:
                suffix = f".{AUDIO_FILE}" if group == AUDIO_FILE else _SUFFIXES[name]
                outputs[name] = base + suffix
    return outputs


def capture_name(number: int) -> str:
    """What the name of a captured frame's file ends with, after prefix or modifier."""
    return f"{number:07d}.jpg"


def as_text(groups: Iterable[str]) -> str:
    """As a job's metadata tells its groups."""
    return " ".join(groups)


def groups_of(text: str | None) -> tuple[str, ...] | None:
    """The other way round. None where they are not told as we tell them."""
    groups = tuple((text or "").split())
    return groups if groups and all(group in FORMATS_BY_GROUP for group in groups) else None


def counted(outputs: Mapping[str, Output], thumbnail_count: int | None) -> dict[str, Output]:
    """The same, with thumbnails' ``count`` where it is known."""
    if not thumbnail_count:
        return dict(outputs)
    return {
        name: {**output, "count": thumbnail_count}
        if name == "thumbnails" and not isinstance(output, str)
        else output
        for name, output in outputs.items()
    }
