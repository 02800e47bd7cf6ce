"""HLS playlists: a parent for the group, a child per stream."""

import math
import re
from fractions import Fraction
from urllib.parse import quote

from local_aws.mediaconvert.transcode.captions import CaptionTrack
from local_aws.mediaconvert.transcode.presentation import Presentation
from local_aws.mediaconvert.transcode.streams import Stream
from local_aws.mediaconvert.transcode.trick_play import Sheets

# assumed: the service's id of the group of subtitles.
SUBTITLES = "subs"
# model (Accessibility).
ACCESSIBLE = (
    "public.accessibility.transcribes-spoken-dialog,public.accessibility.describes-music-and-sound"
)


def children(made: Presentation) -> dict[str, str]:
    """All media playlists of a group by their file names."""
    streams = made.streams
    found = {f"{stream.name}.m3u8": child(stream) for stream in streams}
    found |= {key_frames_name(one): key_frames(one) for one in streams if one.key_frames}
    found |= {f"{track.name}.m3u8": captions(track, streams) for track in made.captions}
    return found | {images_name(one): images(one) for one in made.sheets}


def child(stream: Stream) -> str:
    """The media playlist of one stream."""
    version = 6 if stream.packaging.fragmented else 3
    lines = _head(stream, version, stream.durations)
    if stream.packaging.fragmented:
        lines[2:2] = ["#EXT-X-INDEPENDENT-SEGMENTS"]
    for number, seconds in enumerate(stream.durations, 1):
        lines += [f"#EXTINF:{seconds:.6f},", quote(stream.segment_name(number))]
    return "\n".join([*lines, "#EXT-X-ENDLIST", ""])


def captions(track: CaptionTrack, streams: list[Stream]) -> str:
    """The media playlist of one WebVTT track."""
    lines = _begin(streams[0], 3, track.durations)
    for number, seconds in enumerate(track.durations, 1):
        lines += [f"#EXTINF:{seconds:.6f},", quote(track.segment_name(number))]
    return "\n".join([*lines, "#EXT-X-ENDLIST", ""])


def key_frames(stream: Stream) -> str:
    """The playlist of a stream's key frames alone."""
    seconds = _times(stream)
    lines = _head(stream, 6 if stream.packaging.fragmented else 4, seconds)
    lines[2:2] = ["#EXT-X-I-FRAMES-ONLY"]
    left = iter(seconds)
    for number, frames in enumerate(stream.key_frames, 1):
        for frame in frames:
            lines += [f"#EXTINF:{next(left):.6f},"]
            lines += [f"#EXT-X-BYTERANGE:{frame.length}@{frame.offset}"]
            lines += [quote(stream.segment_name(number))]
    return "\n".join([*lines, "#EXT-X-ENDLIST", ""])


def key_frames_name(stream: Stream) -> str:
    """File name of that playlist, as seen in manifests of the service."""
    return f"{stream.name}_I-Frame.m3u8"


def images_name(sheets: Sheets) -> str:
    """File name of the playlist of a group's sheets."""
    return f"{sheets.name}.m3u8"


def images(sheets: Sheets) -> str:
    """The playlist of a group's sheets (Image Media Playlist 0.4)."""
    tiles = (
        f"#EXT-X-TILES:RESOLUTION={sheets.tile.width}x{sheets.tile.height},"
        f"LAYOUT={sheets.columns}x{sheets.rows},DURATION={_decimal(sheets.interval)}"
    )
    lines = [*_begin(sheets.stream, 6, sheets.durations), "#EXT-X-IMAGES-ONLY"]
    for number, seconds in enumerate(sheets.durations, 1):
        lines += [f"#EXTINF:{_decimal(seconds)},", tiles, quote(sheets.sheet_name(number))]
    return "\n".join([*lines, "#EXT-X-ENDLIST", ""])


def _images_variant(sheets: Sheets) -> str:
    return (
        f"#EXT-X-IMAGE-STREAM-INF:BANDWIDTH={sheets.bandwidth},"
        f'RESOLUTION={sheets.size.width}x{sheets.size.height},CODECS="jpeg",'
        f'URI="{quote(images_name(sheets))}"'
    )


def _decimal(seconds: Fraction | float) -> str:
    """Without zeros that say nothing, as seen: 54, 27.027."""
    return f"{float(seconds):.6f}".rstrip("0").rstrip(".")


def _times(stream: Stream) -> list[float]:
    """How long each key frame stands for, in seconds."""
    begin = [frame.time for frames in stream.key_frames for frame in frames]
    ends = [*begin[1:], begin[0] + stream.seconds]
    return [end - start for start, end in zip(begin, ends, strict=True)]


def _begin(stream: Stream, version: int, durations: list[float]) -> list[str]:
    longest = max(durations)
    # model: SPEC_COMPLIANT rounds halves up and what is less down, LEGACY everything up.
    spec = stream.group.get("TargetDurationCompatibilityMode") == "SPEC_COMPLIANT"
    target = max(1, math.floor(longest + 0.5) if spec else math.ceil(longest))
    lines = ["#EXTM3U", f"#EXT-X-VERSION:{version}", f"#EXT-X-TARGETDURATION:{target}"]
    return [*lines, "#EXT-X-MEDIA-SEQUENCE:1", "#EXT-X-PLAYLIST-TYPE:VOD"]


def _head(stream: Stream, version: int, durations: list[float]) -> list[str]:
    lines = _begin(stream, version, durations)
    if stream.packaging.fragmented:
        lines += [f'#EXT-X-MAP:URI="{quote(stream.init_name)}"']
    return lines


def parent(made: Presentation) -> str:
    """The multivariant playlist of a group; sound alone becomes a rendition of its own."""
    streams, texts = made.streams, SUBTITLES if made.captions else None
    fragmented = any(stream.packaging.fragmented for stream in streams)
    lines = ["#EXTM3U", f"#EXT-X-VERSION:{6 if fragmented else 3}", "#EXT-X-INDEPENDENT-SEGMENTS"]
    pictures = [stream for stream in streams if stream.size]
    sounds = [stream for stream in streams if not stream.size]
    groups = _groups([stream for stream in sounds if not _is_variant(stream)])
    lines += [_rendition(one, name) for name, group in groups.items() for one in group]
    lines += [_captions(track, default=not n) for n, track in enumerate(made.captions)]
    for stream in streams:
        if stream.size or _is_variant(stream):
            lines += _variants(stream, groups if stream.size else {}, texts)
    lines += [_key_frames_variant(stream) for stream in pictures if stream.key_frames]
    lines += [_images_variant(one) for one in made.sheets]
    return "\n".join([*lines, ""])


def _key_frames_variant(stream: Stream) -> str:
    assert stream.size
    sizes = [frame.length * 8 for frames in stream.key_frames for frame in frames]
    pairs = zip(sizes, _times(stream), strict=True)
    peak = max(bits / seconds for bits, seconds in pairs if seconds)
    codec = _codecs(stream).split(",")[0]
    return (
        f"#EXT-X-I-FRAME-STREAM-INF:BANDWIDTH={math.ceil(peak)},"
        f"AVERAGE-BANDWIDTH={int(sum(sizes) / stream.seconds)},"
        f"VIDEO-RANGE={stream.color.hdr or 'SDR'},"
        f'CODECS="{codec}",RESOLUTION={stream.size.width}x{stream.size.height},'
        f'URI="{quote(key_frames_name(stream))}"'
    )


def _codecs(stream: Stream) -> str:
    """RFC 6381's words, or RFC 4281's, whose avc1 has profile and level in decimal digits."""
    if stream.group.get("CodecSpecification") == "RFC_6381":
        return stream.codecs
    return re.sub(
        r"avc1\.(..)..(..)",
        lambda found: f"avc1.{int(found[1], 16)}.{int(found[2], 16)}",
        stream.codecs,
    )


def _is_variant(stream: Stream) -> bool:
    """Whether sound stands in the playlist as pictures do, and not as a rendition beside them."""
    return stream.settings.get("AudioTrackType") == "AUDIO_ONLY_VARIANT_STREAM"


def _groups(sounds: list[Stream]) -> dict[str, list[Stream]]:
    """Audio groups by their ids; model (AudioRenditionSets): without an id, every sound "in its own
    audio rendition group"."""
    found: dict[str, list[Stream]] = {}
    for number, stream in enumerate(sounds):
        name = stream.settings.get("AudioGroupId") or f"program_audio_{number}"
        found.setdefault(name, []).append(stream)
    return found


def _rendition(stream: Stream, group: str) -> str:
    # model (AudioTrackType): "defaults to Alternate audio, auto select, default".
    kind = stream.settings.get("AudioTrackType", "ALTERNATE_AUDIO_AUTO_SELECT_DEFAULT")
    language = f'LANGUAGE="{stream.language}",' if stream.language else ""
    # seen in manifests of the service: the name of a sound without one.
    name = stream.sounds[0].get("StreamName") or "Alternate Audio"
    return (
        f'#EXT-X-MEDIA:TYPE=AUDIO,GROUP-ID="{group}",{language}NAME="{name}",'
        f"AUTOSELECT={'NO' if 'NOT_AUTO_SELECT' in kind else 'YES'},"
        f"DEFAULT={'YES' if kind.endswith('_DEFAULT') else 'NO'},"
        f'CHANNELS="{stream.channels}",URI="{quote(stream.name)}.m3u8"'
    )


def _captions(track: CaptionTrack, *, default: bool) -> str:
    # guide: the first is "signaled as the default track". assumed: of others, those are selected
    # automatically of which the model says so (Accessibility).
    chosen = "YES" if default or track.accessible else "NO"
    language = f'LANGUAGE="{track.language}",' if track.language else ""
    more = f'CHARACTERISTICS="{ACCESSIBLE}",' if track.accessible else ""
    return (
        f'#EXT-X-MEDIA:TYPE=SUBTITLES,GROUP-ID="{SUBTITLES}",{language}'
        f'NAME="{_quoted(track.label)}",AUTOSELECT={chosen},DEFAULT={"YES" if default else "NO"},'
        f'FORCED=NO,{more}URI="{quote(track.name)}.m3u8"'
    )


def _quoted(text: str) -> str:
    """RFC 8216, 4.2: a quoted string has neither quotation marks nor line ends."""
    return re.sub(r'["\r\n]', "'", text)


def _variants(stream: Stream, groups: dict[str, list[Stream]], texts: str | None) -> list[str]:
    """A line for each audio group that goes with the stream (AudioRenditionSets; else all)."""
    wanted = [name.strip() for name in stream.settings.get("AudioRenditionSets", "").split(",")]
    chosen = {name: groups[name] for name in wanted if name in groups} or groups
    uri = f"{quote(stream.name)}.m3u8"
    more = f',SUBTITLES="{texts}"' if texts else ""
    pairs = [(_variant(stream, *one) + more, uri) for one in chosen.items() or [("", [])]]
    return [line for pair in pairs for line in pair]


def _variant(stream: Stream, group: str, sounds: list[Stream]) -> str:
    # RFC 8216, 4.3.4.2: the highest sum of any combination of renditions, and all codecs.
    codecs = ",".join(dict.fromkeys([_codecs(stream), *(one.codecs for one in sounds)]))
    peak = stream.peak_bandwidth + max((one.peak_bandwidth for one in sounds), default=0)
    average = stream.average_bandwidth + max((one.average_bandwidth for one in sounds), default=0)
    line = f'#EXT-X-STREAM-INF:BANDWIDTH={peak},AVERAGE-BANDWIDTH={average},CODECS="{codecs}"'
    if stream.size and stream.frame_rate:
        line += f",RESOLUTION={stream.size.width}x{stream.size.height}"
        line += f",FRAME-RATE={float(stream.frame_rate):.3f}"
        line += f",VIDEO-RANGE={stream.color.hdr or 'SDR'}"
    return f'{line},AUDIO="{group}"' if group else line
