"""From a file to its outputs: probed, planned by a shipped profile, and transcoded.

Every recipe by the small ``economy``; what the larger profiles make is held to Apple's rules."""

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
from local_aws.tests.recipes import CASES, CUT, H264, MORE, Case, tone
from local_aws.tests.renditions import Made, look, picture_faults, sound_faults
from pipeline.assets.source_facts import facts_of
from pipeline.assets.warnings import warnings_of
from pipeline.jobs.job import Job
from pipeline.jobs.made import renditions_of
from pipeline.transcoding.job_request import job_request
from pipeline.transcoding.plan import JobPlan, fit
from pipeline.transcoding.probe import parse_probe
from pipeline.transcoding.profile import parse_profile
from pipeline.transcoding.source import Source
from streaming.presentation import load, pairs
from streaming.report import judge

# `make test-media` asks for all of them.
Tree = dict[str, Any]
EVERY = bool(os.environ.get("EVERY_RECIPE"))
CHOSEN = CASES | MORE if EVERY else CASES
# The ladders of these are the largest.
SHIPPED = [("default", "1920x1080"), ("hevc", "1920x1080"), ("uhd", "3840x2160")]
SHIPPED = SHIPPED if EVERY else SHIPPED[:1]
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
    path = _file(media, name, case)
    read = files.read(path)
    profile = parse_profile("p", json.dumps(profiles.SHIPPED["economy"]))
    (plan,) = fit(profile, _probed(read, path, case.shape_reported))
    _transcode(media, path, read, plan, folder)
    return look(media, folder, plan, read.video)


def _file(media: Media, name: str, case: Case) -> Path:
    path = media.make(name, *case.make, "-t", str(case.seconds))
    if case.turned:
        path = media.rotated(path, -case.turned)
    os.truncate(path, int(path.stat().st_size * case.kept))
    return path


def _transcode(media: Media, path: Path, read: Read, plan: JobPlan, folder: Path) -> list[Tree]:
    """Carry a planned job out; what COMPLETE tells of its groups."""
    source = f"s3://media-test-uploads/uploads/u1/{path.name}"
    request = job_request(ASSET_ID, 1, source, plan, TARGET)
    assert violations(request) == []
    supported.check(request["Settings"])
    results = transcode(
        request["Settings"], read, path, media.new_folder(path.name), threading.Event(), _nobody
    )
    for result in results:
        for written, url in result.files:
            to = folder / url.partition(f"/{ASSET_ID}/1/")[2]
            to.parent.mkdir(parents=True, exist_ok=True)
            written.replace(to)
    return [result.detail for result in results]


def _nobody(seconds: float, frames: int) -> None:
    """Progress interests nobody here."""


def _probed(read: Read, path: Path, shape_reported: bool = True) -> Source:
    container = probe_names.container(read, path.stat().st_size)
    answer = {"ProbeResults": [{"Container": container}]}
    source = parse_probe(answer, shape_reported=shape_reported)
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


def test_a_file_that_breaks_off_has_shorter_outputs_and_a_warning(
    media: Media, tmp_path: Path
) -> None:
    path = _file(media, "cut.mp4", CUT)
    read = files.read(path)
    source = _probed(read, path)
    assert source.duration_seconds == CUT.seconds
    (plan,) = fit(parse_profile("p", json.dumps(profiles.SHIPPED["economy"])), source)
    details = _transcode(media, path, read, plan, tmp_path)
    made = look(media, tmp_path, plan, read.video)
    for one in made.pictures:
        assert CUT.seconds * 0.25 < one.picture.seconds < CUT.seconds * 0.75
        assert (one.colors, one.picture.continuous) == (CUT.colors, True)
    assert {one.group for one in made.sounds} == {"cmaf", "mp4"}
    told = renditions_of(details, plan.output_groups, f"/{ASSET_ID}/1/")
    job = Job(name="main", attempt=1, output_groups=plan.output_groups, renditions=told)
    (warning,) = warnings_of(facts_of(source), [job], (), ())
    assert warning.code == "OUTPUT_SHORTER"
    assert warning.message.startswith("The file declares 12.0 s; the outputs last ")


@pytest.mark.parametrize(("profile", "size"), SHIPPED)
def test_what_shipped_profiles_make_breaks_no_rule_of_apples(
    media: Media, tmp_path: Path, profile: str, size: str
) -> None:
    moving = ("-f", "lavfi", "-i", f"testsrc2=s={size}:r=30")
    path = media.make(f"{profile}.mp4", *moving, *tone(channels=2), *H264, "-t", "2")
    read = files.read(path)
    parsed = parse_profile(profile, json.dumps(profiles.SHIPPED[profile]))
    (plan,) = fit(parsed, _probed(read, path))
    assert plan.left_out == ()
    _transcode(media, path, read, plan, tmp_path)
    ((multivariant, manifest),) = pairs(tmp_path)
    presentation = load(multivariant, manifest)
    assert len(presentation.video_variants) == len(plan.renditions["cmaf"])
    findings = judge(presentation, profile)
    assert {one.rule.number: one.faults for one in findings if one.verdict == "BROKEN"} == {}
