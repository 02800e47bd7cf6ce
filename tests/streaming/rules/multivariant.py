"""Section 9: the multivariant playlist."""

import re

from streaming.presentation import Presentation
from streaming.rules.rule import MUST, SHOULD, Faults, Rules, of_playlists

rules = Rules(of_playlists)

# RFC 6381 with the codecs' own registrations; avc1.77.30 is RFC 4281's.
CODEC = re.compile(
    r"avc[13]\.[0-9a-fA-F]{6}|(hvc1|hev1)(\.[0-9a-zA-Z]+){3,}|(dvh1|dvhe)\.\d{2}\.\d{2}"
    r"|av01(\.[0-9a-zA-Z]+){3,}|mp4a\.40\.\d+|ac-3|ec-3|fLaC|alac|wvtt|stpp\.ttml\.im1t"
)
HD_HEIGHT = 720
# Of the shipped profiles' smallest rung: what is no larger is not split into several.
SMALLEST = 640 * 360


@rules("1.10", SHOULD, "Parameter sets lie in sample descriptions: avc1 or hvc1.")
def parameter_sets(found: Presentation) -> Faults:
    for one in found.variants:
        if any(code[:4] in {"avc3", "hev1", "dvhe"} for code in one.codecs):
            yield f"{one.name}: {','.join(one.codecs)}"


@rules("9.1", MUST, "EXT-X-STREAM-INF has CODECS, in RFC 6381's form.")
def codecs(found: Presentation) -> Faults:
    for one in [*found.variants, *(one for one in found.i_frames if one.codecs)]:
        if not one.codecs:
            yield f"{one.name}: none"
        yield from (f"{one.name}: {code}" for code in one.codecs if not CODEC.fullmatch(code))


@rules("9.2", MUST, "EXT-X-STREAM-INF of video has RESOLUTION.")
def size(found: Presentation) -> Faults:
    yield from (one.name for one in found.video_variants if not one.size)


@rules("9.9", MUST, "There are several bit rates of video.")
def several(found: Presentation) -> Faults:
    if len(found.video_variants) == 1:
        width, height = found.video_variants[0].size or (SMALLEST, 1)
        if width * height > SMALLEST:
            yield "one"


@rules("9.10", SHOULD, "Of HD, two variants have the largest size.")
def two_at_the_top(found: Presentation) -> Faults:
    sizes = list({one.path: one.size for one in found.video_variants if one.size}.values())
    top = max(sizes, default=(0, 0), key=lambda size: size[0] * size[1])
    if min(top) >= HD_HEIGHT and sizes.count(top) < 2:
        yield f"one of {top[0]}x{top[1]}"


@rules("9.11", SHOULD, "The multivariant playlist says EXT-X-INDEPENDENT-SEGMENTS.")
def independent(found: Presentation) -> Faults:
    if found.hls and not found.hls.independent:
        yield found.hls.path.name


@rules(
    "9.12",
    MUST,
    "If it does not, all playlists of video say EXT-X-INDEPENDENT-SEGMENTS.",
)
def independent_somewhere(found: Presentation) -> Faults:
    if found.hls and not found.hls.independent:
        yield from (one.name for one in found.video_playlists if not one.independent)


@rules("9.14", MUST, "EXT-X-STREAM-INF has AVERAGE-BANDWIDTH.")
def average(found: Presentation) -> Faults:
    yield from (one.name for one in found.variants if one.average_bps is None)


@rules("9.15", MUST, "EXT-X-STREAM-INF of video has FRAME-RATE.")
def frame_rate(found: Presentation) -> Faults:
    yield from (one.name for one in found.video_variants if one.frame_rate is None)


@rules("9.20-tvOS", MUST, "Beside video, no variant is sound alone.")
def no_sound_alone(found: Presentation) -> Faults:
    if found.video_variants:
        yield from (one.name for one in found.variants if not one.has_video)
