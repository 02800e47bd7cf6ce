"""Rules of ours: what any player needs of the files."""

from collections import Counter

from streaming.presentation import Presentation
from streaming.rules.rule import MUST, Faults, Rules, of_dash, of_media, of_playlists

SECONDS = 0.1

rules = Rules(of_playlists)
dash = Rules(of_dash)
both = Rules(lambda found: of_playlists(found) and of_dash(found))
read = Rules(of_media)


@rules("P1", MUST, "Every file that the playlists name is there.")
def files_are_there(found: Presentation) -> Faults:
    if found.hls:
        missing = sorted(path.name for path in found.hls.files if not path.is_file())
        yield from (f"{name} is not there" for name in missing)


@rules("P2", MUST, "Byte ranges lie within their files.")
def ranges_lie_within(found: Presentation) -> Faults:
    for playlist in found.hls.playlists.values() if found.hls else []:
        for part in playlist.parts:
            if part.length is None or not part.path.is_file():
                continue
            if part.offset + part.length > part.path.stat().st_size or part.length <= 0:
                yield f"{playlist.name}: {part.length}@{part.offset} of {part.path.name}"


@rules("P3", MUST, "Playlists have segments and an end.")
def playlists_end(found: Presentation) -> Faults:
    for playlist in found.hls.playlists.values() if found.hls else []:
        if not playlist.ended or not playlist.segments:
            yield playlist.name


@dash("P5", MUST, "Every file that the DASH manifest names is there.")
def dash_files_are_there(found: Presentation) -> Faults:
    if found.dash:
        missing = sorted(path.name for path in found.dash.files if not path.is_file())
        yield from (f"{name} is not there" for name in missing)


@dash("P6", MUST, "DASH representations have codecs, a size if of video, and segments to the end.")
def representations_are_whole(found: Presentation) -> Faults:
    if not found.dash:
        return
    if not found.dash.representations:
        yield "no representation"
    for one in found.dash.representations:
        if one.kind == "image":
            continue
        if not one.codecs:
            yield f"{one.name}: no codecs"
        if one.kind == "video" and not one.size:
            yield f"{one.name}: no size"
        if one.bandwidth_bps is None:
            yield f"{one.name}: no bandwidth"
        # Captions may be one file of text.
        if not one.segments or not (one.initialization or one.kind == "text"):
            yield f"{one.name}: no segments"
        elif abs((one.seconds or 0) - (found.dash.seconds or 0)) > SECONDS:
            yield f"{one.name}: {one.seconds:.3f} s of {found.dash.seconds} s"


@both("P7", MUST, "HLS and DASH name the same renditions.")
def manifests_agree(found: Presentation) -> Faults:
    if not found.hls or not found.dash:
        return
    # A variant is told once for each audio group.
    videos = {one.path: one.size for one in found.video_variants}
    sizes, in_dash = Counter(videos.values()), Counter(one.size for one in found.dash.of("video"))
    if None not in sizes and sizes != in_dash:
        yield f"sizes {_listed(sizes)} in HLS, {_listed(in_dash)} in DASH"
    sounds = len(found.audio_playlists) or int(any(one.has_audio_codec for one in found.variants))
    if sounds != len(found.dash.of("audio")):
        yield f"{sounds} sounds in HLS, {len(found.dash.of('audio'))} in DASH"
    if found.hls.path.parent == found.dash.path.parent:
        in_hls = {one.part.path for playlist in found.media_playlists for one in playlist.segments}
        media = [*found.dash.of("video"), *found.dash.of("audio")]
        odd = sorted(
            path.name for path in in_hls ^ {path for one in media for path in one.segments}
        )
        yield from (f"{name} is named by one of both" for name in odd[:3])


@read("P8", MUST, "Media can be read.")
def media_is_read(found: Presentation) -> Faults:
    yield from found.unread.values()


def _listed(sizes: Counter) -> str:
    return " ".join(f"{width}x{height}" for width, height in sorted(one for one in sizes if one))
