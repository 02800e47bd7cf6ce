"""What jobs make of the picture: only what they ask for, and that for real."""

import math
import re
from fractions import Fraction
from pathlib import Path
from typing import Any

import pytest

from local_aws.mediaconvert.boxes import video_codec
from local_aws.mediaconvert.errors import JobError
from local_aws.tests import job_requests as make
from local_aws.tests.encodes import BASE, Encoded, encode, key_frames, luma, pixel
from local_aws.tests.media_files import Media

H264 = ("-c:v", "libx264", "-preset", "ultrafast", "-pix_fmt", "yuv420p")
RED, GREEN, BLUE, YELLOW = (254, 0, 0), (0, 128, 0), (0, 0, 254), (254, 255, 0)


def quarters(size: str = "160x120", then: str = "null") -> tuple[str, ...]:
    """Red and green over blue and yellow, for half a second."""
    boxes = ",".join(
        f"drawbox=x={x}:y={y}:w=iw/2:h=ih/2:c={color}:t=fill"
        for x, y, color in (
            ("iw/2", "0", "green"),
            ("0", "ih/2", "blue"),
            ("iw/2", "ih/2", "yellow"),
        )
    )
    return ("-f", "lavfi", "-i", f"color=c=red:s={size}:r=10:d=0.5,{boxes},{then}")


def mp4(**description: Any) -> dict[str, Any]:
    """An MP4 of the picture, as large as the source."""
    group = make.mp4(f"{BASE}index", with_audio=False)
    video = group["Outputs"][0]["VideoDescription"]
    del video["Width"], video["Height"]
    video.update(description)
    return group


def h264(**settings: Any) -> dict[str, Any]:
    """An MP4 with these H264Settings."""
    group = mp4()
    group["Outputs"][0]["VideoDescription"]["CodecSettings"]["H264Settings"].update(settings)
    return group


def corners(media: Media, done: Encoded) -> list[str]:
    """Colors of the upper left and the upper right."""
    track, path = done.track(), done.folder / "index.mp4"
    names = {RED: "red", GREEN: "green", BLUE: "blue", YELLOW: "yellow"}
    found = []
    for x in (8, track.width - 10):
        color = pixel(media, path, (x, 8))
        near = min(names, key=lambda one: sum(abs(a - b) for a, b in zip(one, color, strict=True)))
        found.append(names[near])
    return found


@pytest.mark.parametrize(
    ("name", "rotate", "size", "seen"),
    [
        ("mp4", "AUTO", (120, 160), ["blue", "red"]),
        ("mov", "AUTO", (120, 160), ["blue", "red"]),
        ("mkv", "AUTO", (160, 120), ["red", "green"]),
        ("3gp", "AUTO", (160, 120), ["red", "green"]),
        ("mp4", "DEGREE_0", (160, 120), ["red", "green"]),
        ("mkv", "DEGREES_90", (120, 160), ["blue", "red"]),
        ("mp4", "DEGREES_180", (160, 120), ["yellow", "blue"]),
        ("mp4", "DEGREES_270", (120, 160), ["green", "yellow"]),
    ],
)
def test_the_picture_is_turned_as_told(
    media: Media, name: str, rotate: str, size: tuple[int, int], seen: list[str]
) -> None:
    """Every file says that it is to be turned by 90 degrees."""
    plain = media.make(f"quarters.{name}", *quarters(), *H264)
    path = media.make(f"turned.{name}", "-display_rotation", "-90", "-i", str(plain), "-c", "copy")
    done = encode(media, path, mp4(), VideoSelector={"Rotate": rotate})
    assert (done.track().width, done.track().height) == size
    assert corners(media, done) == seen


def test_a_mirrored_picture_is_not_turned(media: Media) -> None:
    plain = media.make("unmirrored.mp4", *quarters(), *H264)
    path = media.make("mirrored.mp4", "-display_hflip", "-i", str(plain), "-c", "copy")
    assert corners(media, encode(media, path, mp4())) == ["red", "green"]


def interlaced(media: Media) -> Path:
    """A bar that moves by half its width from field to field."""
    bar = "color=c=black:s=160x120:r=50:d=1,drawbox=w=32:h=ih:c=white:t=fill,scroll=horizontal=0.1"
    lines = ("-f", "lavfi", "-i", f"{bar},interlace=scan=tff:lowpass=off")
    flags = ("-c:v", "mpeg2video", "-b:v", "4M", "-flags", "+ildct+ilme")
    return media.make("interlaced.ts", *lines, *flags)


def combing(media: Media, done: Encoded) -> int:
    """How much a line differs from the next, in the fourth picture."""
    lines = luma(media, done.folder / "index.mp4", 160, 3)
    return max(abs(a - b) for a, b in zip(lines[60], lines[61], strict=True))


DEINTERLACE = {"Algorithm": "INTERPOLATE", "Mode": "DEINTERLACE", "Control": "NORMAL"}


@pytest.mark.parametrize(
    ("deinterlacer", "combed"),
    [
        (None, True),
        (DEINTERLACE, False),
        ({**DEINTERLACE, "Mode": "ADAPTIVE"}, False),
        ({**DEINTERLACE, "Control": "FORCE_ALL_FRAMES"}, False),
    ],
)
def test_fields_are_woven_unless_a_deinterlacer_is_asked_for(
    media: Media, deinterlacer: dict[str, Any] | None, combed: bool
) -> None:
    asked = {"VideoPreprocessors": {"Deinterlacer": deinterlacer}} if deinterlacer else {}
    done = encode(media, interlaced(media), mp4(**asked))
    assert done.track().scan == "progressive"
    assert (combing(media, done) > 100) == combed


@pytest.mark.parametrize(
    ("settings", "size", "shape"),
    [
        ({}, (720, 576), "64:45"),
        ({"ParControl": "SPECIFIED", "ParNumerator": 1, "ParDenominator": 1}, (1024, 576), "1:1"),
    ],
)
def test_pixels_keep_their_shape_unless_told(
    media: Media, settings: dict[str, Any], size: tuple[int, int], shape: str
) -> None:
    path = media.make("anamorphic.mp4", *quarters("720x576", "setsar=64/45"), *H264)
    track = encode(media, path, h264(**settings)).track()
    assert (track.width, track.height) == size
    assert f"SAR {shape} " in track.text


@pytest.mark.parametrize(
    ("settings", "words"),
    [
        ({}, "(Main)"),
        ({"CodecProfile": "HIGH"}, "(High)"),
        ({"CodecProfile": "BASELINE"}, "(Constrained Baseline)"),
    ],
)
def test_the_profile_is_the_one_asked_for(
    media: Media, settings: dict[str, Any], words: str
) -> None:
    path = media.make("profile.mp4", *quarters(), *H264)
    assert words in encode(media, path, h264(**settings)).track().text


def test_the_level_is_the_one_asked_for(media: Media) -> None:
    path = media.make("level.mp4", *quarters(), *H264)
    done = encode(media, path, h264(CodecLevel="LEVEL_4_1"))
    assert video_codec((done.folder / "index.mp4").read_bytes()).endswith("29")


@pytest.mark.parametrize(
    ("settings", "seconds"),
    [
        ({"GopSizeUnits": "SECONDS", "GopSize": 1.0}, 1.001),
        ({"GopSizeUnits": "FRAMES", "GopSize": 12}, 0.4004),
        ({"GopSizeUnits": "AUTO"}, 2.002),
    ],
)
def test_key_frames_come_as_often_as_asked(
    media: Media, settings: dict[str, Any], seconds: float
) -> None:
    path = media.clip("gops.mp4", size="160x120", seconds=5, rate="30000/1001", sound=False)
    done = encode(media, path, h264(**settings))
    keys, frames = key_frames(media, done.folder / "index.mp4")
    assert frames == 150
    assert keys == pytest.approx([seconds * n for n in range(len(keys))], abs=0.001)
    assert len(keys) == math.ceil(5 / seconds)


RATE = {"FramerateControl": "SPECIFIED", "FramerateConversionAlgorithm": "DUPLICATE_DROP"}


@pytest.mark.parametrize(
    ("source", "wanted", "frames"),
    [("240", (60, 1), 60), ("100", (50, 1), 50), ("60000/1001", (30000, 1001), 30)],
)
def test_a_specified_rate_drops_pictures(
    media: Media, source: str, wanted: tuple[int, int], frames: int
) -> None:
    path = media.clip("fast.mov", size="64x64", seconds=1, rate=source, sound=False)
    numbers = {"FramerateNumerator": wanted[0], "FramerateDenominator": wanted[1]}
    done = encode(media, path, h264(**RATE, **numbers))
    assert done.track().frame_rate == Fraction(*wanted)
    assert key_frames(media, done.folder / "index.mp4")[1] == pytest.approx(frames, abs=1)


def test_a_variable_rate_becomes_a_constant_one_and_short_pictures_stay(media: Media) -> None:
    """White for a twenty-fifth of a second, in a file of six pictures."""
    shown = "select='lt(n,3)+eq(n,24)+eq(n,25)+eq(n,26)+eq(n,49)'"
    flash = "drawbox=w=iw:h=ih:c=white:t=fill:enable='eq(n,25)'"
    film = ("-f", "lavfi", "-i", f"color=c=black:s=64x64:r=25:d=2,{flash},{shown}")
    path = media.make("few.mp4", *film, "-fps_mode", "vfr", *H264)
    done = encode(media, path, h264(**RATE, FramerateNumerator=25, FramerateDenominator=1))
    bright = [
        luma(media, done.folder / "index.mp4", 64, number)[9][9] > 128 for number in (24, 25, 26)
    ]
    assert bright == [False, True, False]
    assert key_frames(media, done.folder / "index.mp4")[1] == 50
    followed = encode(media, path, h264()).track()
    assert followed.frame_rate == 5


@pytest.mark.parametrize("group", [mp4(), make.cmaf(with_audio=False), make.hls()])
def test_a_file_that_shows_nothing_is_1076(media: Media, group: dict[str, Any]) -> None:
    """All its headers say 0 seconds, the edit list too."""
    data = bytearray(media.clip("nothing.mp4", size="64x64", seconds=1).read_bytes())
    for box, field in ((b"mvhd", 16), (b"tkhd", 20), (b"mdhd", 16), (b"elst", 8)):
        for found in re.finditer(box, data):
            data[found.end() + field : found.end() + field + 4] = bytes(4)
    path = media.folder / "nothing.mp4"
    path.write_bytes(data)
    with pytest.raises(JobError) as raised:
        encode(media, path, group)
    assert raised.value.code == 1076
