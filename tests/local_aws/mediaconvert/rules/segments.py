"""Rules for segments, fragments, GOPs and trick-play images of streaming groups."""

from collections.abc import Iterator
from typing import Any

DEFAULT_SEGMENT_SECONDS, DEFAULT_FRAGMENT_SECONDS = 10, 2
TILE_PIXELS = 4096
FRAGMENTED = {"CMAF_GROUP_SETTINGS", "DASH_ISO_GROUP_SETTINGS"}


def check(
    at: str, kind: str, settings: dict[str, Any], outputs: list[dict[str, Any]]
) -> Iterator[str]:
    """Yield the broken rules of one group's segmenting."""
    if kind not in {*FRAGMENTED, "HLS_GROUP_SETTINGS"}:
        return
    segment = settings.get("SegmentLength", DEFAULT_SEGMENT_SECONDS)
    if kind in FRAGMENTED:
        fragment = settings.get("FragmentLength", DEFAULT_FRAGMENT_SECONDS)
        # model: segments are made of whole fragments.
        if segment % max(fragment, 1):
            yield f"{at}.SegmentLength: {segment} s is no multiple of FragmentLength {fragment} s"
    # model: at least one manifest, else nothing can be played.
    if kind == "CMAF_GROUP_SETTINGS" and {
        settings.get("WriteHlsManifest"),
        settings.get("WriteDashManifest"),
    } == {"DISABLED"}:
        yield f"{at}: WriteHlsManifest and WriteDashManifest are both DISABLED"
    if settings.get("MinSegmentLength", 0) > segment:
        yield f"{at}.MinSegmentLength: is longer than SegmentLength {segment} s"
    for index, output in enumerate(outputs):
        yield from _gop(f"Outputs[{index}] of {at}", segment, output)
    yield from _trick_play(at, settings)


def _gop(at: str, segment: int, output: dict[str, Any]) -> Iterator[str]:
    codec = ((output.get("VideoDescription") or {}).get("CodecSettings")) or {}
    own = codec.get("H264Settings") or codec.get("H265Settings") or {}
    # guide: segments start at IDR frames; a GOP that does not divide them makes renditions drift.
    if own.get("GopSizeUnits") == "SECONDS" and own.get("GopSize"):
        parts = segment / own["GopSize"]
        if abs(parts - round(parts)) > 1e-6:
            yield f"{at}: a segment of {segment} s is no whole number of GOPs ({own['GopSize']} s)"
    # model: "for segmented outputs, don't set this value to 0".
    if own.get("GopClosedCadence") == 0:
        yield f"{at}: GopClosedCadence 0 leaves segments without a closed GOP"


def _trick_play(at: str, settings: dict[str, Any]) -> Iterator[str]:
    # model: width divisible by 8, height by 2, a tile image at most 4096 pixels high. assumed: and
    # no wider.
    own = settings.get("ImageBasedTrickPlaySettings") or {}
    if settings.get("ImageBasedTrickPlay") == "ADVANCED" and not own:
        yield f"{at}.ImageBasedTrickPlaySettings: is required for ADVANCED"
    if own and settings.get("ImageBasedTrickPlay") != "ADVANCED":
        yield f"{at}.ImageBasedTrickPlay: must be ADVANCED to use ImageBasedTrickPlaySettings"
    width, height = own.get("ThumbnailWidth", 312), own.get("ThumbnailHeight", 2)
    if width % 8:
        yield f"{at}.ImageBasedTrickPlaySettings.ThumbnailWidth: must be divisible by 8"
    if height % 2:
        yield f"{at}.ImageBasedTrickPlaySettings.ThumbnailHeight: must be divisible by 2"
    # model: FOLLOW_CUSTOM takes "the interval you specify in thumbnailInterval".
    if own.get("IntervalCadence") == "FOLLOW_CUSTOM" and not own.get("ThumbnailInterval"):
        yield f"{at}.ImageBasedTrickPlaySettings.ThumbnailInterval: is required for FOLLOW_CUSTOM"
    for side, size, count in (
        ("Width", width, own.get("TileWidth", 1)),
        ("Height", height, own.get("TileHeight", 1)),
    ):
        if size * count > TILE_PIXELS:
            yield f"{at}.ImageBasedTrickPlaySettings.Tile{side}: more than {TILE_PIXELS} pixels"
