"""WebVTT (W3C), read and written."""

import html
import re

from local_aws.mediaconvert.captions.cue import Captions, Cue, NoCaptionsError, milliseconds

SIGNATURE = re.compile(r"WEBVTT(?:[ \t].*)?$", re.MULTILINE)
TIME = r"(?:(\d{2,}):)?([0-5]\d):([0-5]\d)\.(\d{3})"
TIMES = re.compile(rf"^[ \t]*{TIME}[ \t]+-->[ \t]+{TIME}(?:[ \t]+(.*))?$")
TAG = re.compile(r"<[^<>]*(?:>|$)")
# A class, a voice and a language may follow the name.
STYLE = re.compile(r"</?(?:b|i|u|c|v|lang|ruby|rt)(?:[. \t][^<>&]*)?>")


def parse(text: str) -> Captions:
    """Cues of a text with ``\\n`` between its lines.

    :raises NoCaptionsError: it does not begin as WebVTT does.
    """
    if not SIGNATURE.match(text):
        raise NoCaptionsError("it does not begin with WEBVTT")
    head: list[str] = []
    found: list[Cue] = []
    _, *blocks = re.split(r"\n{2,}", text)
    for block in blocks:
        lines = block.strip("\n").split("\n")
        at = next((n for n, line in enumerate(lines[:2]) if TIMES.match(line)), None)
        if at is None:
            if re.match(r"(STYLE|REGION)[ \t]*$", lines[0]) and not found:
                head.append("\n".join(lines))
            continue
        times = TIMES.match(lines[at])
        assert times
        start, end = milliseconds(*times.groups()[:4]), milliseconds(*times.groups()[4:8])
        said = "\n".join(lines[at + 1 :]).strip()
        plain = html.unescape(TAG.sub("", said)).strip()
        if plain and end > start:
            name = lines[0] if at else ""
            settings = (times[9] or "").strip()
            found.append(Cue(start, end, plain, _markup(said), settings, name, said))
    return Captions(tuple(sorted(found)), tuple(head))


def _markup(said: str) -> str:
    """With known tags alone."""
    parts, at = [], 0
    for tag in TAG.finditer(said):
        parts.append(escaped(html.unescape(said[at : tag.start()])))
        parts.append(tag[0] if STYLE.fullmatch(tag[0]) else "")
        at = tag.end()
    return "".join([*parts, escaped(html.unescape(said[at:]))])


def escaped(text: str) -> str:
    """Plain text as cue text: an empty line would end the cue."""
    joined = re.sub(r"\n\s*\n", "\n", text)
    return joined.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;")


def written(captions: Captions, style: str, header: str = "") -> str:
    """A WebVTT file; ``style`` is StylePassthrough, ``header`` a line below the first."""
    first = f"WEBVTT\n{header}".strip()
    styles = captions.head if style != "DISABLED" else ()
    blocks = [first, *styles, *(_block(cue, style) for cue in captions.cues)]
    return "\n\n".join(blocks) + "\n"


def _block(cue: Cue, style: str) -> str:
    times = f"{_time(cue.start)} --> {_time(cue.end)}"
    if style == "DISABLED":
        return f"{times}\n{escaped(cue.text)}"
    timed = f"{times} {cue.settings}".strip()
    if style == "STRICT":
        return "\n".join([*([cue.name] if cue.name else []), timed, cue.source])
    return f"{timed}\n{cue.markup}"


def _time(milliseconds: int) -> str:
    seconds, rest = divmod(milliseconds, 1000)
    return f"{seconds // 3600:02d}:{seconds // 60 % 60:02d}:{seconds % 60:02d}.{rest:03d}"
