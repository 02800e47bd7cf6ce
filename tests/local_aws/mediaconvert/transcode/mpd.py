"""The DASH manifest of a group of fragmented streams."""

import itertools
from urllib.parse import quote
from xml.sax.saxutils import escape, quoteattr

from local_aws.mediaconvert.transcode import timed_text
from local_aws.mediaconvert.transcode.captions import CaptionTrack
from local_aws.mediaconvert.transcode.presentation import Presentation
from local_aws.mediaconvert.transcode.streams import Stream
from local_aws.mediaconvert.transcode.trick_play import Sheets

# DASH-IF guidelines, 6.2.6: columns and rows of a sheet.
TILES = "http://dashif.org/guidelines/thumbnail_tile"
RAW_TYPES = {
    "IMSC": "application/ttml+xml",
    "TTML": "application/ttml+xml",
    "WEBVTT": "text/vtt",
}


def manifest(made: Presentation) -> str:
    """An MPD with one adaptation set for pictures, one per sound or captions, one for sheets."""
    streams = made.streams
    pictures = [stream for stream in streams if stream.size]
    sounds = [stream for stream in streams if not stream.size]
    seconds = max(stream.seconds for stream in streams)
    sets = [pictures] if pictures else []
    sets += [[sound] for sound in sounds]
    body = "".join(_set(number, one) for number, one in enumerate(sets))
    body += "".join(_captions(number, one) for number, one in enumerate(made.captions, len(sets)))
    after = len(sets) + len(made.captions)
    body += "".join(_images(number, one) for number, one in enumerate(made.sheets, after))
    return (
        '<?xml version="1.0" encoding="UTF-8"?>\n'
        '<MPD xmlns="urn:mpeg:dash:schema:mpd:2011" type="static" '
        'profiles="urn:mpeg:dash:profile:isoff-live:2011" minBufferTime="PT4S" '
        f'mediaPresentationDuration="PT{seconds:.3f}S">\n'
        f'  <Period id="1" start="PT0S" duration="PT{seconds:.3f}S">\n{body}  </Period>\n</MPD>\n'
    )


def _set(number: int, streams: list[Stream]) -> str:
    kind = "video" if streams[0].size else "audio"
    more = f' lang="{streams[0].language or "und"}"' if kind == "audio" else ""
    rows = "".join(_representation(f"{number}_{n}", one) for n, one in enumerate(streams))
    return (
        f'    <AdaptationSet id="{number}" contentType="{kind}" mimeType="{kind}/mp4" '
        f'segmentAlignment="true" startWithSAP="1"{more}>\n{rows}    </AdaptationSet>\n'
    )


def _captions(number: int, track: CaptionTrack) -> str:
    fragmented = track.fragmented and track.kind != "WEBVTT"
    kind = "application/mp4" if fragmented else RAW_TYPES[track.kind]
    values = {"id": f"{number}_0", "bandwidth": track.peak_bandwidth}
    if track.kind != "WEBVTT":
        # RFC 6381, and IMSC 1.1's processor profile.
        values["codecs"] = "stpp.ttml.im1t" if track.kind == "IMSC" else "stpp"
    # model (Accessibility): one or the other.
    role = {"schemeIdUri": "urn:mpeg:dash:role:2011"}
    told = (
        f"<Accessibility {_attributes({**role, 'value': 'caption'})}/>"
        if track.accessible
        else f"<Role {_attributes({**role, 'value': 'subtitle'})}/>"
    )
    where = f"        <BaseURL>{escape(quote(track.whole))}</BaseURL>\n"
    if fragmented:
        name = track.name.replace("$", "$$")
        template = {
            "timescale": timed_text.TICKS_PER_SECOND,
            "startNumber": 1,
            "initialization": track.init_name.replace("$", "$$"),
            "media": f"{name}_$Number%0{track.packaging.digits}d${track.suffix}",
        }
        starts = [0, *track.ticks]
        ticks = [end - start for start, end in itertools.pairwise(starts)]
        where = (
            f"        <SegmentTemplate {_attributes(template)}>\n"
            f"          <SegmentTimeline>{_timeline(ticks, 0)}</SegmentTimeline>\n"
            "        </SegmentTemplate>\n"
        )
    own = {"id": number, "contentType": "text", "mimeType": kind, "lang": track.language or "und"}
    return (
        f"    <AdaptationSet {_attributes(own)}>\n"
        f"      <Label>{escape(track.label)}</Label>\n      {told}\n"
        f"      <Representation {_attributes(values)}>\n{where}"
        "      </Representation>\n    </AdaptationSet>\n"
    )


def _images(number: int, sheets: Sheets) -> str:
    tile, size = sheets.tile, sheets.size
    template = {
        "media": f"{sheets.name.replace('$', '$$')}_$Number%09d$.jpg",
        "duration": round(sheets.seconds * timed_text.TICKS_PER_SECOND),
        "timescale": timed_text.TICKS_PER_SECOND,
        "startNumber": 1,
    }
    values = {
        "id": f"thumbnails{tile.width}x{tile.height}",
        "bandwidth": sheets.bandwidth,
        "width": size.width,
        "height": size.height,
    }
    told = _attributes({"schemeIdUri": TILES, "value": f"{sheets.columns}x{sheets.rows}"})
    return (
        f'    <AdaptationSet id="{number}" mimeType="image/jpeg" contentType="image">\n'
        f"      <SegmentTemplate {_attributes(template)}/>\n"
        f"      <Representation {_attributes(values)}>\n"
        f"        <EssentialProperty {told}/>\n"
        "      </Representation>\n    </AdaptationSet>\n"
    )


def _representation(number: str, stream: Stream) -> str:
    assert stream.timing is not None
    channels = ""
    values = {"id": number, "bandwidth": stream.peak_bandwidth, "codecs": stream.codecs}
    if stream.size and stream.frame_rate:
        values |= {"width": stream.size.width, "height": stream.size.height}
        aspect = stream.size.pixel_aspect
        values |= {
            "frameRate": str(stream.frame_rate),
            "sar": f"{aspect.numerator}:{aspect.denominator}",
        }
    else:
        aac = stream.output["AudioDescriptions"][0]["CodecSettings"]["AacSettings"]
        values["audioSamplingRate"] = aac["SampleRate"]
        scheme = "urn:mpeg:dash:23003:3:audio_channel_configuration:2011"
        told = _attributes({"schemeIdUri": scheme, "value": stream.channels})
        channels = f"        <AudioChannelConfiguration {told}/>\n"
    name = stream.name.replace("$", "$$")
    ticks = [round(seconds * stream.timing.scale) for seconds in stream.durations]
    template = {
        "timescale": stream.timing.scale,
        "presentationTimeOffset": stream.timing.first,
        "startNumber": 1,
        "initialization": f"{name}init{stream.suffix}",
        "media": f"{name}_$Number%0{stream.packaging.digits}d${stream.suffix}",
    }
    return (
        f"      <Representation {_attributes(values)}>\n{channels}"
        f"        <SegmentTemplate {_attributes(template)}>\n"
        f"          <SegmentTimeline>{_timeline(ticks, stream.timing.first)}</SegmentTimeline>\n"
        "        </SegmentTemplate>\n      </Representation>\n"
    )


def _timeline(ticks: list[int], start: int) -> str:
    rows: list[tuple[int, int]] = []
    for one in ticks:
        if rows and rows[-1][0] == one:
            rows[-1] = (one, rows[-1][1] + 1)
        else:
            rows.append((one, 0))
    first = f' t="{start}"'
    parts = []
    for number, (length, again) in enumerate(rows):
        repeat = f' r="{again}"' if again else ""
        parts.append(f'<S{"" if number else first} d="{length}"{repeat}/>')
    return "".join(parts)


def _attributes(values: dict[str, object]) -> str:
    return " ".join(f"{name}={quoteattr(str(value))}" for name, value in values.items())
