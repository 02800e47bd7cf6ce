"""HLS playlists: a parent for the group, a child per stream."""

import math
import re
from urllib.parse import quote

from local_aws.mediaconvert.transcode.audio import CHANNELS
from local_aws.mediaconvert.transcode.streams import Stream

AUDIO_GROUP = "program_audio_0"


def children(streams: list[Stream]) -> dict[str, str]:
    """All media playlists of a group by their file names."""
    found = {f"{stream.name}.m3u8": child(stream) for stream in streams}
    return found | {key_frames_name(one): key_frames(one) for one in streams if one.key_frames}


def child(stream: Stream) -> str:
    """The media playlist of one stream."""
    version = 6 if stream.packaging.fragmented else 3
    lines = _head(stream, version, stream.durations)
    if stream.packaging.fragmented:
        lines[2:2] = ["#EXT-X-INDEPENDENT-SEGMENTS"]
    for number, seconds in enumerate(stream.durations, 1):
        lines += [f"#EXTINF:{seconds:.6f},", quote(stream.segment_name(number))]
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


def _times(stream: Stream) -> list[float]:
    """How long each key frame stands for, in seconds."""
    begin = [frame.time for frames in stream.key_frames for frame in frames]
    ends = [*begin[1:], begin[0] + stream.seconds]
    return [end - start for start, end in zip(begin, ends, strict=True)]


def _head(stream: Stream, version: int, durations: list[float]) -> list[str]:
    longest = max(durations)
    # model: SPEC_COMPLIANT rounds halves up and what is less down, LEGACY everything up.
    spec = stream.group.get("TargetDurationCompatibilityMode") == "SPEC_COMPLIANT"
    target = max(1, math.floor(longest + 0.5) if spec else math.ceil(longest))
    lines = ["#EXTM3U", f"#EXT-X-VERSION:{version}", f"#EXT-X-TARGETDURATION:{target}"]
    lines += ["#EXT-X-MEDIA-SEQUENCE:1", "#EXT-X-PLAYLIST-TYPE:VOD"]
    if stream.packaging.fragmented:
        lines += [f'#EXT-X-MAP:URI="{quote(stream.init_name)}"']
    return lines


def parent(streams: list[Stream]) -> str:
    """The multivariant playlist of a group; sound alone becomes a rendition of its own."""
    fragmented = any(stream.packaging.fragmented for stream in streams)
    lines = ["#EXTM3U", f"#EXT-X-VERSION:{6 if fragmented else 3}", "#EXT-X-INDEPENDENT-SEGMENTS"]
    pictures = [stream for stream in streams if stream.size]
    sounds = [stream for stream in streams if not stream.size]
    for number, stream in enumerate(sounds):
        lines.append(_rendition(stream, default=number == 0))
    for stream in pictures or sounds:
        lines += [_variant(stream, sounds if stream.size else []), f"{quote(stream.name)}.m3u8"]
    lines += [_key_frames_variant(stream) for stream in pictures if stream.key_frames]
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


def _group_id(stream: Stream) -> str:
    return stream.settings.get("AudioGroupId") or AUDIO_GROUP


def _rendition(stream: Stream, *, default: bool) -> str:
    sound = stream.output["AudioDescriptions"][0]
    channels = CHANNELS.get(sound["CodecSettings"]["AacSettings"]["CodingMode"], 2)
    values = {
        "TYPE": "AUDIO",
        "GROUP-ID": f'"{_group_id(stream)}"',
        "NAME": f'"{sound.get("StreamName") or "audio"}"',
        "DEFAULT": "YES" if default else "NO",
        "AUTOSELECT": "YES",
        "CHANNELS": f'"{channels}"',
        "URI": f'"{quote(stream.name)}.m3u8"',
    }
    return "#EXT-X-MEDIA:" + ",".join(f"{name}={value}" for name, value in values.items())


def _variant(stream: Stream, sounds: list[Stream]) -> str:
    beside = sounds[0] if sounds else None
    codecs = ",".join([_codecs(stream), *([beside.codecs] if beside else [])])
    peak = stream.peak_bandwidth + (beside.peak_bandwidth if beside else 0)
    average = stream.average_bandwidth + (beside.average_bandwidth if beside else 0)
    line = f'#EXT-X-STREAM-INF:BANDWIDTH={peak},AVERAGE-BANDWIDTH={average},CODECS="{codecs}"'
    if stream.size and stream.frame_rate:
        line += f",RESOLUTION={stream.size.width}x{stream.size.height}"
        line += f",FRAME-RATE={float(stream.frame_rate):.3f}"
        line += f",VIDEO-RANGE={stream.color.hdr or 'SDR'}"
    return f'{line},AUDIO="{_group_id(beside)}"' if beside else line
