"""Storyboards: WebVTT whose cues are addresses of pictures."""

from collections.abc import Callable


def linked(text: str, link: Callable[[str], str]) -> str:
    """The storyboard with ``link`` of each cue's address in its place."""
    lines, in_cue = [], False
    for line in text.split("\n"):
        lines.append(link(line.strip()) if in_cue and line.strip() else line)
        in_cue = "-->" in line or (in_cue and bool(line.strip()))
    return "\n".join(lines)
