"""The sounds of a source: which of its tracks become one, and what they are called."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from itertools import groupby

from pipeline.text.languages import NAMES, code_of
from pipeline.transcoding.left_out import LeftOut, Reason
from pipeline.transcoding.tracks import AudioTrack

# Each is an output of its own, and paid for.
MOST_SOUNDS = 8


@dataclass(frozen=True)
class PlannedSound:
    """``tracks`` by their numbers: two of them are left and right. ``language`` is ISO 639-2/T or
    639-3, lower case; None where it is not told. ``label`` tells it from the others of a source;
    None where there is nothing to say."""

    tracks: tuple[int, ...]
    language: str | None = None
    label: str | None = None


def plan_sounds(tracks: Sequence[AudioTrack]) -> tuple[tuple[PlannedSound, ...], list[LeftOut]]:
    """In the order of the file: the first is what plays unless a viewer chooses."""
    sounds: list[PlannedSound] = []
    left_out: list[LeftOut] = []
    for joined in _joined(tracks):
        if len(sounds) == MOST_SOUNDS:
            left_out += [_left_out(track, Reason.TOO_MANY_SOUNDS) for track in joined]
            continue
        language = joined[0].language
        heard = joined[:2]
        numbers = tuple(track.number for track in heard)
        sounds.append(PlannedSound(numbers, code_of(language) if language else None))
        left_out += [_left_out(track, Reason.BEYOND_STEREO) for track in joined[2:]]
    return tuple(_labelled(sounds)), left_out


def _joined(tracks: Iterable[AudioTrack]) -> list[list[AudioTrack]]:
    """Cameras write a mono track for each channel. Only neighbours of one language are such."""
    found: list[list[AudioTrack]] = []
    for (mono, _), group in groupby(tracks, key=lambda one: (one.channels == 1, one.language)):
        some = list(group)
        found += [some] if mono else [[one] for one in some]
    return found


def _left_out(track: AudioTrack, reason: Reason) -> LeftOut:
    return LeftOut(f"audio track {track.number}", reason)


def _labelled(sounds: Sequence[PlannedSound]) -> Iterable[PlannedSound]:
    """Players show labels, and tell sounds apart by nothing else."""
    taken: set[str] = set()
    for number, sound in enumerate(sounds, start=1):
        label = NAMES.get(sound.language or "") or sound.language
        if label is None and len(sounds) > 1:
            label = f"Track {number}"
        if label in taken:
            label = f"{label} {number}"
        taken |= {label} if label else set()
        yield PlannedSound(sound.tracks, sound.language, label)
