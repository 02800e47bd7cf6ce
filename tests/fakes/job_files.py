"""What MediaConvert leaves of a job: playlists that tell of sheets, and captured frames.

No picture is in them. The playlists have the form of public samples; the local account, which makes
real ones, writes the same.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from fractions import Fraction
from math import ceil
from typing import Any

Tree = dict[str, Any]
TICKS = 90_000
MPD = """<?xml version="1.0" encoding="UTF-8"?>
<MPD xmlns="urn:mpeg:dash:schema:mpd:2011" type="static" mediaPresentationDuration="PT{seconds}S">
  <Period id="1" start="PT0S">
    <AdaptationSet mimeType="video/mp4"><SegmentTemplate media="index_$Number$.mp4" timescale="1">
      <SegmentTimeline><S t="0" d="6"/></SegmentTimeline></SegmentTemplate>
      <Representation id="1" width="640" height="360"/></AdaptationSet>
{images}  </Period>
</MPD>
"""
IMAGES = """    <AdaptationSet mimeType="image/jpeg" contentType="image">
      <SegmentTemplate media="{name}_$Number%09d$.jpg" duration="{ticks}" timescale="90000" \
startNumber="1"/>
      <Representation id="thumbnails{width}x{height}" bandwidth="9000" width="{sheet_width}" \
height="{sheet_height}">
        <EssentialProperty schemeIdUri="http://dashif.org/guidelines/thumbnail_tile" \
value="{columns}x{rows}"/>
      </Representation>
    </AdaptationSet>
"""


@dataclass(frozen=True, kw_only=True)
class Sheets:
    """Of one group. ``interval`` and ``seconds`` are in seconds."""

    name: str = "indexThumbnail"
    width: int = 256
    height: int = 144
    columns: int = 5
    rows: int = 5
    interval: Fraction = Fraction(2)
    seconds: Fraction = Fraction(10)

    @property
    def full(self) -> Fraction:
        """Seconds of a full sheet."""
        return self.columns * self.rows * self.interval

    @property
    def names(self) -> list[str]:
        count = max(1, ceil(self.seconds / self.full))
        return [f"{self.name}_{number:09d}.jpg" for number in range(1, count + 1)]

    def manifest(self) -> str:
        images = IMAGES.format(
            **vars(self),
            ticks=round(self.full * TICKS),
            sheet_width=self.width * self.columns,
            sheet_height=self.height * self.rows,
        )
        return MPD.format(images=images, seconds=float(self.seconds))

    def parent(self) -> str:
        size = f"{self.width * self.columns}x{self.height * self.rows}"
        told = f'BANDWIDTH=9000,RESOLUTION={size},CODECS="jpeg",URI="{self.name}.m3u8"'
        return f"#EXTM3U\n#EXT-X-VERSION:6\n#EXT-X-IMAGE-STREAM-INF:{told}\n"

    def child(self) -> str:
        tiles = (
            f"#EXT-X-TILES:RESOLUTION={self.width}x{self.height},"
            f"LAYOUT={self.columns}x{self.rows},DURATION={decimal(self.interval)}"
        )
        lines = ["#EXTM3U", "#EXT-X-TARGETDURATION:50", "#EXT-X-IMAGES-ONLY"]
        for number, name in enumerate(self.names):
            lasts = min(self.full, self.seconds - number * self.full)
            lines += [f"#EXTINF:{decimal(lasts)},", tiles, name]
        return "\n".join([*lines, "#EXT-X-ENDLIST", ""])


def decimal(seconds: Fraction) -> str:
    return f"{float(seconds):.6f}".rstrip("0").rstrip(".")


def files_of(request: Tree, seconds: float) -> dict[str, bytes]:
    """Key → content of what finishing reads, of a CreateJob request."""
    return dict(_files(request, Fraction(str(seconds))))


def _files(request: Tree, seconds: Fraction) -> Iterator[tuple[str, bytes]]:
    for group in request["Settings"].get("OutputGroups", ()):
        own = _own(group)
        base = own["Destination"].split("/", 3)[3]
        folder = base.rpartition("/")[0]
        for output in group["Outputs"]:
            yield from _frames(output, base, seconds)
        if own.get("ImageBasedTrickPlay", "NONE") == "NONE":
            continue
        sheets = _sheets(own["ImageBasedTrickPlaySettings"], seconds)
        if group["OutputGroupSettings"]["Type"] != "HLS_GROUP_SETTINGS":
            yield f"{base}.mpd", sheets.manifest().encode()
        if group["OutputGroupSettings"]["Type"] != "DASH_ISO_GROUP_SETTINGS":
            yield f"{base}.m3u8", sheets.parent().encode()
            yield f"{folder}/{sheets.name}.m3u8", sheets.child().encode()


def _sheets(told: Tree, seconds: Fraction) -> Sheets:
    return Sheets(
        width=told["ThumbnailWidth"],
        height=told["ThumbnailHeight"],
        columns=told["TileWidth"],
        rows=told["TileHeight"],
        interval=Fraction(told["ThumbnailInterval"]),
        seconds=seconds,
    )


def _frames(output: Tree, base: str, seconds: Fraction) -> Iterator[tuple[str, bytes]]:
    """The third is the largest, and so on: sizes follow from numbers."""
    codec = output.get("VideoDescription", {}).get("CodecSettings", {})
    told = codec.get("FrameCaptureSettings")
    if told is None:
        return
    interval = Fraction(told["FramerateDenominator"], told["FramerateNumerator"])
    for number in range(min(told["MaxCaptures"], max(1, ceil(seconds / interval)))):
        content = b"\xff\xd8" + bytes(100 - 10 * (number - 2) ** 2 if number < 5 else 5)
        yield f"{base}{output['NameModifier']}.{number:07d}.jpg", content


def details_of(request: Tree, seconds: float) -> Tree:
    """What COMPLETE tells of the outputs: durations, sizes, and a frame capture's last file."""
    return {
        "outputGroupDetails": [
            {"outputDetails": [_detail(group, output, seconds) for output in group["Outputs"]]}
            for group in request["Settings"].get("OutputGroups", ())
        ]
    }


def in_get_job(value: Any) -> Any:
    """Details as the model of GetJob has them: without files."""
    if isinstance(value, dict):
        known = value.keys() - {"outputFilePaths"}
        return {name[0].upper() + name[1:]: in_get_job(value[name]) for name in known}
    return [in_get_job(one) for one in value] if isinstance(value, list) else value


def _detail(group: Tree, output: Tree, seconds: float) -> Tree:
    base = _own(group)["Destination"]
    picture = output.get("VideoDescription")
    if picture and "FrameCaptureSettings" in picture["CodecSettings"]:
        last = max(name for name, _ in _frames(output, base, Fraction(str(seconds))))
        return {"outputFilePaths": [last]}
    detail: Tree = {"durationInMs": round(seconds * 1000)}
    if picture:
        detail["videoDetails"] = {"widthInPx": picture["Width"], "heightInPx": picture["Height"]}
    return detail


def _own(group: Tree) -> Tree:
    (own,) = (one for one in group["OutputGroupSettings"].values() if isinstance(one, dict))
    return own
