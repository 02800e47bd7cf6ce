"""Image-based trick play: every tile shows its time, and manifests say where it lies."""

import math
import re
import threading
from collections.abc import Iterator
from dataclasses import dataclass, replace
from fractions import Fraction
from pathlib import Path
from typing import Any
from xml.etree import ElementTree

import pytest

from local_aws.mediaconvert import ffmpeg, supported
from local_aws.mediaconvert.errors import JobError, ServiceError
from local_aws.mediaconvert.media import read
from local_aws.mediaconvert.transcode import transcode
from local_aws.tests import job_requests as make
from local_aws.tests.encodes import BASE, Encoded, encode, raw
from local_aws.tests.media_files import Media
from local_aws.tests.recipes import H264
from local_aws.tests.test_streams import picture, stream

KINDS = ("CmafGroupSettings", "HlsGroupSettings", "DashIsoGroupSettings")
COLUMNS, ROWS, WIDTH = 3, 4, 128
# The time in hundredths of a second, as bars from the lowest bit on; below them their complements.
BITS = 12
BAR = "drawbox=x={x}*iw/12:y={y}*ih/2:w=iw/12+1:h=ih/2:c=white:t=fill:enable='{when}'"
NTSC, FILM = Fraction(30000, 1001), Fraction(24000, 1001)
MPD = "{urn:mpeg:dash:schema:mpd:2011}"


def clock(size: str, rate: str, seconds: float, then: str = "null") -> tuple[str, ...]:
    """A film that shows its time."""
    bit = "mod(floor(floor(t*100+0.5)/pow(2\\,{n}))\\,2)"
    bars = []
    for number in range(BITS):
        on = bit.format(n=number)
        bars += [BAR.format(x=number, y=0, when=on), BAR.format(x=number, y=1, when=f"not({on})")]
    film = ",".join([f"color=black:s={size}:r={rate}:d={seconds}", *bars, then])
    return ("-f", "lavfi", "-i", film, *H264)


@dataclass(frozen=True)
class Case:
    """``rate`` is the output's, ``late`` the most seconds that a tile's picture may be off."""

    make: tuple[str, ...]
    seconds: float
    height: int
    rate: Fraction | int = 25
    interval: float = 1
    late: float = 0.03


CASES = {
    "plain.mp4": Case(clock("320x180", "25", 5), 5, 72),
    "portrait.mp4": Case(clock("180x320", "25", 3), 3, 228),
    "film.mkv": Case(clock("320x180", str(FILM), 6), 6, 72, FILM, 2),
    "ntsc.mp4": Case(clock("320x180", str(NTSC), 5), 5, 72, NTSC),
    "blink.mp4": Case(clock("320x180", "25", 0.4), 0.4, 72),
    "long.mp4": Case(clock("160x90", "25", 20), 20, 72),
    "odd.mkv": Case((*clock("321x181", "25", 3)[:-1], "yuv444p"), 3, 72),
    "wide_pixels.mp4": Case(clock("160x120", "50", 3, "setsar=2"), 3, 48, 50),
    # What is gone is stood in for by the picture before it.
    "variable.mp4": Case(
        (
            *clock("320x180", "30", 5, "select='not(between(n,70,100))'"),
            *("-fps_mode", "vfr"),
        ),
        5,
        72,
        30,
        late=1,
    ),
    "half_a_frame.mp4": Case(clock("320x180", "25", 2), 2, 72, interval=0.5),
}


@dataclass(frozen=True)
class Tile:
    """A tile as a manifest has it: its time and where it lies, in seconds and pixels."""

    at: float
    sheet: str
    x: int
    y: int


def trick_play(kind: str, interval: float, **more: int) -> dict[str, Any]:
    """A group whose settings ask for sheets."""
    asked = {
        "IntervalCadence": "FOLLOW_CUSTOM",
        "ThumbnailInterval": interval,
        "ThumbnailWidth": WIDTH,
        "TileWidth": COLUMNS,
        "TileHeight": ROWS,
        **more,
    }
    told = {"ImageBasedTrickPlay": "ADVANCED", "ImageBasedTrickPlaySettings": asked}
    output = picture(kind)
    output["VideoDescription"].update(Width=320, Height=320)
    return stream(kind, output, **told)


def attributes(line: str) -> dict[str, str]:
    return {name: value.strip('"') for name, value in re.findall(r'([\w-]+)=("[^"]*"|[^,]*)', line)}


def tiles_of_playlist(done: Encoded, name: str = "index.m3u8") -> list[Tile]:
    (parent,) = re.findall(r"#EXT-X-IMAGE-STREAM-INF:(.*)", done.text(name))
    told = attributes(parent)
    assert told["CODECS"] == "jpeg"
    lines = done.text(told["URI"]).splitlines()
    assert "#EXT-X-IMAGES-ONLY" in lines
    assert lines[-1] == "#EXT-X-ENDLIST"
    found: list[Tile] = []
    at = seconds = 0.0
    for line in lines:
        if line.startswith("#EXTINF:"):
            at, seconds = at + seconds, float(line[8:].rstrip(","))
        elif line.startswith("#EXT-X-TILES:"):
            tile = attributes(line)
        elif not line.startswith("#"):
            found += _tiles(at, seconds, line, tile, told["RESOLUTION"])
    return found


def _tiles(
    at: float, seconds: float, sheet: str, told: dict[str, str], whole: str
) -> Iterator[Tile]:
    wide, high = map(int, told["RESOLUTION"].split("x"))
    columns, rows = map(int, told["LAYOUT"].split("x"))
    assert whole == f"{wide * columns}x{high * rows}"
    step = float(told["DURATION"])
    for number in range(min(columns * rows, math.ceil(seconds / step - 1e-3))):
        yield Tile(at + number * step, sheet, number % columns * wide, number // columns * high)


def tiles_of_manifest(done: Encoded, seconds: float) -> list[Tile]:
    root = ElementTree.fromstring(done.text("index.mpd"))
    (images,) = root.iterfind(f".//{MPD}AdaptationSet[@mimeType='image/jpeg']")
    assert images.get("contentType") == "image"
    (template,) = images.iterfind(f"{MPD}SegmentTemplate")
    (row,) = images.iterfind(f"{MPD}Representation")
    (grid,) = row.iterfind(f"{MPD}EssentialProperty")
    assert grid.get("schemeIdUri") == "http://dashif.org/guidelines/thumbnail_tile"
    columns, rows = map(int, grid.attrib["value"].split("x"))
    wide, high = int(row.attrib["width"]) // columns, int(row.attrib["height"]) // rows
    length = Fraction(int(template.attrib["duration"]), int(template.attrib["timescale"]))
    step, found = length / (columns * rows), []
    for number in range(math.ceil(seconds / step - 1e-3)):
        place = number % (columns * rows)
        name = template.attrib["media"].replace(
            "$Number%09d$", f"{number // (columns * rows) + 1:09d}"
        )
        found.append(
            Tile(
                round(float(number * step), 3),
                name,
                place % columns * wide,
                place // columns * high,
            )
        )
    return found


def times(media: Media, path: Path, height: int) -> dict[tuple[int, int], float | None]:
    """The time that each tile of a sheet shows, None where it shows none."""
    scale = f"scale={BITS * COLUMNS}:{2 * ROWS}:flags=area,format=gray"
    data = raw(media, "-i", str(path), "-vf", scale, "-f", "rawvideo")
    found: dict[tuple[int, int], float | None] = {}
    for row in range(ROWS):
        for column in range(COLUMNS):
            at = 2 * row * BITS * COLUMNS + column * BITS
            bars = data[at : at + BITS]
            below = data[at + BITS * COLUMNS :][:BITS]
            clear = all(abs(one - two) > 90 for one, two in zip(bars, below, strict=True))
            value = sum(
                int(one > two) << n for n, (one, two) in enumerate(zip(bars, below, strict=True))
            )
            found[column * WIDTH, row * height] = value / 100 if clear else None
    return found


@pytest.mark.parametrize("name", CASES)
def test_every_tile_shows_its_time(media: Media, name: str) -> None:
    case = CASES[name]
    source = media.make(name, *case.make)
    done = encode(media, source, trick_play("CmafGroupSettings", case.interval))
    tiles = tiles_of_playlist(done)
    frames = math.floor(Fraction(case.interval) * case.rate + Fraction(1, 2))
    step = frames / case.rate
    assert len(tiles) == max(1, math.ceil(Fraction(case.seconds) / step))
    shown = {
        sheet: times(media, done.folder / sheet, case.height) for sheet in {t.sheet for t in tiles}
    }
    for number, tile in enumerate(tiles):
        assert tile.at == pytest.approx(float(number * step), abs=1e-3)
        seen = shown[tile.sheet].pop((tile.x, tile.y))
        assert seen is not None, tile
        assert 0 <= tile.at - seen + 0.02 < case.late + 0.02, (tile, seen)
    # Where no picture is left, nothing is shown.
    assert {seen for left in shown.values() for seen in left.values()} <= {None}
    rounded = [replace(one, at=round(one.at, 3)) for one in tiles]
    assert tiles_of_manifest(done, case.seconds) == rounded


@pytest.mark.parametrize("kind", KINDS)
def test_names_begin_with_the_destinations(media: Media, kind: str) -> None:
    source = media.clip("names.mp4", size="320x180", seconds=14, rate="5", sound=False)
    group = trick_play(kind, 1)
    group["OutputGroupSettings"][kind]["Destination"] = f"{BASE}a b"
    done = encode(media, source, group)
    names = {f"a bThumbnail_{number:09d}.jpg" for number in (1, 2)}
    if kind != "DashIsoGroupSettings":
        names.add("a bThumbnail.m3u8")
        assert 'URI="a%20bThumbnail.m3u8"' in done.text("a b.m3u8")
        text = done.text("a bThumbnail.m3u8")
        assert re.findall(r"#EXTINF:(.*),", text) == ["12", "2"]
        assert re.findall(r"^[^#].*", text, re.MULTILINE) == [
            f"a%20bThumbnail_{number:09d}.jpg" for number in (1, 2)
        ]
    if kind != "HlsGroupSettings":
        assert 'media="a bThumbnail_$Number%09d$.jpg" duration="1080000"' in done.text("a b.mpd")
    assert {path.name for path in done.folder.glob("*Thumbnail*")} == names


def test_progress_does_not_wait_for_the_first_sheet(
    media: Media, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    run = ffmpeg.run

    def run_late(arguments: Any, folder: Any, canceled: Any, progress: Any) -> None:
        progress(0.0, 10)  # what ffmpeg tells until there is a sheet
        run(arguments, folder, canceled, progress)

    monkeypatch.setattr(ffmpeg, "run", run_late)
    source = media.clip("progress.mp4", size="160x120", seconds=1, rate="20", sound=False)
    settings = make.job(trick_play("CmafGroupSettings", 2))["Settings"]
    seen: list[float] = []
    canceled = threading.Event()
    transcode(settings, read(source), source, tmp_path, canceled, lambda at, _: seen.append(at))
    assert (seen[0], seen[-1]) == (0.5, pytest.approx(1, abs=0.1))


def test_a_given_height_is_taken(media: Media) -> None:
    source = media.clip("given.mp4", size="320x180", seconds=2)
    done = encode(media, source, trick_play("HlsGroupSettings", 1, ThumbnailHeight=50))
    assert "RESOLUTION=384x200" in done.text("index.m3u8")
    assert media.read(done.folder / "indexThumbnail_000000001.jpg").height == 200


def test_sheets_that_become_too_high_are_an_error_of_the_settings(media: Media) -> None:
    source = media.clip("high.mp4", size="96x320", seconds=1)
    with pytest.raises(JobError) as raised:
        encode(media, source, trick_play("HlsGroupSettings", 1, ThumbnailWidth=312, TileHeight=4))
    assert raised.value.code == JobError.SETTINGS


def test_sound_alone_has_no_images() -> None:
    group = trick_play("CmafGroupSettings", 1)
    group["Outputs"] = [make.audio("CMFC")]
    with pytest.raises(ServiceError, match="ImageBasedTrickPlay of sound alone"):
        supported.check(make.job(group)["Settings"])
