"""Section 1: bit rates that the multivariant playlist declares, against the segments' sizes."""

from streaming.presentation import Presentation
from streaming.rules.rule import MUST, SHOULD, Faults, Rules, of_playlists

rules = Rules(of_playlists)

WITHIN = 0.1
# Within a fifth: steps of a ladder are 1.5 to 2.
ABOUT = 0.2
FIRST_BPS = 2_000_000


@rules("1.26", MUST, "AVERAGE-BANDWIDTH is measured, to a tenth.")
def average(found: Presentation) -> Faults:
    for variant in found.variants:
        for playlist in found.playlists([variant.path]):
            beside = max((one.average_bps for one in found.beside(variant)), default=0)
            measured, told = playlist.average_bps + beside, variant.average_bps
            if told is not None and abs(told - measured) > WITHIN * told:
                yield f"{variant.name}: {told}, measured {measured:.0f}"


@rules("1.27", MUST, "BANDWIDTH is the measured peak, to a tenth.")
def peak(found: Presentation) -> Faults:
    for variant in found.variants:
        for playlist in found.playlists([variant.path]):
            beside = max((one.peak_bps for one in found.beside(variant)), default=0)
            measured, told = playlist.peak_bps + beside, variant.bandwidth_bps
            if told is None or abs(told - measured) > WITHIN * told:
                yield f"{variant.name}: {told}, measured {measured:.0f}"


@rules("1.30", SHOULD, "The peak is at most twice the average.")
def peak_to_average(found: Presentation) -> Faults:
    for playlist in found.video_playlists:
        if playlist.peak_bps > 2 * playlist.average_bps:
            yield f"{playlist.name}: {playlist.peak_bps / playlist.average_bps:.1f}"


@rules("1.32", SHOULD, "The first variant is the one of about 2000 kbit/s.")
def first_variant(found: Presentation) -> Faults:
    for variant in found.video_variants[:1]:
        rate = variant.average_bps or variant.bandwidth_bps or 0
        if abs(rate - FIRST_BPS) > ABOUT * FIRST_BPS:
            yield f"{variant.name}: {rate / 1000:.0f} kbit/s"


@rules("1.33", SHOULD, "All variants have one aspect ratio.")
def one_shape(found: Presentation) -> Faults:
    shapes = [one.size[0] / one.size[1] for one in found.video_variants if one.size]
    if shapes and max(shapes) > 1.01 * min(shapes):
        yield f"{min(shapes):.3f} to {max(shapes):.3f}"


@rules("9.21-iOS", MUST, "For cellular networks, some variant's peak is at most 192 kbit/s.")
def cellular(found: Presentation) -> Faults:
    peaks = [one.bandwidth_bps or 0 for one in found.variants]
    if peaks and min(peaks) > 192_000:
        yield f"least {min(peaks) / 1000:.0f} kbit/s"
