"""Section 1: what is in the picture."""

import re
from collections.abc import Mapping
from itertools import pairwise

from streaming.media import Picture
from streaming.presentation import Presentation
from streaming.rules.rule import MUST, SHOULD, Faults, Rules, of_media

rules = Rules(of_media)
h264 = Rules(lambda found: bool(_h264(found)))
hevc = Rules(lambda found: bool(_hevc(found)))

# Boxes that a segment of fragmented MP4 may begin with.
FRAGMENTS = {b"styp", b"moof", b"sidx", b"prft", b"emsg"}
HIGH, MAIN_10 = 100, 2
PROFILES = {66: "Baseline", 77: "Main", 100: "High", 110: "High 10", 122: "High 4:2:2"}
AVC = re.compile(r"avc[13]\.([0-9a-fA-F]{2})[0-9a-fA-F]{2}([0-9a-fA-F]{2})")
UP_TO_HIGH = {66, 77, 88, 100}
NATURAL_RATES = (24000 / 1001, 24, 25, 30000 / 1001, 30, 50, 60000 / 1001, 60)
RATE_TOLERANCE = 0.01
# ITU-T H.264, table A-1: level → macroblocks per second, macroblocks per frame.
LEVELS: Mapping[int, tuple[int, int]] = {
    10: (1485, 99),
    11: (3000, 396),
    12: (6000, 396),
    13: (11880, 396),
    20: (11880, 396),
    21: (19800, 792),
    22: (20250, 1620),
    30: (40500, 1620),
    31: (108000, 3600),
    32: (216000, 5120),
    40: (245760, 8192),
    41: (245760, 8192),
    42: (522240, 8704),
    50: (589824, 22080),
    51: (983040, 36864),
    52: (2073600, 36864),
}


def _h264(found: Presentation) -> list[tuple[str, Picture]]:
    return [(at.name, one) for at, one in found.pictures if one.codec == "h264"]


def _hevc(found: Presentation) -> list[tuple[str, Picture]]:
    return [(at.name, one) for at, one in found.pictures if one.codec == "hevc"]


@rules("1.1", MUST, "Video is H.264, HEVC or AV1.")
def codecs_are_known(found: Presentation) -> Faults:
    for at, one in found.pictures:
        if one.codec not in {"h264", "hevc", "av1"}:
            yield f"{at.name}: {one.codec}"


@h264("1.2", MUST, "H.264 lies in fragmented MP4 or transport streams.")
def h264_containers(found: Presentation) -> Faults:
    for at, one in found.pictures:
        head = at.segments[0].part.head(8)
        if one.codec == "h264" and head[:1] != b"\x47" and head[4:] not in FRAGMENTS:
            yield at.name


@h264("1.3a", SHOULD, "Some H.264 variant is at most High Profile, Level 4.1.")
def some_h264_is_modest(found: Presentation) -> Faults:
    pictures = _h264(found)
    if pictures and all(one.level > 41 or one.profile not in UP_TO_HIGH for _, one in pictures):
        yield "none"


def _too_high(found: Presentation, level: int) -> Faults:
    for name, one in _h264(found):
        if one.level > level or one.profile not in UP_TO_HIGH:
            yield f"{name}: {PROFILES.get(one.profile, one.profile)}, level {one.level / 10}"


@h264("1.3b", MUST, "H.264 is at most High Profile, Level 5.2.")
def h264_level(found: Presentation) -> Faults:
    yield from _too_high(found, 52)


@h264("1.3b-tvOS", MUST, "On tvOS, H.264 is at most High Profile, Level 5.1.")
def h264_level_on_tvos(found: Presentation) -> Faults:
    yield from _too_high(found, 51)


@h264("1.3b-macOS", MUST, "On macOS, H.264 is at most High Profile, Level 5.0.")
def h264_level_on_macos(found: Presentation) -> Faults:
    yield from _too_high(found, 50)


@h264("1.4", SHOULD, "H.264 has High Profile.")
def h264_is_high(found: Presentation) -> Faults:
    for name, one in _h264(found):
        if one.profile in UP_TO_HIGH - {HIGH}:
            yield f"{name}: {PROFILES.get(one.profile, one.profile)}"


@hevc("1.5", MUST, "HEVC lies in fragmented MP4.")
def hevc_container(found: Presentation) -> Faults:
    for at, one in found.pictures:
        if one.codec == "hevc" and not at.maps:
            yield at.name


@hevc("1.6a", SHOULD, "Some HEVC variant is at most Main 10, Level 4.0, Main Tier.")
def some_hevc_is_modest(found: Presentation) -> Faults:
    pictures = _hevc(found)
    if pictures and all(one.level > 120 or one.high_tier for _, one in pictures):
        yield "none"


@hevc("1.6b", MUST, "HEVC is at most Main 10, Level 5.1.")
def hevc_level(found: Presentation) -> Faults:
    for name, one in _hevc(found):
        if one.level > 153 or one.profile > MAIN_10:
            yield f"{name}: profile {one.profile}, level {one.level / 30:.1f}"


@h264("1.11", SHOULD, "H.264's level is no higher than size and frame rate need.")
def h264_level_is_needed(found: Presentation) -> Faults:
    for name, one in _h264(found):
        width, height = one.size
        blocks = -(-width // 16) * -(-height // 16)
        # A rate that was measured: not to need a higher level for its last digits.
        per_second = blocks * round(one.frame_rate, 1)
        need = next((n for n, (s, f) in LEVELS.items() if per_second <= s and blocks <= f), 52)
        if one.level > need:
            yield f"{name}: level {one.level / 10}, {need / 10} is enough"


@rules("1.13", SHOULD, "There is an IDR frame every two seconds.")
def idr_frames(found: Presentation) -> Faults:
    for at, one in found.pictures:
        times = [*one.idr_seconds, one.seconds]
        longest = max((b - a for a, b in pairwise(times)), default=one.seconds)
        if one.codec in {"h264", "hevc"} and longest > 2 + _frame(one):
            yield f"{at.name}: {longest:.2f} s without one"


@rules("1.14", MUST, "Interlaced sources come out deinterlaced.")
def progressive(found: Presentation) -> Faults:
    yield from (at.name for at, one in found.pictures if not one.progressive)


@rules("1.18", SHOULD, "Frame rates are natural: 23.976 to 60.")
def natural_frame_rate(found: Presentation) -> Faults:
    for at, one in found.pictures:
        nearest = min(NATURAL_RATES, key=lambda rate: abs(rate - one.frame_rate))
        if one.frame_rate <= 60 + RATE_TOLERANCE and abs(nearest - one.frame_rate) > 0.05:
            yield f"{at.name}: {one.frame_rate:.3f}"


@rules("1.19", MUST, "No frame rate is above 60.")
def frame_rate_limit(found: Presentation) -> Faults:
    for at, one in found.pictures:
        if one.frame_rate > 60 + RATE_TOLERANCE:
            yield f"{at.name}: {one.frame_rate:.3f}"


@rules("1.21", SHOULD, "All variants have one color space.")
def one_color_space(found: Presentation) -> Faults:
    spaces = {one.primaries for _, one in found.pictures}
    if len(spaces) > 1:
        yield f"primaries {sorted(spaces)}"


@rules("1.24", MUST, "There are SDR variants.")
def some_sdr(found: Presentation) -> Faults:
    pictures = list(found.pictures)
    if pictures and all(one.video_range != "SDR" for _, one in pictures):
        yield "none"


@rules("9.16", MUST, "Variants tell VIDEO-RANGE unless all are SDR.")
def video_range(found: Presentation) -> Faults:
    ranges = {at.path: one.video_range for at, one in found.pictures}
    hdr = set(ranges.values()) - {"SDR"}
    for one in found.video_variants:
        told = one.video_range or ("nothing" if hdr else "SDR")
        if ranges.get(one.path, told) != told:
            yield f"{one.name}: {told}, media {ranges[one.path]}"


@rules("P4", MUST, "CODECS, RESOLUTION and FRAME-RATE tell what is in the media.")
def attributes_are_true(found: Presentation) -> Faults:
    pictures = {at.path: one for at, one in found.pictures}
    for variant in found.video_variants:
        one = pictures.get(variant.path)
        if one is None:
            continue
        if variant.size and variant.size != one.size:
            yield f"{variant.name}: {variant.size}, media {one.size}"
        if variant.frame_rate and abs(variant.frame_rate - one.frame_rate) > 0.1:
            yield f"{variant.name}: {variant.frame_rate} fps, media {one.frame_rate:.3f}"
        told = AVC.fullmatch(variant.video_codec or "")
        if told and (int(told[1], 16), int(told[2], 16)) != (one.profile, one.level):
            yield f"{variant.name}: {told[0]}, media profile {one.profile}, level {one.level}"


def _frame(one: Picture) -> float:
    return 1 / one.frame_rate if one.frame_rate else 0.05
