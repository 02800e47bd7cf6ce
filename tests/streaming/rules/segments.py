"""Sections 7 and 8: segments and media playlists."""

from collections.abc import Iterator

from streaming.hls import MediaPlaylist
from streaming.presentation import Presentation
from streaming.rules.rule import MUST, SHOULD, Faults, Rules, of_media, of_playlists
from streaming.rules.video import FRAGMENTS

rules = Rules(of_playlists)
media = Rules(of_media)

TARGET_SECONDS = 6
NOMINAL_SECONDS = 0.1
# AAC frames end elsewhere than pictures: 1024 samples at 44.1 kHz, and one for the codec's delay.
SOUND_SECONDS = 0.05
WHOLE_SECONDS = 0.1


@media("7.3", MUST, "Decode times go on from segment to segment.")
def continuous(found: Presentation) -> Faults:
    yield from (at.name for at, one in found.pictures if not one.continuous)
    yield from (at.name for at, one in found.sounds if not one.continuous)


@media("7.4", MUST, "Segments with video start with an IDR frame.")
def idr_first(found: Presentation) -> Faults:
    for at, one in found.pictures:
        if one.codec == "av1":
            continue
        frame = 1 / one.frame_rate if one.frame_rate else 0.05
        for number, start in enumerate(at.starts, 1):
            if all(abs(start - idr) > frame for idr in one.idr_seconds):
                yield f"{at.name}: segment {number}"


@rules("7.5", SHOULD, "Target durations are 6 s.")
def six_seconds(found: Presentation) -> Faults:
    for one in found.media_playlists:
        if one.target_seconds != TARGET_SECONDS:
            yield f"{one.name}: {one.target_seconds}"


@rules("7.6", SHOULD, "Segments last 6 s, but for the last.")
def nominal(found: Presentation) -> Faults:
    for playlist in found.media_playlists:
        odd = [
            one.seconds
            for one in playlist.segments[:-1]
            if abs(one.seconds - TARGET_SECONDS) > NOMINAL_SECONDS
        ]
        if odd:
            yield f"{playlist.name}: {min(odd):.3f} to {max(odd):.3f}"


@rules("7.7", MUST, "No segment is longer than the target duration and half a second.")
def within_target(found: Presentation) -> Faults:
    for playlist in [*found.media_playlists, *found.i_frame_playlists]:
        longest = max((one.seconds for one in playlist.segments), default=0)
        if longest > (playlist.target_seconds or 0) + 0.5:
            yield f"{playlist.name}: {longest:.3f} of {playlist.target_seconds}"


@media("8.1", MUST, "EXTINF durations add up to the media's, to a frame.")
def durations_are_true(found: Presentation) -> Faults:
    for at, one in found.pictures:
        yield from _apart(at, one.seconds, 1 / one.frame_rate if one.frame_rate else 0.05)
    pictures = {at.path for at, _ in found.pictures}
    for at, sound in found.sounds:
        if at.path not in pictures:
            yield from _apart(at, sound.seconds, SOUND_SECONDS)


def _apart(playlist: MediaPlaylist, seconds: float, tolerance: float) -> Faults:
    if abs(playlist.seconds - seconds) > tolerance + 0.001:
        yield f"{playlist.name}: {playlist.seconds:.3f} s, media {seconds:.3f} s"


@rules("8.2", MUST, "All picture and sound has one target duration.")
def one_target(found: Presentation) -> Faults:
    targets = {one.target_seconds for one in found.media_playlists}
    if len(targets) > 1:
        yield " ".join(f"{one.name}: {one.target_seconds}" for one in found.media_playlists)


@rules("8.3", MUST, "All picture and sound is equally long, to 0.1 s.")
def one_duration(found: Presentation) -> Faults:
    lengths = [one.seconds for one in found.media_playlists]
    if lengths and max(lengths) - min(lengths) > WHOLE_SECONDS:
        yield f"{min(lengths):.3f} to {max(lengths):.3f} s"


@rules("8.6", MUST, "Media playlists say EXT-X-PLAYLIST-TYPE:VOD.")
def vod(found: Presentation) -> Faults:
    for one in [*found.media_playlists, *found.i_frame_playlists]:
        if one.kind != "VOD":
            yield f"{one.name}: {one.kind}"


@rules("8.15", MUST, "Discontinuities are at the same points in all playlists.")
def discontinuities(found: Presentation) -> Faults:
    times = {one.name: _discontinuities(one) for one in found.media_playlists}
    if any(
        len(one) != len(other)
        or any(abs(a - b) > SOUND_SECONDS for a, b in zip(one, other, strict=False))
        for one in times.values()
        for other in times.values()
    ):
        yield " ".join(f"{name}: {len(one)}" for name, one in times.items())


def _discontinuities(playlist: MediaPlaylist) -> list[float]:
    pairs = zip(playlist.segments, playlist.starts, strict=True)
    return [start for segment, start in pairs if segment.discontinuity]


@rules("8.20", MUST, "Fragmented MP4 has EXT-X-MAP.")
def maps(found: Presentation) -> Faults:
    for one in [*found.media_playlists, *found.i_frame_playlists]:
        first = one.segments[0].part if one.segments else None
        if not one.maps and first and first.path.is_file() and first.head(8)[4:] in FRAGMENTS:
            yield one.name


def _off(playlists: list[MediaPlaylist], tolerance: float) -> Iterator[str]:
    for one in playlists[1:]:
        first = playlists[0].starts
        if len(first) != len(one.starts) or any(
            abs(a - b) > tolerance for a, b in zip(first, one.starts, strict=True)
        ):
            yield f"{one.name}: not as {playlists[0].name}"


@rules("8.22", SHOULD, "Sound has its segment boundaries at the same points as the picture.")
def boundaries(found: Presentation) -> Faults:
    video = found.video_playlists
    yield from _off([*video[:1], *found.audio_playlists], SOUND_SECONDS)


@rules(
    "8.22-AirPlay",
    MUST,
    "On AirPlay 2, variants have segment boundaries at the same points.",
)
def video_boundaries(found: Presentation) -> Faults:
    yield from _off(found.video_playlists, 1 / 60)
