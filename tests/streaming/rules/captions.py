"""Section 4: captions and subtitles."""

from streaming.hls import Rendition
from streaming.presentation import Presentation
from streaming.rules.rule import MUST, SHOULD, Faults, Rules, of_playlists


def _subtitles(found: Presentation) -> list[Rendition]:
    renditions = found.hls.renditions if found.hls else ()
    return [one for one in renditions if one.kind == "SUBTITLES"]


playlists = Rules(of_playlists)
rules = Rules(lambda found: bool(_subtitles(found)))


@playlists("4.1", SHOULD, "There are captions.")
def captions(found: Presentation) -> Faults:
    if found.video_variants and found.hls:
        kinds = {one.kind for one in found.hls.renditions}
        if not kinds & {"SUBTITLES", "CLOSED-CAPTIONS"}:
            yield "none"


@rules("4.7", MUST, "Each rendition of captions has a LANGUAGE.")
def languages(found: Presentation) -> Faults:
    for one in _subtitles(found):
        if not one.language:
            yield one.name


@rules(
    "P9",
    MUST,
    "Every variant with a picture has the captions, in a group that EXT-X-MEDIA tags make.",
)
def groups(found: Presentation) -> Faults:
    known = {one.group for one in _subtitles(found)}
    for one in found.video_variants:
        if one.subtitle_group not in known:
            yield f"{one.name}: {one.subtitle_group}"
