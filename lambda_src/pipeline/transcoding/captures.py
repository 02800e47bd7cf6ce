"""The captured frames of a job in their largest size, as the job's metadata tells of them."""

import re
from dataclasses import dataclass

from pipeline.transcoding.places import BASE_NAME, THUMBNAIL_MODIFIER, capture_name

_MODIFIER = rf"{THUMBNAIL_MODIFIER}(?:_\d{{1,4}})?"
_TEXT = re.compile(rf"({_MODIFIER}) (\d{{1,4}})x(\d{{1,4}}) (\d{{1,9}})", re.A)
_NUMBER = re.compile(r"[0-9]{7}")


@dataclass(frozen=True, kw_only=True)
class Captures:
    """Frame n, from 0, is taken at n times the interval; ``modifier`` is in its file's name."""

    modifier: str
    width_px: int
    height_px: int
    interval_ms: int

    @property
    def text(self) -> str:
        return f"{self.modifier} {self.width_px}x{self.height_px} {self.interval_ms}"

    @property
    def file_prefix(self) -> str:
        """Of all their files' names."""
        return f"{BASE_NAME}{self.modifier}."

    def file_name(self, number: int) -> str:
        return self.file_prefix + capture_name(number)

    def number(self, file_name: str) -> int | None:
        """None of another file."""
        digits = file_name.removeprefix(self.file_prefix).removesuffix(".jpg")
        if not _NUMBER.fullmatch(digits) or self.file_name(int(digits)) != file_name:
            return None
        return int(digits)


def captures_of(text: str | None) -> Captures | None:
    """None where they are not told as we tell them."""
    found = _TEXT.fullmatch(text or "")
    if found is None:
        return None
    width_px, height_px, interval_ms = (int(number) for number in found.groups()[1:])
    if not (width_px and height_px and interval_ms):
        return None
    return Captures(
        modifier=found[1], width_px=width_px, height_px=height_px, interval_ms=interval_ms
    )
