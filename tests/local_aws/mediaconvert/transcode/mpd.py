"""The DASH manifest of a group of fragmented streams."""

from xml.sax.saxutils import quoteattr

from local_aws.mediaconvert.transcode.streams import Stream
from local_aws.mediaconvert.transcode.trick_play import Sheets

# DASH-IF guidelines, 6.2.6: columns and rows of a sheet.
TILES = "http://dashif.org/guidelines/thumbnail_tile"
TICKS_PER_SECOND = 90_000


def manifest(streams: list[Stream], sheets: list[Sheets]) -> str:
    """An MPD with one adaptation set for pictures, one per sound, and one for sheets."""
    pictures = [stream for stream in streams if stream.size]
    sounds = [stream for stream in streams if not stream.size]
    seconds = max(stream.seconds for stream in streams)
    sets = [pictures] if pictures else []
    sets += [[sound] for sound in sounds]
    body = "".join(_set(number, one) for number, one in enumerate(sets))
    body += "".join(_images(number, one) for number, one in enumerate(sheets, len(sets)))
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


def _images(number: int, sheets: Sheets) -> str:
    tile, size = sheets.tile, sheets.size
    template = {
        "media": f"{sheets.name.replace('$', '$$')}_$Number%09d$.jpg",
        "duration": round(sheets.seconds * TICKS_PER_SECOND),
        "timescale": TICKS_PER_SECOND,
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
        f"          <SegmentTimeline>{_timeline(stream)}</SegmentTimeline>\n"
        "        </SegmentTemplate>\n      </Representation>\n"
    )


def _timeline(stream: Stream) -> str:
    assert stream.timing is not None
    ticks = [round(seconds * stream.timing.scale) for seconds in stream.durations]
    rows: list[tuple[int, int]] = []
    for one in ticks:
        if rows and rows[-1][0] == one:
            rows[-1] = (one, rows[-1][1] + 1)
        else:
            rows.append((one, 0))
    first = f' t="{stream.timing.first}"'
    parts = []
    for number, (length, again) in enumerate(rows):
        repeat = f' r="{again}"' if again else ""
        parts.append(f'<S{"" if number else first} d="{length}"{repeat}/>')
    return "".join(parts)


def _attributes(values: dict[str, object]) -> str:
    return " ".join(f"{name}={quoteattr(str(value))}" for name, value in values.items())
