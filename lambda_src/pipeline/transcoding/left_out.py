"""What a profile or a source has that a plan does without, and why."""

from dataclasses import dataclass
from enum import StrEnum


class Reason(StrEnum):
    """In words for people."""

    DISTORTED = "its shorter side would have less than 32 pixels, the least that can be made"
    NOT_LARGER = "a smaller rendition shows the whole picture already: nothing is enlarged"
    NO_PICTURE = "the source has no picture"
    SILENT = "the source has no sound"
    BEYOND_STEREO = "of mono tracks in a row, the first two are left and right"
    TOO_MANY_SOUNDS = "no more sounds are made of one source"
    ONE_SOUND = "without a picture, the first sound alone is made"


@dataclass(frozen=True)
class LeftOut:
    """``what`` is a rendition (``cmaf 1080p``), an output group or a track of sound."""

    what: str
    reason: Reason

    def __str__(self) -> str:
        return f"Without {self.what}: {self.reason}."
