"""The page of the CDN, from signing in to deleting: what a newcomer meets after `make demo`."""

import json
from typing import Any

import pytest

from browser.studio import Studio
from browser.visit import FILM, PASSWORD, SHOT, USER
from deployment import PROJECT_FOLDER

KEPT_SHOT = PROJECT_FOLDER / "docs" / SHOT
SHOT_BYTES = 200_000
SHAPES = [f"{scheme} {width}" for scheme in ("light", "dark") for width in (360, 1200)]
pytestmark = pytest.mark.timeout(1800)


def test_it_signs_in_sends_and_shows_what_becomes_of_a_file(
    met: dict[str, Any], studio: Studio
) -> None:
    # A function of a busy machine may begin too late for the CDN; the page asks again. What is
    # refused is said in the console, too, and asked for once.
    refused = ("422", "410", "[Uppy]")
    complaints = [one for one in met["complaints"] if "504" not in one]
    assert [one for one in complaints if not any(word in one for word in refused)] == []
    assert len([one for one in complaints if one.startswith("422 ")]) == 1
    assert met["address"] == f"{studio.page_url}"
    assert met["signedIn"].startswith(USER)
    first, *between, last = met["states"]
    assert first == "Waiting" or first.startswith("Transcoding")
    assert all(one.startswith("Transcoding") for one in between)
    assert last == "Ready"


def test_it_says_why_a_file_is_not_taken_and_what_to_do(met: dict[str, Any]) -> None:
    assert met["alone"].startswith("Alone.en.srt has no video. Choose captions together with")
    note, empty = sorted(met["sending"], key=lambda text: "Empty" in text)
    assert note.startswith("Note.txt\nThis kind of file is not taken. Choose a video")
    assert empty.startswith("Empty.mp4\nThe file is empty.")
    assert met["left"] == 0


def test_a_large_file_goes_on_after_a_reload_and_says_why_it_cannot_be_played(
    met: dict[str, Any],
) -> None:
    assert met["leaving"] == "beforeunload"
    assert met["hint"].startswith("Not finished: Large.mp4. Choose the same")
    assert (met["parts"], met["partsLeft"]) == (["1", "2", "3", "4"], ["5"])
    assert met["wrong"].startswith("What went wrong")
    assert "UNREADABLE_SOURCE" in met["wrong"]


def test_a_film_is_watched_to_its_end(met: dict[str, Any]) -> None:
    assert met["sizes"] == ["Auto", "720p", "480p", "360p"]
    played = met["played"]
    assert (played["height"], played["least"]) == ("360p", "360p")
    assert played["share"] > 0.97
    assert played["frames"] > 0
    assert met["poster"] == 1280
    assert met["storyboard"]["inside"]
    assert met["storyboard"]["time"] == "0:03"
    assert (round(met["soughtTo"]), met["slider"]) == (5, "0:05 of 0:06")
    assert "captions: English" in met["sent"]
    assert met["captions"] == ["Off", "English"]
    assert met["caption"] == "en: a beginning"


def test_the_record_is_told_in_words_and_as_it_is(met: dict[str, Any]) -> None:
    for text in ("1280x720", "0:06", "25 per second", "default", "$0.0", "Made so far"):
        assert text in met["record"]
    assert met["json"]["filename"] == FILM
    assert met["json"]["status"] == "SUCCEEDED"


def test_its_owner_chooses_poster_and_audience(met: dict[str, Any]) -> None:
    """Frames are captured every 2 seconds."""
    own, chosen, left = met["posters"]
    assert (chosen, left) == (2, own)
    assert own != chosen
    assert met["focusStays"] == "Use the picture shown now"
    assert met["strangers"] == "There is no such video, or it is not shared with you."
    assert (met["shared"], met["sharedActions"]) == ("Shared video", 0)


def test_it_is_processed_again_and_deleted(met: dict[str, Any], studio: Studio) -> None:
    assert met["again"][0] == "Ready"
    assert met["again"][-1] == "Ready"
    assert "Waiting" in met["again"]
    assert (met["attempt"], met["economy"]) == ("2", ["Auto", "720p", "480p"])
    assert met["dialog"] == ["Cancel", "Delete…"]
    assert f"{FILM} is processed again: attempt 2." in met["news"]
    assert met["news"][-1] == f"{FILM} is being deleted."
    assert met["cards"] == ["Large.mp4"]
    assert met["deleted"] == "This video was deleted."
    token = studio.api.sign_in(USER, PASSWORD, "assets:read")["access_token"]
    asked = studio.api.call("GET", f"/v1/assets/{met['json']['assetId']}", token)
    assert asked.status == 410


def test_everybody_can_use_it(met: dict[str, Any]) -> None:
    """By the keyboard, on a phone, in the dark; axe finds nothing."""
    assert met["reached"] == [True] * 3
    assert met["focusOnTitle"]
    assert list(met["looks"]) == [
        f"{name} {shape}" for name in ("welcome", "list", "asset", "dialog") for shape in SHAPES
    ]
    for name, seen in met["looks"].items():
        assert (name, seen["faults"], seen["tooWide"]) == (name, [], False)
    grounds = [[met["looks"][f"list {one} 360"]["ground"]] for one in ("light", "dark")]
    assert grounds[0] != grounds[1]


def test_readme_shows_the_page(met: dict[str, Any], request: pytest.FixtureRequest) -> None:
    """Not pixel by pixel: fonts are the machine's."""
    if request.config.getoption("--update-shot"):
        KEPT_SHOT.write_bytes(met["shot"].read_bytes())
    assert KEPT_SHOT.stat().st_size < SHOT_BYTES
    assert met["shot"].stat().st_size < SHOT_BYTES
    assert f"docs/{SHOT}" in (PROJECT_FOLDER / "README.md").read_text()


def test_the_page_takes_the_player_that_is_tested_elsewhere() -> None:
    pinned = json.loads((PROJECT_FOLDER / "tests/demo/page/libraries.json").read_text())
    packages = json.loads((PROJECT_FOLDER / "tests/browser/package.json").read_text())
    assert pinned["Hls"]["version"] == packages["dependencies"]["hls.js"]
