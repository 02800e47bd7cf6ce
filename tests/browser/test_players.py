"""What a viewer sees and hears, from start to end, in the players that web pages use."""

from collections.abc import Callable, Iterator
from typing import Any

import pytest

from browser.conftest import Screened
from browser.sources import COLOR_SECONDS, COLORS, FILMS, SECONDS, Film

# In the second of three segments.
SEEK_SECONDS = 8.5
# A frame shown at a change of color may be of either; a player may cut what has no sound.
NEAR_SECONDS = 0.15
# A stalled player may be nudged over a moment.
MISSED_SECONDS = 0.5
NEAR_HERTZ = 15
# Of 24 or more; the decoder of a busy machine leaves some out.
LEAST_FRAMES_PER_SECOND = 10

PLAYS = [
    *(("hls", "hls", name) for name in FILMS),
    ("shaka", "hls", "portrait.mp4"),
    ("shaka", "dash", "languages.mkv"),
    ("dash", "dash", "landscape.mp4"),
    ("dash", "dash", "interlaced.ts"),
]
# The first test waits for all outputs.
pytestmark = pytest.mark.timeout(600)
Seen = dict[str, Any]
Watch = Callable[..., Seen]


@pytest.fixture
def watch(screened: Screened, call_in_browser: Watch) -> Watch:
    def one(player: str, format_: str, name: str) -> Seen:
        return call_in_browser(
            "watch",
            player=player,
            url=screened.url(name, format_),
            seekSeconds=SEEK_SECONDS,
            language=FILMS[name].languages[-1] if FILMS[name].languages else None,
        )

    return one


@pytest.mark.parametrize(("player", "format_", "name"), PLAYS)
def test_a_viewer_sees_and_hears_all_of_it(
    watch: Watch, player: str, format_: str, name: str
) -> None:
    assert dict(faults(FILMS[name], watch(player, format_, name))) == {}


def faults(film: Film, seen: Seen) -> Iterator[tuple[str, Any]]:
    """What is not as the film has it, with what was seen instead."""
    at_times = [(seconds, color) for seconds, _, color, _ in seen["frames"]]
    heights = {height for _, height, _, _ in seen["frames"]}
    heard = {tone for tone in film.hertz if any(near(tone, one) for one in seen["heard"])}
    strange = [one for one in seen["heard"] if not any(near(tone, one) for tone in film.hertz)]
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
        "heard": heard == set(film.hertz) and len(strange) <= len(film.hertz),
        "languages": not film.languages or tuple(seen["languages"]) == film.languages,
    }
    yield from ((name, seen[name]) for name, holds in expected.items() if not holds)
    if wrong := [one for one in at_times if one[1] not in colors_at(one[0])]:
        yield "colors", wrong
    if unseen := set(COLORS) - {color for _, color in at_times}:
        yield "never shown", unseen
    if turned := {tuple(quarters) for *_, quarters in seen["frames"]} - {film.quarters}:
        yield "quarters", turned


def near(hertz: float, heard: float) -> bool:
    return abs(hertz - heard) < NEAR_HERTZ


def missed(played: list[list[float]]) -> float:
    """Seconds of the film that were not played."""
    return SECONDS - sum(min(end, SECONDS) - begin for begin, end in played)


def colors_at(seconds: float) -> set[str]:
    near_by = (seconds - NEAR_SECONDS, seconds, seconds + NEAR_SECONDS)
    return {COLORS[min(max(int(at // COLOR_SECONDS), 0), len(COLORS) - 1)] for at in near_by}
