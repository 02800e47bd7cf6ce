"""Where outputs lie. All of it follows from the outputs bucket, asset, attempt and group."""

from collections.abc import Mapping

from pipeline.assets.asset import Job

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


def formats_of(job: Job) -> tuple[str, ...]:
    """The formats a job makes."""
    return tuple(name for group in job.output_groups for name in FORMATS_BY_GROUP[group])


def outputs_of(
    outputs_bucket: str, asset_id: str, job: Job
) -> dict[str, str | Mapping[str, str | int]]:
    """What a completed job made: format → URI of its manifest or file.

    Thumbnails are ``{"prefix", "count"}``: file n is ``{prefix}{n:07d}.jpg``, counted from 0;
    ``count`` is missing where neither the plan nor the event told it.
    """
    outputs: dict[str, str | Mapping[str, str | int]] = {}
    for group in job.output_groups:
        base = destination(outputs_bucket, asset_id, job.attempt, group)
        for name in FORMATS_BY_GROUP[group]:
            if name == "thumbnails":
                prefix = {"prefix": f"{base}{THUMBNAIL_MODIFIER}."}
                count = {"count": job.thumbnail_count} if job.thumbnail_count else {}
                outputs[name] = prefix | count
            else:
                outputs[name] = base + _SUFFIX_BY_FORMAT[name]
    return outputs
