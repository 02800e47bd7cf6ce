"""SubRip: numbered blocks of a line of times and lines of text."""

import re

from local_aws.mediaconvert.captions.cue import Captions, Cue, milliseconds
from local_aws.mediaconvert.captions.webvtt import escaped

TIME = r"(\d{1,3}):(\d\d):(\d\d),(\d{3})"
TIMES = re.compile(rf"^\s*{TIME}\s*-->\s*{TIME}(?:\s.*)?$")
TAG = re.compile(r"</?([A-Za-z]+)(?:\s[^<>]*)?/?>")
# Of Advanced SubStation, which some programs write here.
OVERRIDE = re.compile(r"\{\\[^{}]*\}")
STYLES = {"b", "i", "u"}


def parse(text: str) -> Captions:
    """Cues of a text with ``\\n`` between its lines; blocks without times are passed over."""
    found = []
    for block in re.split(r"\n[^\S\n]*\n", text):
        lines = block.strip("\n").split("\n")
        at = next((n for n, line in enumerate(lines[:2]) if TIMES.match(line)), None)
        if at is None:
            continue
        times = TIMES.match(lines[at])
        assert times
        start, end = milliseconds(*times.groups()[:4]), milliseconds(*times.groups()[4:8])
        said = OVERRIDE.sub("", "\n".join(lines[at + 1 :])).strip()
        plain = TAG.sub("", said).strip()
        if plain and end > start:
            found.append(Cue(start, end, plain, _markup(said)))
    return Captions(tuple(sorted(found)))


def _markup(said: str) -> str:
    """With the tags that WebVTT has too."""
    parts, at = [], 0
    for tag in TAG.finditer(said):
        parts.append(escaped(said[at : tag.start()]))
        name = tag[1].lower()
        if name in STYLES:
            parts.append(f"</{name}>" if tag[0].startswith("</") else f"<{name}>")
        at = tag.end()
    return "".join([*parts, escaped(said[at:])])
