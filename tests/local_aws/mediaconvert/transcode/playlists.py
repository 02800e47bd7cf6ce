"""HLS playlists: a parent for the group, a child per stream."""

import math
from urllib.parse import quote

from local_aws.mediaconvert.transcode.audio import CHANNELS
from local_aws.mediaconvert.transcode.streams import Stream

AUDIO_GROUP = "program_audio_0"


def child(stream: Stream) -> str:
    """The media playlist of one stream."""
    longest = math.ceil(max(stream.durations))
    version = 6 if stream.packaging.fragmented else 3
    lines = ["#EXTM3U", f"#EXT-X-VERSION:{version}", f"#EXT-X-TARGETDURATION:{longest}"]
    lines += ["#EXT-X-MEDIA-SEQUENCE:1", "#EXT-X-PLAYLIST-TYPE:VOD"]
    if stream.packaging.fragmented:
        lines += ["#EXT-X-INDEPENDENT-SEGMENTS", f'#EXT-X-MAP:URI="{quote(stream.init_name)}"']
    for number, seconds in enumerate(stream.durations, 1):
        lines += [f"#EXTINF:{seconds:.6f},", quote(stream.segment_name(number))]
    return "\n".join([*lines, "#EXT-X-ENDLIST", ""])


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
    return "\n".join([*lines, ""])


def _group_id(stream: Stream) -> str:
    cmaf = stream.output["ContainerSettings"].get("CmfcSettings") or {}
    plain = (stream.output.get("OutputSettings") or {}).get("HlsSettings") or {}
    return cmaf.get("AudioGroupId") or plain.get("AudioGroupId") or AUDIO_GROUP


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
    codecs = ",".join([stream.codecs, *([beside.codecs] if beside else [])])
    peak = stream.peak_bandwidth + (beside.peak_bandwidth if beside else 0)
    average = stream.average_bandwidth + (beside.average_bandwidth if beside else 0)
    line = f'#EXT-X-STREAM-INF:BANDWIDTH={peak},AVERAGE-BANDWIDTH={average},CODECS="{codecs}"'
    if stream.size and stream.frame_rate:
        line += f",RESOLUTION={stream.size.width}x{stream.size.height}"
        line += f",FRAME-RATE={float(stream.frame_rate):.3f}"
    return f'{line},AUDIO="{_group_id(beside)}"' if beside else line
