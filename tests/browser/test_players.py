"""What a viewer sees, hears and reads, from start to end, in the players that web pages use."""

from collections.abc import Iterator, Mapping, Sequence
from concurrent.futures import Future
from typing import Any

import pytest

from browser.screening import (
    COOKIES,
    OTHER,
    OWN,
    READ,
    SEEK_SECONDS,
    Play,
    Scrub,
    Seen,
)
from browser.sources import COLOR_SECONDS, COLORS, FILMS, SECONDS, Film, said

# A frame shown at a change of color may be of either; a player may cut what has no sound.
NEAR_SECONDS = 0.15
# Players look for captions some times a second, and later on a busy machine; the film has double
# speed. The times of cues that they give the browser have no such excuse.
LATE_SECONDS = 1.5
# A stalled player may be nudged over a moment.
MISSED_SECONDS = 0.5
NEAR_HERTZ = 15
MOSTLY = 0.8
# Of 24 or more; the decoder of a busy machine leaves some out.
LEAST_FRAMES_PER_SECOND = 10
# The first test waits for all outputs.
pytestmark = pytest.mark.timeout(1800)
PLAYS = [
    Play("hls", "hls", "landscape.mp4", OWN),
    Play("hls", "hls", "portrait.mp4", OTHER),
    Play("hls", "hls", "cinema.mkv", OWN),
    Play("hls", "hls", "silent.mp4", OTHER),
    Play("hls", "hls", "languages.mkv", OWN),
    Play("hls", "hls", "interlaced.ts", OTHER),
    Play("hls", "hls", "phone_hlg.mov", OWN),
    Play("shaka", "hls", "landscape.mp4", OTHER),
    Play("shaka", "dash", "languages.mkv", OWN),
    Play("dash", "dash", "landscape.mp4", OWN),
    Play("dash", "dash", "interlaced.ts", OTHER),
]
SCRUBS = [
    Scrub("hls", "hls", True, "landscape.mp4", "portrait.mp4"),
    Scrub("shaka", "hls", True, "portrait.mp4", "landscape.mp4"),
    Scrub("shaka", "dash", False, "landscape.mp4", "portrait.mp4"),
    Scrub("dash", "dash", False, "portrait.mp4", "landscape.mp4"),
]


@pytest.mark.parametrize("asked", PLAYS, ids="-".join)
def test_a_viewer_gets_all_of_it(seen: Mapping[Play | Scrub, Future[Seen]], asked: Play) -> None:
    met = seen[asked].result()
    (told,) = met["answers"]
    assert dict(faults(FILMS[asked.name], {**told, "complaints": met["complaints"]})) == {}
    # Elsewhere none are needed, and no script can read these.
    kept = {one["name"] for one in met["cookies"] if one["secure"] and one["httpOnly"]}
    assert (kept, len(met["cookies"])) == ((COOKIES, 4) if asked.site == OWN else (set(), 0))


@pytest.mark.parametrize("asked", SCRUBS, ids=lambda asked: f"{asked.player}-{asked.format}")
def test_a_seek_bar_shows_what_is_there(
    seen: Mapping[Play | Scrub, Future[Seen]], asked: Scrub
) -> None:
    met = seen[asked].result()
    assert met["complaints"] == []
    for told, name in zip(met["answers"], (asked.other, asked.own), strict=True):
        assert told["errors"] == []
        quarters = list(FILMS[name].quarters)
        for picture, color in zip(told["shown"], COLORS, strict=True):
            assert picture["inside"]
            assert (picture["middle"], picture["quarters"]) == (color, quarters), picture


def faults(film: Film, seen: Seen) -> Iterator[tuple[str, Any]]:
    """What is not as the film has it, with what was seen instead."""
    shown = [(seconds, colors["middle"]) for seconds, _, colors, _ in seen["frames"]]
    turns = {tuple(colors["quarters"]) for _, _, colors, _ in seen["frames"]}
    heights = {height for _, height, _, _ in seen["frames"]}
    expected = {
        "errors": seen["errors"] == [],
        "complaints": seen["complaints"] == [],
        "duration": abs(seen["duration"] - SECONDS) < NEAR_SECONDS,
        "played": missed(seen["played"]) < MISSED_SECONDS,
        "unbuffered": seen["unbuffered"],
        "offered": {tuple(size) for size in seen["offered"]} == set(film.sizes),
        "switched": set(seen["switched"]) == heights == {height for _, height in film.sizes},
        "decodedFrames": seen["decodedFrames"] > LEAST_FRAMES_PER_SECOND * SECONDS,
        "decodedSoundBytes": (seen["decodedSoundBytes"] > 0) == bool(film.hertz),
        "heard": is_sound_of(film, seen["heard"]),
        "languages": not film.languages or tuple(seen["languages"]) == film.languages,
        "texts": set(seen["texts"]) == {name.partition(".")[0] for name in film.sidecars},
    }
    yield from ((name, seen[name]) for name, holds in expected.items() if not holds)
    if wrong := [one for one in shown if one[1] not in colors_at(one[0])]:
        yield "colors", wrong
    if unseen := set(COLORS) - {color for _, color in shown}:
        yield "never shown", unseen
    if turns != {film.quarters}:
        yield "quarters", turns
    texts = [(seconds, text) for seconds, _, _, text in to_the_end(seen["frames"])]
    cues = said(READ) if film.sidecars else ()
    if wrong_texts := [one for one in texts if one[1] not in texts_at(one[0], cues)]:
        yield "captions", wrong_texts
    timed = {cue for cue in cues if any(is_at(noted, cue) for noted in seen["cues"])}
    if seen["cues"] and timed != set(cues):
        yield "cues", seen["cues"]
    if unread := {text for _, _, text in cues} - {text for _, text in texts}:
        yield "never read", unread


def is_at(noted: Sequence[Any], cue: tuple[float, float, str]) -> bool:
    near = all(abs(noted[at] - cue[at]) < NEAR_SECONDS for at in (0, 1))
    return near and noted[2] == cue[2]


def is_sound_of(film: Film, heard: Sequence[float]) -> bool:
    """The first language until the other one was chosen. At a jump a tone may be none."""
    if not film.hertz or not heard:
        return not film.hertz and not heard
    near = [
        next((tone for tone in film.hertz if abs(tone - one) < NEAR_HERTZ), None) for one in heard
    ]
    told = [tone for tone in near if tone]
    return tuple(dict.fromkeys(told)) == film.hertz and len(told) > MOSTLY * len(heard)


def missed(played: Sequence[Sequence[float]]) -> float:
    """Seconds of the film that were not played."""
    return SECONDS - sum(min(end, SECONDS) - begin for begin, end in played)


def colors_at(seconds: float) -> set[str]:
    near_by = (seconds - NEAR_SECONDS, seconds, seconds + NEAR_SECONDS)
    return {COLORS[min(max(int(at // COLOR_SECONDS), 0), len(COLORS) - 1)] for at in near_by}


def to_the_end(frames: Sequence[Any]) -> Sequence[Any]:
    """Frames after the last jump back, when the captions of where it came from are gone."""
    jumps = [number for number in range(1, len(frames)) if frames[number - 1][0] > SEEK_SECONDS]
    back = [number for number in jumps if frames[number][0] < SEEK_SECONDS]
    return [frame for frame in frames[back[-1] :] if frame[0] > LATE_SECONDS]


def texts_at(seconds: float, cues: Sequence[tuple[float, float, str]]) -> set[str]:
    """What may be read: nothing, too, where a cue has just begun or not quite ended."""
    on = {
        text for begin, end, text in cues if begin - NEAR_SECONDS <= seconds <= end + LATE_SECONDS
    }
    surely = any(begin + LATE_SECONDS < seconds < end - NEAR_SECONDS for begin, end, _ in cues)
    return on if surely else on | {""}
