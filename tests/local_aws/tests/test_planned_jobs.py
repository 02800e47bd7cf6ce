"""From a file to its outputs: probed, planned by the shipped default, and transcoded."""

import json
import os
import threading
from pathlib import Path
from typing import Any

import pytest

from fakes import profiles
from golden.plans import ASSET_ID, TARGET
from local_aws.mediaconvert import media as files
from local_aws.mediaconvert import probe_names, supported
from local_aws.mediaconvert.media import Media as Read
from local_aws.mediaconvert.rules import violations
from local_aws.mediaconvert.transcode import transcode
from local_aws.tests.encodes import pixel
from local_aws.tests.media_files import Media
from local_aws.tests.recipes import CASES, MORE, SECONDS
from local_aws.tests.renditions import Made, look, picture_faults, sound_faults
from pipeline.transcoding.job_request import job_request
from pipeline.transcoding.plan import fit
from pipeline.transcoding.probe import parse_probe
from pipeline.transcoding.profile import parse_profile
from pipeline.transcoding.source import Source

# `make test-media` asks for all of them.
CHOSEN = CASES | MORE if os.environ.get("EVERY_RECIPE") else CASES
WITH_PICTURE = sorted(name for name, case in CHOSEN.items() if case.size)
WITH_SOUND = sorted(name for name, case in CHOSEN.items() if case.sounds)


@pytest.fixture(scope="module")
def outputs(media: Media, tmp_path_factory: pytest.TempPathFactory) -> Any:
    """From a case's name to its outputs, each made once."""
    made: dict[str, Made] = {}

    def of(name: str) -> Made:
        if name not in made:
            made[name] = _outputs(media, name, tmp_path_factory.mktemp("outputs"))
        return made[name]

    return of


def _outputs(media: Media, name: str, folder: Path) -> Made:
    case = CHOSEN[name]
    path = media.make(name, *case.make, "-t", str(SECONDS))
    if case.turned:
        path = media.rotated(path, -case.turned)
    read = files.read(path)
    (plan,) = fit(parse_profile("p", json.dumps(profiles.DEFAULT)), _probed(read, path))
    request = job_request(ASSET_ID, 1, f"s3://media-test-uploads/uploads/u1/{name}", plan, TARGET)
    assert violations(request) == []
    supported.check(request["Settings"])
    for result in transcode(
        request["Settings"], read, path, media.new_folder(name), threading.Event(), _nobody
    ):
        for written, url in result.files:
            to = folder / url.partition(f"/{ASSET_ID}/1/")[2]
            to.parent.mkdir(parents=True, exist_ok=True)
            written.replace(to)
    return look(media, folder, plan, read.video)


def _nobody(seconds: float, frames: int) -> None:
    """Progress interests nobody here."""


def _probed(read: Read, path: Path) -> Source:
    container = probe_names.container(read, path.stat().st_size)
    source = parse_probe({"ProbeResults": [{"Container": container}]}, shape_reported=True)
    assert isinstance(source, Source)
    return source


@pytest.mark.parametrize("name", WITH_PICTURE)
def test_pictures_are_as_planned_and_stand_upright(outputs: Any, name: str) -> None:
    case, made = CHOSEN[name], outputs(name)
    planned = [one for ladder in made.plan.renditions.values() for one in ladder]
    assert [one.planned for one in made.pictures] == planned
    for one in made.pictures:
        assert picture_faults(made, one, case) == [], one.path.name
    (mp4,) = [one for one in made.pictures if one.group == "mp4"]
    assert mp4.picture.size == case.size
    assert abs(mp4.picture.frame_rate - case.rate) < 0.02


@pytest.mark.parametrize("name", WITH_SOUND)
def test_sounds_are_stereo_and_in_step(outputs: Any, name: str) -> None:
    case, made = CHOSEN[name], outputs(name)
    for one in made.sounds:
        assert sound_faults(made, one, case) == [], one.path.name
    assert len([one for one in made.sounds if one.group == "cmaf"]) == case.sounds
    assert {one.group for one in made.sounds} == {"cmaf", "mp4" if case.size else "m4a"}


def test_every_language_is_a_rendition(outputs: Any) -> None:
    parent = (outputs("languages.mkv").folder / "cmaf" / "index.m3u8").read_text()
    sounds = [line for line in parent.splitlines() if line.startswith("#EXT-X-MEDIA")]
    for line, (name, default) in zip(sounds, [("English", "YES"), ("German", "NO")], strict=True):
        assert f'NAME="{name}"' in line
        assert f"DEFAULT={default}" in line
        assert 'GROUP-ID="audio"' in line


def test_hdr_is_shown_as_sdr_in_captured_frames_too(outputs: Any) -> None:
    folder = outputs("phone_hlg.mov").folder
    assert len(list((folder / "thumbnails").glob("*.jpg"))) == 2
    assert "VIDEO-RANGE=SDR" in (folder / "cmaf" / "index.m3u8").read_text()


def test_a_film_that_fades_in_has_a_poster_that_is_not_black(media: Media, outputs: Any) -> None:
    first, second = sorted((outputs("fade_in.mp4").folder / "thumbnails").glob("*.jpg"))
    assert max(pixel(media, first, (80, 45))) < 20
    assert max(pixel(media, second, (80, 45))) > 150


def test_slow_motion_is_shown_at_60_frames_per_second(outputs: Any) -> None:
    parent = (outputs("slow_motion.mp4").folder / "cmaf" / "index.m3u8").read_text()
    assert "FRAME-RATE=60.000" in parent


def test_i_frames_can_be_looked_through(outputs: Any) -> None:
    parent = (outputs("plain.mp4").folder / "cmaf" / "index.m3u8").read_text()
    assert "#EXT-X-I-FRAME-STREAM-INF" in parent
