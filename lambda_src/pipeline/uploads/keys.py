"""Keys of uploads that are refused for what they could do to others.

S3 takes any text of 1 to 1,024 bytes for a name. Programs that read a key as a path, print it, or
show it to a person do not.
"""

import re

from pipeline.text.visible import UNSEEN

KEY_LIMIT_BYTES = 1024

# Slashes and dots as they are, percent-encoded once or more often, and the backslash.
_SLASH = r"(?:[/\\]|%(?:25)*(?:2f|5c))"
_DOT = r"(?:\.|%(?:25)*2e)"
_PATH_TRICK = re.compile(rf"//|(?:^|{_SLASH}){_DOT}{{1,2}}(?={_SLASH}|$)", re.IGNORECASE)


def unsafe_part(key: str) -> str | None:
    """What of the key is refused, in words; None where nothing is."""
    if unseen := UNSEEN.search(key):
        return f"a character that cannot be seen (U+{ord(unseen[0]):04X})"
    if _PATH_TRICK.search(key):
        return "a folder without a name, or one that is named . or .."
    return None
