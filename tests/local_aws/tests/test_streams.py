"""Streams: what manifests say, held against the segments."""

import re
from pathlib import Path
from typing import Any

import pytest

from local_aws.tests import job_requests as make
from local_aws.tests.encodes import BASE, Encoded, encode, key_frames, luma
from local_aws.tests.media_files import Media

KINDS = {"CmafGroupSettings": "CMFC", "HlsGroupSettings": "M3U8", "DashIsoGroupSettings": "MPD"}
CLOSED = {"GopSizeUnits": "SECONDS", "GopSize": 2.0, "GopClosedCadence": 1, "CodecProfile": "HIGH"}


def picture(kind: str, name: str = "_small", **h264: Any) -> dict[str, Any]:
    """A small rendition for a group."""
    output = make.video(KINDS[kind], 160, 120, name)
    output["VideoDescription"]["CodecSettings"]["H264Settings"].update({**CLOSED, **h264})
    return output


def stream(kind: str, *outputs: dict[str, Any], **settings: Any) -> dict[str, Any]:
    """A group with segments of six seconds that are whole GOPs."""
    asked = {"SegmentLength": 6, "SegmentLengthControl": "GOP_MULTIPLE", **settings}
    if kind != "HlsGroupSettings":
        asked = {"FragmentLength": 2, **asked}
    return make.group(kind, [*outputs], f"{BASE}index", **asked)


def with_key_frames(output: dict[str, Any], kind: str) -> dict[str, Any]:
    """The same output with a playlist of its key frames."""
    asked = {"IFrameOnlyManifest": "INCLUDE"}
    if kind == "HlsGroupSettings":
        return {**output, "OutputSettings": {"HlsSettings": asked}}
    return {**output, "ContainerSettings": {"Container": "CMFC", "CmfcSettings": asked}}


@pytest.fixture(scope="module")
def film(media: Media) -> Path:
    return media.clip("film.mp4", size="160x120", seconds=13, rate="30000/1001")


def durations(done: Encoded, name: str) -> list[float]:
    return [float(value) for value in re.findall(r"#EXTINF:([\d.]+)", done.text(name))]


@pytest.mark.parametrize("kind", ["CmafGroupSettings", "HlsGroupSettings"])
def test_a_playlist_of_key_frames_lists_bytes_that_decode_alone(
    media: Media, film: Path, kind: str
) -> None:
    sounds = [make.audio("CMFC")] if kind == "CmafGroupSettings" else []
    done = encode(media, film, stream(kind, with_key_frames(picture(kind), kind), *sounds))
    parent = done.text("index.m3u8")
    told = re.search(r'I-FRAME-STREAM-INF:BANDWIDTH=(\d+).*URI="(.*)"', parent)
    assert told
    assert told[2] == "index_small_I-Frame.m3u8"
    text = done.text(told[2])
    assert durations(done, told[2]) == pytest.approx([2.002] * 6 + [1.001], abs=0.001)
    header = re.search(r'MAP:URI="(.*)"', text)
    before = (done.folder / header[1]).read_bytes() if header else b""
    rows = re.findall(r"#EXT-X-BYTERANGE:(\d+)@(\d+)\n(.*)", text)
    assert len(rows) == 7
    assert int(told[1]) >= max(int(length) * 8 / 2.002 for length, _, _ in rows)
    for number, (length, offset, name) in enumerate(rows):
        part = (done.folder / name).read_bytes()[int(offset) : int(offset) + int(length)]
        alone = done.folder / "alone.bin"
        alone.write_bytes(before + part)
        assert key_frames(media, alone)[1] == 1
        if number in (1, 6):
            whole = luma(media, done.folder / "index_small.m3u8", 160, 60 * number)
            assert luma(media, alone, 160) == whole


def test_segments_are_whole_gops_and_sound_is_cut_with_them(media: Media, film: Path) -> None:
    kind = "CmafGroupSettings"
    done = encode(media, film, stream(kind, picture(kind), make.audio("CMFC")))
    assert durations(done, "index_small.m3u8") == pytest.approx([6.006, 6.006, 1.001], abs=0.001)
    assert durations(done, "index_audio.m3u8") == pytest.approx([6.006, 6.006, 1.0], abs=0.07)
    keys, frames = key_frames(media, done.folder / done.joined("index_small"))
    assert frames == 390
    assert keys == pytest.approx([2.002 * n for n in range(7)], abs=0.001)


def test_exact_segments_begin_with_a_key_frame_of_their_own(media: Media, film: Path) -> None:
    kind = "CmafGroupSettings"
    group = stream(
        kind,
        picture(kind, GopSizeUnits="FRAMES", GopSize=50),
        SegmentLengthControl="EXACT",
        SegmentLength=4,
    )
    done = encode(media, film, group)
    assert durations(done, "index_small.m3u8") == pytest.approx([4, 4, 4, 1], abs=0.05)
    keys = key_frames(media, done.folder / done.joined("index_small"))[0]
    assert keys == pytest.approx([0, 1.67, 3.34, 4, 5.67, 7.34, 8, 9.68, 11.34, 12], abs=0.05)


@pytest.mark.parametrize(("asked", "fragments"), [(2, 3), (6, 1)])
def test_segments_are_made_of_the_fragments_asked_for(
    media: Media, film: Path, asked: int, fragments: int
) -> None:
    kind = "CmafGroupSettings"
    group = stream(kind, picture(kind), make.audio("CMFC"), FragmentLength=asked)
    done = encode(media, film, group)
    for name in ("index_small_000000001.cmfv", "index_small_000000002.cmfv"):
        assert (done.folder / name).read_bytes().count(b"moof") == fragments
    assert (done.folder / "index_audio_000000002.cmfa").read_bytes().count(b"moof") == fragments


@pytest.mark.parametrize(
    ("settings", "codecs", "target"),
    [
        ({}, "avc1.100.", 7),
        (
            {"CodecSpecification": "RFC_4281", "TargetDurationCompatibilityMode": "LEGACY"},
            "avc1.100.",
            7,
        ),
        (
            {"CodecSpecification": "RFC_6381", "TargetDurationCompatibilityMode": "SPEC_COMPLIANT"},
            "avc1.6400",
            6,
        ),
    ],
)
def test_codecs_and_target_durations_are_written_as_asked(
    media: Media, film: Path, settings: dict[str, str], codecs: str, target: int
) -> None:
    kind = "CmafGroupSettings"
    done = encode(media, film, stream(kind, picture(kind), make.audio("CMFC"), **settings))
    assert f'CODECS="{codecs}' in done.text("index.m3u8")
    assert 'codecs="avc1.6400' in done.text("index.mpd")
    for name in ("index_small.m3u8", "index_audio.m3u8"):
        assert f"#EXT-X-TARGETDURATION:{target}\n" in done.text(name)


@pytest.mark.parametrize(
    ("settings", "codec", "profile"),
    [
        ({"CodecProfile": "MAIN_MAIN", "WriteMp4PackagingType": "HVC1"}, "hvc1.1.6.L", "(Main)"),
        ({"CodecProfile": "MAIN10_MAIN"}, "hev1.2.4.L", "(Main 10)"),
        ({"CodecProfile": "MAIN_MAIN", "CodecLevel": "LEVEL_5"}, "hev1.1.6.L150", "(Main)"),
    ],
)
def test_hevc_streams(
    media: Media, film: Path, settings: dict[str, Any], codec: str, profile: str
) -> None:
    kind = "CmafGroupSettings"
    output = with_key_frames(picture(kind), kind)
    codecs = output["VideoDescription"]["CodecSettings"]
    asked = {**codecs.pop("H264Settings"), **settings}
    codecs.update(Codec="H_265", H265Settings=asked)
    done = encode(media, film, stream(kind, output, make.audio("CMFC")))
    for name, quoted in (("index.m3u8", "CODECS"), ("index.mpd", "codecs")):
        assert f'{quoted}="{codec}' in done.text(name)
    name = done.joined("index_small")
    track = done.track(name)
    assert profile in track.text
    assert f"({codec[:4]} /" in track.text
    assert track.pixel_format == ("yuv420p10le" if "10" in profile else "yuv420p")
    assert key_frames(media, done.folder / name)[0] == pytest.approx(
        [2.002 * n for n in range(7)], abs=0.001
    )
    assert len(durations(done, "index_small_I-Frame.m3u8")) == 7
