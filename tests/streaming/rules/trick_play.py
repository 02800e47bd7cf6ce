"""Section 6: I-frame playlists."""

from collections.abc import Iterator

from streaming.hls import MediaPlaylist, Variant
from streaming.presentation import Presentation
from streaming.rules.rates import WITHIN
from streaming.rules.rule import MUST, SHOULD, Faults, Rules, of_playlists

rules = Rules(of_playlists)
each = Rules(lambda found: bool(found.i_frames))

HEAD_BYTES = 4096
BEFORE_MOOF = {b"styp", b"sidx", b"prft", b"emsg", b"free"}


def _each(found: Presentation) -> Iterator[tuple[Variant, MediaPlaylist]]:
    for one in found.i_frames:
        for playlist in found.playlists([one.path]):
            yield one, playlist


@rules("6.1", MUST, "There are I-frame playlists.")
def there_are_some(found: Presentation) -> Faults:
    if found.video_variants and not found.i_frames:
        yield "none"


@each("6.6", SHOULD, "There are I-frame playlists of several bit rates.")
def there_are_several(found: Presentation) -> Faults:
    if len(found.i_frames) == 1 and len(found.video_variants) > 1:
        yield "one"


@each("6.8", MUST, "I-frame playlists have EXT-X-I-FRAMES-ONLY.")
def they_say_so(found: Presentation) -> Faults:
    yield from (one.name for one in found.i_frame_playlists if not one.i_frames_only)


@each("6.9", MUST, "An I-frame playlist's BANDWIDTH is its measured peak, to a tenth.")
def peak(found: Presentation) -> Faults:
    for one, playlist in _each(found):
        told, measured = one.bandwidth_bps, playlist.peak_bps
        if told is None or abs(told - measured) > WITHIN * told:
            yield f"{one.name}: {told}, measured {measured:.0f}"


@each("6.10", MUST, "In fragmented MP4, the range of an I-frame starts with its moof.")
def moof(found: Presentation) -> Faults:
    for playlist in found.i_frame_playlists:
        if not playlist.maps:
            continue
        for segment in playlist.segments:
            if segment.part.path.is_file() and not _leads_to_moof(segment.part.head(HEAD_BYTES)):
                yield f"{playlist.name}: {segment.part.path.name}"
                break


def _leads_to_moof(data: bytes) -> bool:
    at = 0
    while data[at + 4 : at + 8] in BEFORE_MOOF:
        at += max(8, int.from_bytes(data[at : at + 4], "big"))
    return data[at + 4 : at + 8] == b"moof"


@each("6.14", SHOULD, "Some I-frame playlist is H.264.")
def some_h264(found: Presentation) -> Faults:
    codecs = [code for one in found.i_frames for code in one.codecs]
    if codecs and not any(code.startswith("avc") for code in codecs):
        yield " ".join(codecs)


@each("6.16", MUST, "Some I-frame playlist is SDR.")
def some_sdr(found: Presentation) -> Faults:
    if found.i_frames and all(one.video_range not in {"", "SDR"} for one in found.i_frames):
        yield "none"


@each("9.3", MUST, "EXT-X-I-FRAME-STREAM-INF has CODECS.")
def codecs(found: Presentation) -> Faults:
    yield from (one.name for one in found.i_frames if not one.codecs)


@each("9.4", MUST, "EXT-X-I-FRAME-STREAM-INF has RESOLUTION.")
def size(found: Presentation) -> Faults:
    yield from (one.name for one in found.i_frames if not one.size)
