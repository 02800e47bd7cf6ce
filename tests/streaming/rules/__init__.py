"""Apple's HLS authoring specification for Apple devices, as far as files can tell, in our words:
https://developer.apple.com/documentation/http-live-streaming/hls-authoring-specification-for-apple-devices

A number with a suffix is one that the specification amends for a platform. P rules are ours.
"""

from streaming.rules import audio, captions, files, multivariant, rates, segments, trick_play, video
from streaming.rules.rule import MUST, SHOULD, Rule

_ALL = [
    *files.rules.all,
    *files.dash.all,
    *files.both.all,
    *files.read.all,
    *video.rules.all,
    *video.h264.all,
    *video.hevc.all,
    *rates.rules.all,
    *audio.rules.all,
    *audio.playlists.all,
    *captions.playlists.all,
    *captions.rules.all,
    *trick_play.rules.all,
    *trick_play.each.all,
    *segments.rules.all,
    *segments.media.all,
    *multivariant.rules.all,
]


def _place(rule: Rule) -> tuple[int, int, str]:
    """Apple's by number, then ours."""
    if rule.number.startswith("P"):
        return 99, int(rule.number[1:]), ""
    section, _, rest = rule.number.partition(".")
    digits = "".join(one for one in rest.split("-")[0] if one.isdigit())
    return int(section), int(digits), rest


RULES = tuple(sorted(_ALL, key=_place))

__all__ = ["MUST", "RULES", "SHOULD", "Rule"]
