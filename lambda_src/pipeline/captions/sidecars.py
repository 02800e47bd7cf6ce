"""Sidecars: caption files that lie beside a video and are named after it.

``film.mp4`` has ``film.<language>.srt``, ``.vtt`` or ``.ttml``: in the same folder, so of the same
uploader. What such a file holds is judged by MediaConvert alone.
"""

import posixpath
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime

from pipeline.captions.caption import MOST_CAPTIONS, Caption, LeftOut, tag_of
from pipeline.uploads.keys import unsafe_part
from pipeline.uploads.storage_class import ARCHIVE_CLASSES
from pipeline.uploads.upload import CAPTION_SUFFIXES

MOST_BYTES = 5_000_000
# Of those that are left out, a record keeps no more.
LEFT_OUT_KEPT = 20


@dataclass(frozen=True, kw_only=True)
class ListedObject:
    """An object of the uploads bucket, as a listing tells it."""

    key: str
    size_bytes: int
    modified_at: datetime
    storage_class: str = "STANDARD"


def prefix_of(video_key: str) -> str:
    """What the keys of a video's sidecars begin with."""
    return posixpath.splitext(video_key)[0] + "."


def is_sidecar(key: str) -> bool:
    """Whether the key is that of some video's sidecar. A key that could harm others never is."""
    stem, _, _ = posixpath.splitext(key)[0].rpartition(".")
    named = bool(posixpath.basename(stem)) and _language(key, f"{stem}.") is not None
    return named and unsafe_part(key) is None


def is_sidecar_of(key: str, video_key: str) -> bool:
    """By its name alone, whoever may be harmed by it."""
    return _language(key, prefix_of(video_key)) is not None


def captions_beside(video_key: str, listed: Iterable[ListedObject]) -> tuple[Caption, ...]:
    """A caption for each sidecar of the video: first those that take part, by language. Of several
    in one language the newest takes part."""
    prefix = prefix_of(video_key)
    sidecars = [
        (language, one)
        for one in listed
        if (language := _language(one.key, prefix)) and unsafe_part(one.key) is None
    ]
    sidecars.sort(key=lambda found: (found[1].modified_at, found[1].key), reverse=True)
    takes_part: dict[str, Caption] = {}
    left_out: list[Caption] = []
    for language, one in sidecars:
        caption = Caption(language=language, key=one.key)
        why = _fault(one) or (LeftOut.OLDER if language in takes_part else None)
        if why is None:
            takes_part[language] = caption
        else:
            left_out.append(caption.without(why))
    chosen = [takes_part[language] for language in sorted(takes_part)]
    left_out += [one.without(LeftOut.TOO_MANY) for one in chosen[MOST_CAPTIONS:]]
    return (*chosen[:MOST_CAPTIONS], *left_out[:LEFT_OUT_KEPT])


def taking_part(captions: Sequence[Caption]) -> tuple[Caption, ...]:
    return tuple(one for one in captions if one.left_out is None)


def _language(key: str, prefix: str) -> str | None:
    """The tag that stands between prefix and suffix; None where the key is no sidecar's."""
    if not key.startswith(prefix):
        return None
    tag, dot, suffix = key.removeprefix(prefix).rpartition(".")
    return tag_of(tag) if dot and suffix.lower() in CAPTION_SUFFIXES else None


def _fault(one: ListedObject) -> LeftOut | None:
    suffix = one.key.rpartition(".")[2]
    if one.size_bytes == 0:
        return LeftOut.EMPTY
    if one.size_bytes > MOST_BYTES:
        return LeftOut.TOO_LARGE
    if one.storage_class in ARCHIVE_CLASSES:
        return LeftOut.ARCHIVED
    if suffix not in (suffix.lower(), suffix.upper()):
        return LeftOut.MIXED_CASE
    return None
