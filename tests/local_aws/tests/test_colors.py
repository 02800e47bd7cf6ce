"""Color, dynamic range and sample range: converted only where asked, and tagged as it is."""

from pathlib import Path
from typing import Any

import pytest

from local_aws.mediaconvert.tracks import Color
from local_aws.tests import job_requests as make
from local_aws.tests.encodes import BASE, Encoded, encode, luma, pixel
from local_aws.tests.media_files import Media

SDR = Color("tv", "bt709", "bt709", "bt709")
HLG = Color("tv", "bt2020nc", "bt2020", "arib-std-b67")
PQ = Color("tv", "bt2020nc", "bt2020", "smpte2084")
TO_SDR = {"ColorSpaceConversion": "FORCE_709", "HdrToSdrToneMapper": "PRESERVE_DETAILS"}
SQUEEZE = {"SampleRangeConversion": "LIMITED_RANGE_SQUEEZE"}
CLIP = {"SampleRangeConversion": "LIMITED_RANGE_CLIP"}
H264 = ("-c:v", "libx264", "-preset", "ultrafast", "-qp", "1")


def hdr(media: Media, color: Color, suffix: str = "mp4") -> Path:
    """White at the reference level of HDR, beside red."""
    # BT.2408: reference white, 75 % of the signal in HLG and 58 % in PQ, in ten bits.
    white = {"HLG": 721, "PQ": 573}[color.hdr]
    chroma = "cb='if(lt(X,40),512,440)':cr='if(lt(X,40),512,700)'"
    red = f"geq=lum='if(lt(X,80),{white},380)':{chroma}"
    source = f"color=s=160x120:r=10:d=0.5,format=yuv420p10le,{red}"
    tags = f"colorspace={color.matrix}:color_primaries={color.primaries}:color_trc={color.transfer}"
    film = ("-f", "lavfi", "-i", f"{source},setparams=range=tv:{tags}")
    return media.make(f"{color.hdr}.{suffix}", *film, *H264)


def job(**corrector: Any) -> list[dict[str, Any]]:
    """An MP4, a CMAF rendition and a still picture with a ColorCorrector."""
    outputs = [
        make.video("MP4", 160, 120),
        make.video("CMFC", 160, 120, "_a"),
        make.frames(width=160),
    ]
    for output in outputs if corrector else []:
        output["VideoDescription"]["VideoPreprocessors"] = {"ColorCorrector": corrector}
    groups = ("FileGroupSettings", "CmafGroupSettings", "FileGroupSettings")
    return [
        make.group(kind, [output], f"{BASE}index")
        for kind, output in zip(groups, outputs, strict=True)
    ]


@pytest.mark.parametrize("source", [HLG, PQ])
@pytest.mark.parametrize("mapper", ["PRESERVE_DETAILS", "VIBRANT"])
def test_hdr_becomes_sdr_when_asked(media: Media, source: Color, mapper: str) -> None:
    done = encode(media, hdr(media, source), *job(**{**TO_SDR, "HdrToSdrToneMapper": mapper}))
    track = done.track()
    assert (track.color, track.pixel_format) == (SDR, "yuv420p")
    assert "VIDEO-RANGE=SDR" in done.text("index.m3u8")
    for name in ("index.mp4", "index_thumbnail.0000000.jpg"):
        white = pixel(media, done.folder / name, (40, 60))
        red = pixel(media, done.folder / name, (120, 60))
        assert min(white) > 150
        assert max(white) - min(white) < 12
        assert red[0] > 2 * max(red[1:])


@pytest.mark.parametrize("source", [HLG, PQ])
def test_hdr_keeps_its_tags_unless_converted(media: Media, source: Color) -> None:
    done = encode(media, hdr(media, source, "mov"), *job())
    assert done.track().color == source
    assert f"VIDEO-RANGE={source.hdr}" in done.text("index.m3u8")


def test_the_tone_mappers_differ_for_pq_alone(media: Media) -> None:
    def white(source: Color, mapper: str) -> tuple[int, ...]:
        path = hdr(media, source)
        done = encode(media, path, *job(**{**TO_SDR, "HdrToSdrToneMapper": mapper}))
        return pixel(media, done.folder / "index.mp4", (40, 60))

    assert white(PQ, "PRESERVE_DETAILS") != white(PQ, "VIBRANT")
    assert white(HLG, "PRESERVE_DETAILS") == white(HLG, "VIBRANT")


@pytest.mark.parametrize(
    ("matrix", "converts"), [("smpte170m", True), ("bt709", False), ("unknown", False)]
)
def test_sdr_is_brought_to_709(media: Media, matrix: str, converts: bool) -> None:
    """Green of BT.601 has other numbers in BT.709; the same color is seen."""
    green = f"color=lime:s=160x120:r=10:d=0.5,format=yuv420p,setparams=range=tv:colorspace={matrix}"
    path = media.make(f"{matrix}.mp4", "-f", "lavfi", "-i", green, *H264)
    done = encode(media, path, *job(ColorSpaceConversion="FORCE_709"))
    assert done.track().color == SDR
    before, after = (luma(media, one, 160)[60][80] for one in (path, done.folder / "index.mp4"))
    assert (abs(before - after) > 15) == converts


@pytest.mark.parametrize("tagged", ["pc", "tv"])
@pytest.mark.parametrize(
    ("corrector", "result", "black"),
    [
        ({}, {"pc": "pc", "tv": "tv"}, {"pc": 0, "tv": 0}),
        (SQUEEZE, {"pc": "tv", "tv": "tv"}, {"pc": 16, "tv": 0}),
        (CLIP, {"pc": "tv", "tv": "tv"}, {"pc": 16, "tv": 16}),
    ],
)
def test_the_sample_range_is_limited_when_asked(
    media: Media,
    tagged: str,
    corrector: dict[str, str],
    result: dict[str, str],
    black: dict[str, int],
) -> None:
    """Black of a full range beside a gray of 128; in ten bits, where no pixel format says so."""
    steps = "geq=lum='if(lt(X,80),0,512)':cb=512:cr=512"
    lines = f"color=s=160x120:r=10:d=0.5,format=yuv420p10le,{steps},setparams=range={tagged}"
    flag = f"h264_metadata=video_full_range_flag={int(tagged == 'pc')}"
    path = media.make(f"{tagged}-range.mp4", "-f", "lavfi", "-i", lines, *H264, "-bsf:v", flag)
    done = encode(media, path, *job(**corrector))
    assert done.track().color.range == result[tagged]
    seen = luma(media, done.folder / "index.mp4", 160)[60]
    assert seen[40] == pytest.approx(black[tagged], abs=2)
    gray = 126 if (tagged, corrector) == ("pc", SQUEEZE) else 128
    assert seen[120] == pytest.approx(gray, abs=2)


def test_a_still_picture_has_the_colors_of_the_film(media: Media) -> None:
    """JPEG is full range and BT.601, whatever the film is."""
    red = "color=red:s=160x120:r=10:d=0.5,scale=out_color_matrix=bt709,format=yuv420p"
    tags = "setparams=range=tv:colorspace=bt709:color_primaries=bt709:color_trc=bt709"
    path = media.make("red.mp4", "-f", "lavfi", "-i", f"{red},{tags}", *H264)
    done: Encoded = encode(media, path, *job())
    still = done.folder / "index_thumbnail.0000000.jpg"
    assert pixel(media, still, (80, 60)) == pytest.approx((254, 0, 0), abs=6)
    assert luma(media, still, 160)[60][80] == pytest.approx(76, abs=3)
