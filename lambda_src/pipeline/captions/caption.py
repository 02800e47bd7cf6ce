"""Captions in one language, as a job makes them or an asset does without them."""

import posixpath
import re
from collections.abc import Iterable
from dataclasses import dataclass, replace
from enum import StrEnum
from typing import Self

from pipeline.text.languages import UNTOLD, shortest

# Each is an output of its own in every streaming group, and paid for. The metadata of a job, which
# holds 256 characters, names as many.
MOST_CAPTIONS = 20
# BCP 47, as far as people use it of captions: a language, a script, a region.
_TAG = re.compile(r"([a-z]{2,3})(?:-([a-z]{4}))?(?:-([a-z]{2}|[0-9]{3}))?", re.IGNORECASE)
_EMBEDDED = "embedded:"


class CaptionSource(StrEnum):
    SIDECAR = "sidecar"  # a file beside the video
    EMBEDDED = "embedded"  # CEA-608 or CEA-708 within the picture


class LeftOut(StrEnum):
    """Why an asset does without captions that were there for it; in words for people."""

    EMPTY = "the file is empty"
    TOO_LARGE = "the file has more than 5 MB"
    ARCHIVED = "the file is in an archive storage class and cannot be read"
    MIXED_CASE = "the suffix is in capitals in part; MediaConvert takes srt or SRT, not Srt"
    OLDER = "a newer file has the same language"
    TOO_MANY = f"no more than {MOST_CAPTIONS} languages are made of one video"
    TOO_EXPENSIVE = "with captions, the jobs may cost more than is accepted"
    REJECTED = "a job with captions failed, and was made again without any"


@dataclass(frozen=True, kw_only=True)
class Caption:
    """``language`` is a BCP 47 tag (``en``, ``pt-BR``), or ``und`` where it is not told. ``key`` is
    the sidecar's, in the uploads bucket; None where only the job told of it. ``left_out`` says for
    people why there is none in this language; None where there is."""

    language: str
    source: CaptionSource = CaptionSource.SIDECAR
    key: str | None = None
    left_out: str | None = None

    def __str__(self) -> str:
        """In words: language and file, or where there is none, the source."""
        return f"{self.language} ({posixpath.basename(self.key or '') or self.source.value})"

    def without(self, why: LeftOut) -> Self:
        """What was left out before keeps its own reason."""
        return replace(self, left_out=self.left_out or why.value)


def tag_of(text: str) -> str | None:
    """The tag in its usual form, with the shortest code of the language: ``ENG-us`` is ``en-US``.
    None where it is none."""
    found = _TAG.fullmatch(text)
    if found is None or not text.isascii():
        return None
    language, script, region = found.groups()
    parts = (shortest(language.lower()), (script or "").title(), (region or "").upper())
    return "-".join(part for part in parts if part)


def as_text(captions: Iterable[Caption]) -> str:
    """As a job's metadata tells the captions that it makes."""
    return " ".join(
        one.language if one.source is CaptionSource.SIDECAR else _EMBEDDED + one.language
        for one in captions
    )


def captions_of(text: str | None) -> tuple[Caption, ...]:
    """The other way round, without keys. Empty where they are not told as we tell them."""
    found = []
    for word in (text or "").split()[:MOST_CAPTIONS]:
        language = word.removeprefix(_EMBEDDED)
        if language != UNTOLD and tag_of(language) != language:
            return ()
        source = CaptionSource.EMBEDDED if word != language else CaptionSource.SIDECAR
        found.append(Caption(language=language, source=source))
    return tuple(found)
