"""From a file to its outputs: probed, planned by the shipped default, and transcoded."""

import json
import threading
from dataclasses import dataclass
from fractions import Fraction
from pathlib import Path
from typing import Any

import pytest

from fakes import profiles
from golden.plans import ASSET_ID, TARGET
from local_aws.mediaconvert import media as files
from local_aws.mediaconvert import probe_names, supported
from local_aws.mediaconvert.media import Media as Read
from local_aws.mediaconvert.rules import violations
from local_aws.mediaconvert.tracks import Track
from local_aws.mediaconvert.transcode import transcode
from local_aws.tests.encodes import pixel
from local_aws.tests.media_files import Media
from pipeline.transcoding.job_request import job_request
from pipeline.transcoding.plan import fit
from pipeline.transcoding.probe import parse_probe
from pipeline.transcoding.profile import parse_profile
from pipeline.transcoding.source import Source

SECONDS = 2
# Red and green over blue and yellow: shows what is up.
QUARTERS = (
    "color=red:s={size}:r={rate}:d=2,drawbox=x=iw/2:y=0:w=iw/2:h=ih/2:c=0x00ff00:t=fill,"
    "drawbox=x=0:y=ih/2:w=iw/2:h=ih/2:c=blue:t=fill,"
    "drawbox=x=iw/2:y=ih/2:w=iw/2:h=ih/2:c=yellow:t=fill,{then}"
)
H264 = ("-c:v", "libx264", "-preset", "ultrafast", "-pix_fmt", "yuv420p")
INTERLACED = ("-c:v", "mpeg2video", "-b:v", "3M", "-flags", "+ildct+ilme")
HLG = (
    "format=yuv420p10le,setparams=color_primaries=bt2020:color_trc=arib-std-b67:colorspace=bt2020nc"
)
BOTH = ("-map", "0", "-map", "1", "-map", "2")
LANGUAGES = ("-metadata:s:a:0", "language=eng", "-metadata:s:a:1", "language=ger")
PCM = ("-c:a", "pcm_s16le")
RED, GREEN, BLUE, YELLOW = (1, 0, 0), (0, 1, 0), (0, 0, 1), (1, 1, 0)
UPRIGHT = (RED, GREEN, BLUE, YELLOW)


def picture(size: str = "320x180", rate: str = "25", then: str = "null") -> tuple[str, ...]:
    return ("-f", "lavfi", "-i", QUARTERS.format(size=size, rate=rate, then=then))


def tone(hertz: int = 440, channels: int = 1) -> tuple[str, ...]:
    wave = "|".join([f"0.3*sin({2 * hertz}*PI*t)"] * channels)
    return ("-f", "lavfi", "-i", f"aevalsrc={wave}:s=48000:d={SECONDS}")


@dataclass(frozen=True)
class Case:
    """``size`` and ``rate`` of the MP4, whose box is 360p; ``colors`` of the quarters as a viewer
    sees them. ``turned`` clockwise by the header."""

    make: tuple[str, ...]
    size: tuple[int, int] | None
    rate: Fraction | int = 25
    sounds: int = 0
    colors: tuple[tuple[int, int, int], ...] = UPRIGHT
    turned: int = 0


CASES = {
    "plain.mp4": Case((*picture(), *tone(channels=2), *H264), (320, 180), sounds=1),
    "turned.mp4": Case(
        (*picture(), *H264), (180, 320), colors=(BLUE, RED, YELLOW, GREEN), turned=90
    ),
    "turned.mkv": Case(
        (*picture(), *H264), (180, 320), colors=(GREEN, YELLOW, RED, BLUE), turned=270
    ),
    "anamorphic.ts": Case((*picture("360x288", then="setsar=64/45"), *H264), (512, 288)),
    "interlaced.ts": Case(
        (*picture("360x288", "50", "setsar=64/45,interlace=scan=tff"), *INTERLACED), (512, 288)
    ),
    "phone_hlg.mov": Case(
        (*picture(rate="30", then=HLG), "-c:v", "libx264", "-preset", "ultrafast"),
        (320, 180),
        30,
    ),
    "slow_motion.mp4": Case((*picture(rate="240"), *H264), (320, 180), 30),
    "variable.mp4": Case(
        (*picture(rate="30", then="select='not(between(n,5,50))'"), *H264, "-fps_mode", "vfr"),
        (320, 180),
        30,
    ),
    "full_range.avi": Case(
        (*picture(), "-c:v", "mjpeg", "-pix_fmt", "yuvj420p", "-q:v", "2"), (320, 180)
    ),
    "mono_tracks.mxf": Case(
        (*picture(), *tone(), *tone(880), *BOTH, "-c:v", "mpeg2video", "-q:v", "2", *PCM),
        (320, 180),
        sounds=1,
    ),
    "languages.mkv": Case(
        (*picture(), *tone(channels=6), *tone(880, 2), *BOTH, *LANGUAGES, *H264, "-c:a", "aac"),
        (320, 180),
        sounds=2,
    ),
    "silent.webm": Case(
        (*picture(), "-c:v", "libvpx", "-deadline", "realtime", "-b:v", "500k"), (320, 180)
    ),
    "song.m4a": Case((*tone(channels=2), "-c:a", "aac"), None, sounds=1),
    "song.mp3": Case((*tone(channels=2), "-c:a", "libmp3lame"), None, sounds=1),
}


@pytest.fixture(scope="module")
def outputs(media: Media, tmp_path_factory: pytest.TempPathFactory) -> Any:
    """From a case's name to the folder of its outputs, each made once."""
    made: dict[str, Path] = {}

    def of(name: str) -> Path:
        if name not in made:
            made[name] = _outputs(media, name, tmp_path_factory.mktemp("outputs"))
        return made[name]

    return of


def _outputs(media: Media, name: str, folder: Path) -> Path:
    case = CASES[name]
    path = media.make(name, *case.make, "-t", str(SECONDS))
    if case.turned:
        path = media.rotated(path, -case.turned)
    read = files.read(path)
    (request,) = [
        job_request(ASSET_ID, 1, f"s3://media-test-uploads/uploads/u1/{name}", plan, TARGET)
        for plan in fit(parse_profile("p", json.dumps(profiles.DEFAULT)), _probed(read, path))
    ]
    assert violations(request) == []
    supported.check(request["Settings"])
    for result in transcode(
        request["Settings"], read, path, media.new_folder(name), threading.Event(), _nobody
    ):
        for written, url in result.files:
            to = folder / url.partition(f"/{ASSET_ID}/1/")[2]
            to.parent.mkdir(parents=True, exist_ok=True)
            written.replace(to)
    return folder


def _nobody(seconds: float, frames: int) -> None:
    """Progress interests nobody here."""


def _probed(read: Read, path: Path) -> Source:
    container = probe_names.container(read, path.stat().st_size)
    source = parse_probe({"ProbeResults": [{"Container": container}]}, shape_reported=True)
    assert isinstance(source, Source)
    return source


def _tracks(path: Path, kind: str) -> list[Track]:
    return [track for track in files.read(path).tracks if track.kind == kind]


WITH_PICTURE = sorted(name for name, case in CASES.items() if case.size)
WITH_SOUND = sorted(name for name, case in CASES.items() if case.sounds)


@pytest.mark.parametrize("name", WITH_PICTURE)
def test_pictures_have_the_sources_shape_and_stand_upright(
    media: Media, outputs: Any, name: str
) -> None:
    case, file = CASES[name], outputs(name) / "mp4" / "index.mp4"
    (track,) = _tracks(file, "video")
    assert (track.width, track.height) == case.size
    assert abs(Fraction(track.frame_rate or 0) - case.rate) < Fraction(1, 50)
    assert (track.pixel_format, track.color.range in ("tv", "")) == ("yuv420p", True)
    for number, color in enumerate(case.colors):
        at = (
            track.width * (1 + 2 * (number % 2)) // 4,
            track.height * (1 + 2 * (number // 2)) // 4,
        )
        seen = pixel(media, file, at)
        assert tuple(int(part > 100) for part in seen) == color, (number, seen)


@pytest.mark.parametrize("name", WITH_SOUND)
def test_sounds_are_stereo(outputs: Any, name: str) -> None:
    case, folder = CASES[name], outputs(name)
    (file,) = [path for path in folder.rglob("index.m*") if path.suffix in (".mp4", ".m4a")]
    (track,) = _tracks(file, "audio")
    assert (track.codec, track.channels, track.sample_rate) == ("aac", 2, 48000)
    assert len(list((folder / "cmaf").glob("index_audio*.m3u8"))) == case.sounds
    assert file.suffix == (".mp4" if case.size else ".m4a")


def test_every_language_is_a_rendition(outputs: Any) -> None:
    parent = (outputs("languages.mkv") / "cmaf" / "index.m3u8").read_text()
    sounds = [line for line in parent.splitlines() if line.startswith("#EXT-X-MEDIA")]
    for line, (name, default) in zip(sounds, [("English", "YES"), ("German", "NO")], strict=True):
        assert f'NAME="{name}"' in line
        assert f"DEFAULT={default}" in line
        assert 'GROUP-ID="audio"' in line


def test_hdr_is_shown_as_sdr_in_captured_frames_too(outputs: Any) -> None:
    folder = outputs("phone_hlg.mov")
    (track,) = _tracks(folder / "mp4" / "index.mp4", "video")
    assert track.color.transfer == "bt709"
    assert len(list((folder / "thumbnails").glob("*.jpg"))) == 1
    assert "VIDEO-RANGE=SDR" in (folder / "cmaf" / "index.m3u8").read_text()


def test_slow_motion_is_shown_at_60_frames_per_second(outputs: Any) -> None:
    parent = (outputs("slow_motion.mp4") / "cmaf" / "index.m3u8").read_text()
    assert "FRAME-RATE=60.000" in parent


def test_i_frames_can_be_looked_through(outputs: Any) -> None:
    parent = (outputs("plain.mp4") / "cmaf" / "index.m3u8").read_text()
    assert "#EXT-X-I-FRAME-STREAM-INF" in parent
