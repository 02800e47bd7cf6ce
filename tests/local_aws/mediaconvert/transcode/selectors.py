"""What an audio description takes from the input (AudioSelectors)."""

from dataclasses import dataclass
from typing import Any

from local_aws.mediaconvert.errors import JobError
from local_aws.mediaconvert.tracks import Track

# model (AudioSourceName): chosen when none is given.
DEFAULT_SELECTOR = "Audio Selector 1"


@dataclass(frozen=True)
class Sound:
    """The tracks of a selector, whose channels follow one another; without any it is silence."""

    tracks: tuple[Track, ...]

    @property
    def channels(self) -> int:
        return sum(track.channels for track in self.tracks) or 2

    @property
    def language(self) -> str:
        """As the first track has it; empty where it has none."""
        return (self.tracks[0].language if self.tracks else None) or ""


def select(description: dict[str, Any], job_input: dict[str, Any], found: list[Track]) -> Sound:
    """The sound of an audio description among the input's tracks; silence where there are none and
    the selector names none.

    :raises JobError: 1021 where the selector names tracks or a language that are not there.
    """
    name = description.get("AudioSourceName", DEFAULT_SELECTOR)
    selector = (job_input.get("AudioSelectors") or {}).get(name) or {}
    if selector.get("SelectorType") == "LANGUAGE_CODE":
        wanted = selector.get("CustomLanguageCode") or selector["LanguageCode"]
        same = [one for one in found if (one.language or "").lower() == wanted.lower()]
        if not same:
            raise JobError(JobError.NO_AUDIO, f"No audio track in {wanted} for {name!r}")
        # assumed: several tracks of a language are not joined; they are no parts of one sound.
        return Sound((same[0],))
    numbers = selector.get("Tracks")
    if not numbers:
        return Sound(tuple(found[:1]))
    missing = [number for number in numbers if number > len(found)]
    if missing:
        raise JobError(JobError.NO_AUDIO, f"No audio track {missing[0]} for {name!r}")
    return Sound(tuple(found[number - 1] for number in numbers))
