"""What a job made, as MediaConvert tells it once the job is complete.

Facts for the record, never a reason to lose news: what has no form that MediaConvert writes is
left out.
"""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from itertools import islice
from typing import Any

from pipeline.transcoding.places import FINISHED_FORMATS

RENDITIONS_KEPT = 40
MOST_PX = 8192
MOST_DURATION_MS = 1_000_000_000
PATH_LIMIT = 200


@dataclass(frozen=True, kw_only=True)
class MadeRendition:
    """An output of pictures or, without a size, of sound. ``path`` is its file within the folder
    of the attempt; None where it is not told, as for segmented outputs in CMAF and DASH."""

    duration_seconds: Decimal | None = None
    width_px: int | None = None
    height_px: int | None = None
    path: str | None = None


def renditions_of(
    details: Sequence[Mapping[str, Any]], groups: Sequence[str], folder: str
) -> tuple[MadeRendition, ...]:
    """Of an event's ``outputGroupDetails``. ``groups`` are the job's, as far as they are known: of
    thumbnails, which are no rendition, only the place tells, for they need not name a file."""
    told_of = [group for group in groups if group not in FINISHED_FORMATS]
    frames_last = "thumbnails" in told_of and len(details) >= len(told_of)
    told = details[:-1] if frames_last else details
    return tuple(islice(_renditions(told, folder), RENDITIONS_KEPT))


def renditions_of_job(found: Mapping[str, Any], groups: Sequence[str]) -> tuple[MadeRendition, ...]:
    """Of GetJob's ``Job``, which tells the same by other capitals, and no paths."""
    return renditions_of(_as_in_events(found.get("OutputGroupDetails") or []), groups, "")


def _renditions(details: Sequence[Mapping[str, Any]], folder: str) -> Iterator[MadeRendition]:
    for group in details:
        for output in group.get("outputDetails") or []:
            path = _path(output.get("outputFilePaths") or [], folder)
            if path is not None and path.endswith(".jpg"):
                continue
            video = output.get("videoDetails")
            size = video if isinstance(video, Mapping) else {}
            duration_ms = _whole(output.get("durationInMs"), MOST_DURATION_MS)
            made = MadeRendition(
                duration_seconds=None if duration_ms is None else Decimal(duration_ms) / 1000,
                width_px=_whole(size.get("widthInPx"), MOST_PX),
                height_px=_whole(size.get("heightInPx"), MOST_PX),
                path=path,
            )
            if made != MadeRendition(path=path):
                yield made


def _whole(value: object, most: int) -> int | None:
    return value if type(value) is int and 0 < value <= most else None


def _path(paths: Sequence[str], folder: str) -> str | None:
    """Of the first file: what lies elsewhere than in ``folder`` is nothing to us."""
    _, found, path = (paths[0] if paths else "").partition(folder or "\0")
    usual = len(path) <= PATH_LIMIT and path.isascii() and path.isprintable()
    return path if found and usual else None


def _as_in_events(value: Any) -> Any:
    match value:
        case Mapping():
            return {key[0].lower() + key[1:]: _as_in_events(one) for key, one in value.items()}
        case list():
            return [_as_in_events(one) for one in value]
    return value
