"""A small asset that breaks none of the rules, written into a folder: playlists, a manifest, files
of the right sizes that hold nothing, and what media would be read from them."""

from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from typing import Any

from streaming import dash, hls
from streaming.media import Picture, Sound, Stream
from streaming.presentation import Presentation

SECONDS, SEGMENT_SECONDS, SEGMENTS = 24, 6, 4
AUDIO_BPS, I_FRAME_BYTES = 64_000, 10_000
# Name → size, bits per second, H.264 level.
VIDEOS = {
    "720p": ((1280, 720), 2_000_000, 31),
    "720p-more": ((1280, 720), 3_500_000, 31),
    "360p": ((640, 360), 800_000, 30),
    "cell": ((416, 234), 100_000, 13),
}
WITH_I_FRAMES = ("720p", "360p")
MOOF = (16).to_bytes(4, "big") + b"moof"

Text = Callable[[str], str]


def write(folder: Path) -> None:
    """All files."""
    for name, (_, rate, _) in VIDEOS.items():
        _stream(folder, name, "cmfv", rate)
    _stream(folder, "audio", "cmfa", AUDIO_BPS)
    (folder / "english.vtt").write_text("WEBVTT\n")
    (folder / "index_english.m3u8").write_text(
        f"#EXTM3U\n#EXT-X-TARGETDURATION:{SECONDS}\n#EXT-X-PLAYLIST-TYPE:VOD\n"
        f"#EXTINF:{SECONDS}.0,\nenglish.vtt\n#EXT-X-ENDLIST\n"
    )
    for name in WITH_I_FRAMES:
        _i_frames(folder, name)
    (folder / "index.m3u8").write_text(_multivariant())
    (folder / "index.mpd").write_text(_manifest())


def read(folder: Path) -> Presentation:
    """As if the media were what the names say."""
    multivariant = hls.read(folder / "index.m3u8")
    streams = {folder / "index_audio.m3u8": Stream((), (sound(),))}
    streams |= {folder / f"index_{name}.m3u8": Stream((picture(name),), ()) for name in VIDEOS}
    return Presentation(multivariant, dash.read(folder / "index.mpd"), streams)


def picture(name: str) -> Picture:
    size, _, level = VIDEOS[name]
    return Picture(
        codec="h264",
        profile=100,
        level=level,
        high_tier=False,
        progressive=True,
        size=size,
        frame_rate=30.0,
        primaries=1,
        transfer=1,
        seconds=float(SECONDS),
        idr_seconds=tuple(float(second) for second in range(0, SECONDS, 2)),
        continuous=True,
    )


def sound() -> Sound:
    return Sound("aac", "LC", 2, AUDIO_BPS, float(SECONDS), True)


def with_media(found: Presentation, names: tuple[str, ...], **changes: Any) -> Presentation:
    """Other facts of the pictures or the sound of these streams."""
    streams = dict(found.streams)
    for path, stream in found.streams.items():
        if path.stem.removeprefix("index_") in names:
            streams[path] = Stream(
                tuple(replace(one, **changes) for one in stream.pictures),
                tuple(replace(one, **changes) for one in stream.sounds),
            )
    return replace(found, streams=streams)


def _stream(folder: Path, name: str, suffix: str, rate: int) -> None:
    lines = ["#EXTM3U", "#EXT-X-VERSION:6", f"#EXT-X-TARGETDURATION:{SEGMENT_SECONDS}"]
    lines += ["#EXT-X-PLAYLIST-TYPE:VOD", "#EXT-X-INDEPENDENT-SEGMENTS"]
    lines += [f'#EXT-X-MAP:URI="index_{name}init.{suffix}"']
    for number in range(1, SEGMENTS + 1):
        lines += [f"#EXTINF:{SEGMENT_SECONDS}.0,", f"index_{name}_{number}.{suffix}"]
        with (folder / f"index_{name}_{number}.{suffix}").open("wb") as file:
            file.write(MOOF)
            file.truncate(rate * SEGMENT_SECONDS // 8)
    (folder / f"index_{name}init.{suffix}").write_bytes(bytes(100))
    (folder / f"index_{name}.m3u8").write_text("\n".join([*lines, "#EXT-X-ENDLIST", ""]))


def _i_frames(folder: Path, name: str) -> None:
    lines = ["#EXTM3U", "#EXT-X-VERSION:6", f"#EXT-X-TARGETDURATION:{SEGMENT_SECONDS}"]
    lines += ["#EXT-X-PLAYLIST-TYPE:VOD", "#EXT-X-I-FRAMES-ONLY"]
    lines += [f'#EXT-X-MAP:URI="index_{name}init.cmfv"']
    for number in range(1, SEGMENTS + 1):
        lines += [f"#EXTINF:{SEGMENT_SECONDS}.0,", f"#EXT-X-BYTERANGE:{I_FRAME_BYTES}@0"]
        lines += [f"index_{name}_{number}.cmfv"]
    (folder / f"index_{name}_i_frames.m3u8").write_text("\n".join([*lines, "#EXT-X-ENDLIST", ""]))


def _codec(name: str) -> str:
    return f"avc1.6400{VIDEOS[name][2]:02x}"


def _multivariant() -> str:
    lines = [
        "#EXTM3U",
        "#EXT-X-INDEPENDENT-SEGMENTS",
        '#EXT-X-MEDIA:TYPE=AUDIO,GROUP-ID="a",NAME="English",LANGUAGE="en",URI="index_audio.m3u8"',
        '#EXT-X-MEDIA:TYPE=SUBTITLES,GROUP-ID="s",NAME="English",LANGUAGE="en",'
        'URI="index_english.m3u8"',
    ]
    for name, ((width, height), rate, _) in VIDEOS.items():
        both = rate + AUDIO_BPS
        lines += [
            f"#EXT-X-STREAM-INF:BANDWIDTH={both},AVERAGE-BANDWIDTH={both},"
            f'CODECS="{_codec(name)},mp4a.40.2",RESOLUTION={width}x{height},FRAME-RATE=30.000,'
            'AUDIO="a",SUBTITLES="s"',
            f"index_{name}.m3u8",
        ]
    for name in WITH_I_FRAMES:
        width, height = VIDEOS[name][0]
        lines.append(
            f"#EXT-X-I-FRAME-STREAM-INF:BANDWIDTH={I_FRAME_BYTES * 8 // SEGMENT_SECONDS},"
            f'CODECS="{_codec(name)}",RESOLUTION={width}x{height},URI="index_{name}_i_frames.m3u8"'
        )
    return "\n".join([*lines, ""])


def _manifest() -> str:
    def template(name: str, suffix: str) -> str:
        return (
            f'<SegmentTemplate timescale="1000" media="index_{name}_$Number$.{suffix}" '
            f'initialization="index_{name}init.{suffix}"><SegmentTimeline>'
            f'<S t="0" d="{SEGMENT_SECONDS * 1000}" r="{SEGMENTS - 1}"/>'
            "</SegmentTimeline></SegmentTemplate>"
        )

    videos = "".join(
        f'<Representation id="{name}" bandwidth="{rate}" codecs="{_codec(name)}" '
        f'width="{width}" height="{height}">{template(name, "cmfv")}</Representation>\n'
        for name, ((width, height), rate, _) in VIDEOS.items()
    )
    return (
        '<?xml version="1.0"?>\n<MPD xmlns="urn:mpeg:dash:schema:mpd:2011" type="static" '
        f'mediaPresentationDuration="PT{SECONDS}.000S"><Period>\n'
        f'<AdaptationSet contentType="video" mimeType="video/mp4">\n{videos}</AdaptationSet>\n'
        '<AdaptationSet contentType="audio" mimeType="audio/mp4" lang="en">\n'
        f'<Representation id="audio" bandwidth="{AUDIO_BPS}" codecs="mp4a.40.2">'
        f"{template('audio', 'cmfa')}</Representation>\n</AdaptationSet></Period></MPD>\n"
    )
