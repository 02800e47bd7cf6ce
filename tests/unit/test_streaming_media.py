"""What is read from media, from small clips of every kind; and the command."""

import subprocess
import sys
from pathlib import Path
from typing import Any

import imageio_ffmpeg
import pytest

from streaming import hls, media
from streaming.rules import RULES

BT709 = "-color_primaries bt709 -color_trc bt709 -colorspace bt709"
# setparams, because the encoders take their tags from the frames.
TAGS = "setparams=color_primaries={0}:color_trc={1}:colorspace={2}"
SDR, HLG = TAGS.format("bt709", "bt709", "bt709"), TAGS.format("bt2020", "arib-std-b67", "bt2020nc")
H264 = "-c:v libx264 -preset ultrafast -bf 0"
FRAGMENTS = "-hls_segment_type fmp4"


def make(folder: Path, encoder: str, filters: str = SDR, rate: str = "30") -> Path:
    """Two seconds of picture and stereo, in segments of a second."""
    line = f"-nostdin -v error -f lavfi -i testsrc2=size=160x96:rate={rate}:duration=2"
    line += f" -f lavfi -i sine=sample_rate=48000:duration=2 -ac 2 -c:a aac -b:a 96k -vf {filters}"
    line += f" -pix_fmt yuv420p -hls_time 1 {encoder} -f hls -hls_playlist_type vod one.m3u8"
    command = [imageio_ffmpeg.get_ffmpeg_exe(), *line.split()]
    subprocess.run(command, cwd=folder, check=True, timeout=60)
    return folder / "one.m3u8"


@pytest.mark.parametrize(
    ("encoder", "more", "expected"),
    [
        (f"{H264} -g 30 {FRAGMENTS}", {}, {"idr_seconds": (0, 1), "video_range": "SDR"}),
        (f"{H264} -g 30", {}, {"codec": "h264", "idr_seconds": (0, 1), "frame_rate": 30}),
        (
            f"{H264} -preset veryfast -profile:v main -level 4.0 -g 30 {FRAGMENTS}",
            {},
            {"profile": 77, "level": 40},
        ),
        (f"{H264} -g 25 {FRAGMENTS}", {"rate": "25"}, {"frame_rate": 25, "progressive": True}),
        (f"{H264} -g 30 -flags +ildct+ilme", {}, {"progressive": False}),
        (
            "-c:v libx264 -preset medium -x264-params open-gop=1:keyint=15:bframes=2:scenecut=0",
            {},
            {"idr_seconds": (0,)},
        ),
        (
            f"-c:v libx265 -preset ultrafast -x265-params log-level=none:keyint=30 {FRAGMENTS}",
            {"filters": HLG},
            {"codec": "hevc", "profile": 1, "primaries": 9, "video_range": "HLG"},
        ),
    ],
    ids=["fmp4", "ts", "main", "25fps", "interlaced", "open-gop", "hevc-hlg"],
)
def test_a_picture_is_read(
    tmp_path: Path, encoder: str, more: dict[str, Any], expected: dict[str, Any]
) -> None:
    (found,) = media.read(make(tmp_path, encoder, **more)).pictures
    for name, value in expected.items():
        told = getattr(found, name)
        assert told == (value if isinstance(value, str) else pytest.approx(value, abs=0.01)), name
    assert found.size == (160, 96)
    assert found.seconds == pytest.approx(2, abs=0.01)
    assert found.continuous


def test_sound_is_read(tmp_path: Path) -> None:
    (found,) = media.read(make(tmp_path, f"{H264} {FRAGMENTS}")).sounds
    assert (found.codec, found.profile, found.channels) == ("aac", "LC", 2)
    assert found.seconds == pytest.approx(2, abs=0.05)
    assert 40_000 < found.bitrate_bps < 110_000
    assert found.continuous


def test_a_gap_is_seen_and_damage_is_told(tmp_path: Path) -> None:
    playlist = make(tmp_path, f"{H264} -g 15 -hls_time 0.5")
    lines = playlist.read_text().splitlines()
    gone = lines.index("one1.ts")
    playlist.write_text("\n".join(lines[: gone - 1] + lines[gone + 1 :]))
    (found,) = media.read(playlist).pictures
    assert not found.continuous
    for path in tmp_path.glob("*.ts"):
        path.write_bytes(bytes(1000))
    with pytest.raises(ValueError, match=r"one\.m3u8: "):
        media.read(playlist)


def test_byte_ranges_follow_each_other(tmp_path: Path) -> None:
    (tmp_path / "a.m3u8").write_text(
        '#EXTM3U\n#EXT-X-TARGETDURATION:6\n#EXT-X-MAP:URI="a%20b.mp4",BYTERANGE="10@0"\n'
        "#EXTINF:6,\n#EXT-X-BYTERANGE:20@10\na%20b.mp4\n#EXTINF:6,\n#EXT-X-BYTERANGE:30\n"
        "a%20b.mp4\n#EXTINF:6,\n/b.mp4\n"
    )
    (tmp_path / "index.m3u8").write_text(
        "#EXTM3U\n#EXT-X-STREAM-INF:BANDWIDTH=1\na.m3u8\n#EXT-X-STREAM-INF:BANDWIDTH=1\nb.m3u8\n"
    )
    found = hls.read(tmp_path / "index.m3u8")
    (playlist,) = found.playlists.values()
    file = tmp_path / "a b.mp4"
    ranges = [hls.Part(file, 0, 10), hls.Part(file, 10, 20), hls.Part(file, 30, 30)]
    assert playlist.parts[:3] == ranges
    assert not playlist.parts[3].path.is_relative_to(tmp_path)
    assert {file, tmp_path / "a.m3u8", tmp_path / "b.m3u8"} < found.files


def command(*arguments: object) -> tuple[int, str]:
    done = subprocess.run(
        [sys.executable, "-m", "streaming", *map(str, arguments)],
        capture_output=True,
        text=True,
        check=False,
        timeout=60,
    )
    return done.returncode, done.stdout + done.stderr


def whole(folder: Path, frame_rate: str = "30.000") -> Path:
    """A folder with all that a MUST asks for: segments of one GOP are their own I-frames."""
    playlist = make(folder, f"{H264} -g 30 {FRAGMENTS}")
    index = folder / "index.m3u8"
    index.write_text("#EXTM3U\n#EXT-X-STREAM-INF:BANDWIDTH=1\none.m3u8\n")
    (read,) = hls.read(index).playlists.values()
    (picture,) = media.read(playlist).pictures
    codec = f"avc1.{picture.profile:02x}c0{picture.level:02x}"
    rate = f"BANDWIDTH={read.peak_bps:.0f}"
    index.write_text(
        f"#EXTM3U\n#EXT-X-INDEPENDENT-SEGMENTS\n#EXT-X-STREAM-INF:{rate},"
        f'AVERAGE-BANDWIDTH={read.average_bps:.0f},CODECS="{codec},mp4a.40.2",RESOLUTION=160x96,'
        f"FRAME-RATE={frame_rate}\none.m3u8\n"
        f'#EXT-X-I-FRAME-STREAM-INF:{rate},CODECS="{codec}",RESOLUTION=160x96,URI="i.m3u8"\n'
    )
    text = playlist.read_text()
    (folder / "i.m3u8").write_text(text.replace("#EXT-X-MAP", "#EXT-X-I-FRAMES-ONLY\n#EXT-X-MAP"))
    return folder


def test_the_command_prints_every_rule(tmp_path: Path) -> None:
    status, printed = command(whole(tmp_path))
    assert status == 0, printed
    rows = [row.split(" | ") for row in printed.splitlines() if " | " in row]
    verdicts = {row[0].strip(): row[2].strip() for row in rows[1:]}
    assert set(verdicts) == {rule.number for rule in RULES}
    assert (verdicts["6.10"], verdicts["9.21-iOS"], verdicts["9.5"], verdicts["P7"]) == (
        *("met", "not aimed for", "advice", "-"),
    )


def test_the_command_fails_on_a_must(tmp_path: Path) -> None:
    status, printed = command(whole(tmp_path, "25.000"), "--quiet")
    assert status == 1
    assert "BROKEN P4;" in printed
    assert " | " not in printed


@pytest.mark.parametrize(
    ("name", "content"), [("a.txt", ""), ("a.mpd", "<MPD></MPD>"), ("a.mpd", "<html>")]
)
def test_the_command_says_what_it_cannot_judge(tmp_path: Path, name: str, content: str) -> None:
    (tmp_path / name).write_text(content)
    status, printed = command(tmp_path)
    assert status == 2
    assert printed.count("\n") == 1
    assert "Traceback" not in printed


@pytest.mark.parametrize(
    ("name", "says"),
    [("b/two.m3u8", "b/two.m3u8 is not there"), ("a/one.m3u8", "a/one.m3u8 is no manifest")],
)
def test_the_command_wants_what_the_folder_must_hold(tmp_path: Path, name: str, says: str) -> None:
    folder = tmp_path / "a"
    folder.mkdir()
    whole(folder)
    assert command(tmp_path, "--quiet", "--holds", "a/index.m3u8")[0] == 0
    status, printed = command(tmp_path, "--holds", "a/index.m3u8", "--holds", name)
    assert (status, printed.strip()) == (2, says)
