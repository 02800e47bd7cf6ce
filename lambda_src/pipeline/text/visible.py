"""Characters that cannot be seen: they end lines, turn the reading direction, or hide."""

import re

# Controls, separators of lines and paragraphs, marks of direction, spaces without width, half
# surrogate pairs, and what is no character. Not among them: U+200C, U+200D and the tags, which
# Persian, Indian scripts and emoji are written with.
UNSEEN = re.compile(
    r"[\x00-\x1f\x7f-\x9f\u061c\u200b\u200e\u200f\u2028-\u202e\u2060-\u206f"
    r"\ufeff\ufff9-\ufffb\ufffe\uffff\ud800-\udfff]"
)


def plain(text: str, limit: int) -> str:
    """``text`` for one of our messages: one line of at most ``limit`` characters."""
    return UNSEEN.sub(" ", text[:limit])
