"""What jobs make of the picture: only what they ask for, and that for real."""

from pathlib import Path
from typing import Any

import pytest

from local_aws.tests import job_requests as make
from local_aws.tests.encodes import BASE, Encoded, encode, luma, pixel
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
