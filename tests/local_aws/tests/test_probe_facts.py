"""What Probe tells of real files of each family, and what the pipeline reads from it."""

from fractions import Fraction
from pathlib import Path
from typing import Any

import pytest
from botocore.validate import validate_parameters

from fakes.mediaconvert import breaches, service_model
from local_aws.mediaconvert import media as files
from local_aws.mediaconvert import probe_names
from local_aws.tests.media_files import Media
from pipeline.failures import Failure
from pipeline.transcoding.probe import parse_probe
from pipeline.transcoding.source import Source
from pipeline.transcoding.tracks import ScanType

SECOND = "1"


def picture(size: str = "160x120", rate: str = "25", then: str = "null") -> tuple[str, ...]:
    return ("-f", "lavfi", "-i", f"testsrc2=s={size}:r={rate}:d={SECOND},{then}")


TONE = ("-f", "lavfi", "-i", f"sine=d={SECOND}:r=48000")
H264 = ("-c:v", "libx264", "-preset", "ultrafast", "-pix_fmt", "yuv420p")
WIDE = "setsar=64/45"
INTERLACED = ("-c:v", "mpeg2video", "-flags", "+ildct+ilme")
HLG = "setparams=color_primaries=bt2020:color_trc=arib-std-b67:colorspace=bt2020nc"
# The container says otherwise.
SQUARE_ESSENCE = ("-bsf:v", "h264_metadata=sample_aspect_ratio=1/1")

# File name → how ffmpeg makes it, and facts of the film in it.
FAMILIES: dict[str, tuple[tuple[str, ...], dict[str, Any]]] = {
    "plain.mp4": (
        (*picture(), *H264),
        {"display_size_px": (160, 120), "scan_type": ScanType.PROGRESSIVE, "bit_depth": 8},
    ),
    "anamorphic.mp4": (
        (*picture("720x576", then=WIDE), *H264, *SQUARE_ESSENCE),
        {
            "container_sample_aspect_ratio": Fraction(64, 45),
            "essence_sample_aspect_ratio": Fraction(1),
            "display_size_px": (1024, 576),
        },
    ),
    "anamorphic.mkv": (
        (*picture("720x576", then=WIDE), *H264, *SQUARE_ESSENCE),
        {
            "container_sample_aspect_ratio": Fraction(64, 45),
            "essence_sample_aspect_ratio": Fraction(1),
        },
    ),
    "anamorphic.ts": (
        (*picture("720x576", then=WIDE), *H264),
        {
            "container_sample_aspect_ratio": None,
            "essence_sample_aspect_ratio": Fraction(64, 45),
            "display_size_px": (1024, 576),
        },
    ),
    "anamorphic.mov": (
        (*picture("720x576", then=WIDE), "-c:v", "prores"),
        {"codec": "PRORES", "display_size_px": (1024, 576), "display_size_known": True},
    ),
    "interlaced.ts": (
        (*picture("720x576", "50", f"{WIDE},interlace"), *INTERLACED, "-aspect", "16:9"),
        {"scan_type": ScanType.INTERLACED, "frame_rate": 25, "display_size_px": (1024, 576)},
    ),
    "hlg.ts": (
        (*picture(then=HLG), *H264),
        {"hdr_format": "HLG", "color_primaries": "ITU_2020"},
    ),
    "p3.mp4": (
        (*picture(then="setparams=color_primaries=smpte432"), *H264),
        {"hdr_format": None, "color_primaries": "SMPTE_EG_432_1"},
    ),
    "hlg.mov": (
        (*picture(then=HLG), *H264),
        {"hdr_format": "HLG", "matrix_coefficients": "ITU_2020_NCL"},
    ),
    "high_chroma.mxf": (
        (*picture(), "-c:v", "mpeg2video", "-pix_fmt", "yuv422p"),
        {"chroma_subsampling": "4:2:2", "codec": "MPEG2"},
    ),
    "ten_bits.mp4": (
        (*picture(), "-c:v", "libx264", "-preset", "ultrafast", "-pix_fmt", "yuv420p10le"),
        {"bit_depth": 10},
    ),
    "slow_motion.mov": ((*picture(rate="240"), *H264), {"frame_rate": 240}),
    "cover_first.mkv": (
        (
            *(*picture("64x64"), *picture(), "-map", "0", "-map", "1", "-pix_fmt", "yuv420p"),
            *("-c:v:0", "mjpeg", "-c:v:1", "libx264"),
        ),
        {"number": 2, "codec": "AVC", "display_size_px": (160, 120)},
    ),
    "old_camera.avi": ((*picture(), "-c:v", "mjpeg"), {"number": 1, "codec": "MJPEG"}),
    "timecode.mp4": ((*picture(), *H264, "-timecode", "00:00:10:00"), {"number": 1}),
    "browser.webm": (
        (*picture(), "-c:v", "libvpx", "-f", "webm", "-live", "1"),
        {"codec": "VP8", "display_size_known": True},
    ),
}


def probed(path: Path) -> Source | Failure:
    """As the pipeline reads the local Probe's answer, whose shape is the service's."""
    container = probe_names.container(files.read(path), path.stat().st_size)
    answer = valid({"ProbeResults": [{"Container": container}]})
    return parse_probe(answer, shape_reported=True)


def valid(answer: dict[str, Any]) -> dict[str, Any]:
    """Without what is null, and nothing that the model does not know."""
    shape = service_model().operation_model("Probe").output_shape
    assert shape
    told = without_null(answer)
    validate_parameters(told, shape)
    assert breaches(told, shape, "Probe") == []
    return told


def without_null(value: Any) -> Any:
    if isinstance(value, dict):
        return {name: without_null(one) for name, one in value.items() if one is not None}
    return [without_null(one) for one in value] if isinstance(value, list) else value


def film(path: Path) -> Any:
    source = probed(path)
    assert isinstance(source, Source), source
    return source.video


@pytest.mark.parametrize("name", FAMILIES)
def test_what_the_pipeline_reads_of_a_real_file(media: Media, name: str) -> None:
    arguments, expected = FAMILIES[name]
    video = film(media.make(name, *arguments))
    assert {fact: getattr(video, fact) for fact in expected} == expected


def test_only_the_essence_tells_the_pixels_shape(media: Media) -> None:
    path = media.make("shape_in_stream.mp4", *picture("720x576", then=WIDE), *H264)
    path.write_bytes(path.read_bytes().replace(b"pasp", b"free"))
    video = film(path)
    assert video.container_sample_aspect_ratio is None
    assert video.essence_sample_aspect_ratio == Fraction(64, 45)


@pytest.mark.parametrize("suffix", ["mp4", "mkv"])
@pytest.mark.parametrize("degrees", [90, 180, 270])
def test_rotation_is_told_clockwise(media: Media, suffix: str, degrees: int) -> None:
    plain = media.make(f"upright.{suffix}", *picture(), *H264)
    turned = media.make(
        f"turned.{suffix}", "-display_rotation", str(-degrees), "-i", str(plain), "-c", "copy"
    )
    assert film(turned).rotation_degrees == degrees


def test_jobs_take_the_film_and_not_its_cover(media: Media) -> None:
    arguments, _ = FAMILIES["cover_first.mkv"]
    found = files.read(media.make("cover.mkv", *arguments)).video
    assert found
    assert (found.index, found.codec) == (1, "h264")


def test_a_mirrored_picture_is_not_turned(media: Media) -> None:
    plain = media.make("unmirrored.mp4", *picture(), *H264)
    mirrored = media.make("mirrored.mp4", "-display_hflip", "-i", str(plain), "-c", "copy")
    assert film(mirrored).rotation_degrees == 0


def test_sounds_with_and_without_a_language_of_three_letters(media: Media) -> None:
    languages = ("-metadata:s:a:0", "language=pt-BR", "-metadata:s:a:1", "language=fra")
    path = media.make(
        "languages.mkv", *picture(), *TONE, "-map", "0", "-map", "1", "-map", "1", *languages
    )
    source = probed(path)
    assert isinstance(source, Source)
    assert [one.language for one in source.audio] == [None, "fra"]
    assert [one.channels for one in source.audio] == [1, 1]


def test_a_recording_declares_no_duration(media: Media) -> None:
    live = ("-c:v", "libvpx", "-f", "webm", "-live", "1")
    path = media.make("live.webm", *picture(), *live)
    source = probed(path)
    assert isinstance(source, Source)
    assert source.duration_seconds is None
    assert files.read(path).duration == pytest.approx(1, abs=0.1)


def test_probe_does_not_know_flash_video(media: Media) -> None:
    refusal = probed(media.make("flash.flv", *picture(), "-c:v", "flv1"))
    assert isinstance(refusal, Failure)
    assert refusal.code == "UNREADABLE_SOURCE"


def test_a_variable_frame_rate_is_rounded_up_for_jobs(media: Media) -> None:
    stills = ("-vf", "select='lt(n,3)+eq(n,25)+eq(n,28)+eq(n,49)'", "-fps_mode", "vfr")
    source = ("-f", "lavfi", "-i", "testsrc2=s=160x120:r=25:d=2")
    found = files.read(media.make("screen_recording.mp4", *source, *stills, *H264)).video
    assert found
    assert found.frame_rate == pytest.approx(3, abs=0.1)
    assert found.constant_rate == 5
    steady = files.read(media.make("steady.mp4", *picture(rate="30000/1001"), *H264)).video
    assert steady
    assert steady.constant_rate == Fraction(30000, 1001)
