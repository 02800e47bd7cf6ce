"""Where outputs lie. All of it follows from the outputs bucket, asset, attempt and group."""

from collections.abc import Iterable, Mapping

# A URI, or of thumbnails ``{"prefix": …, "count": …}``.
Output = str | Mapping[str, str | int]

FORMATS_BY_GROUP: Mapping[str, tuple[str, ...]] = {
    "cmaf": ("hls", "dash"),
    "hls": ("hls",),
    "dash": ("dash",),
    "mp4": ("mp4",),
    "thumbnails": ("thumbnails",),
}
THUMBNAIL_MODIFIER = "_thumbnail"
_SUFFIX_BY_FORMAT = {"hls": ".m3u8", "dash": ".mpd", "mp4": ".mp4"}


def destination(outputs_bucket: str, asset_id: str, attempt: int, group: str) -> str:
    """The destination of an output group: MediaConvert appends modifiers and suffixes to it."""
    return f"s3://{outputs_bucket}/{asset_id}/{attempt}/{group}/index"


def outputs_of(
    groups: Iterable[str], outputs_bucket: str, asset_id: str, attempt: int
) -> dict[str, Output]:
    """Format → URI of its manifest or file, of all formats that the groups make.

    Thumbnails are ``{"prefix"}``: file n is ``{prefix}{n:07d}.jpg``, counted from 0.
    """
    outputs: dict[str, Output] = {}
    for group in groups:
        base = destination(outputs_bucket, asset_id, attempt, group)
        for name in FORMATS_BY_GROUP[group]:
            if name == "thumbnails":
                outputs[name] = {"prefix": f"{base}{THUMBNAIL_MODIFIER}."}
            else:
                outputs[name] = base + _SUFFIX_BY_FORMAT[name]
    return outputs


def counted(outputs: Mapping[str, Output], thumbnail_count: int | None) -> dict[str, Output]:
    """The same, with thumbnails' ``count`` where it is known."""
    if not thumbnail_count:
        return dict(outputs)
    return {
        name: output if isinstance(output, str) else {**output, "count": thumbnail_count}
        for name, output in outputs.items()
    }
