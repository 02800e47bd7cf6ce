"""Names of files, as clients tell them, made safe for keys.

A key is read as a path, printed and shown to people; S3 takes 1,024 bytes of it.
"""

import posixpath
import re
import unicodedata

from pipeline.text.visible import UNSEEN

STEM_LIMIT_BYTES = 120
UNNAMED = "upload"
# Letters, digits and marks of any script, and what names of files have beside them.
_UNSAFE = re.compile(r"[^\w .\-+()\[\]]+")


def safe_name(name: str) -> str:
    """Of the last part of a path of either kind. It has the same suffix, in small letters, and
    never begins or ends with a dot or a space."""
    last = unicodedata.normalize("NFC", re.split(r"[/\\]", name)[-1])
    visible = UNSEEN.sub("", last)
    stem, suffix = posixpath.splitext(visible.strip(" ."))
    stem = _UNSAFE.sub("-", stem).strip(" .-") or UNNAMED
    return _shortened(stem) + _UNSAFE.sub("", suffix).lower()


def suffix_of(name: str) -> str:
    """Without its dot, in small letters."""
    return posixpath.splitext(safe_name(name))[1].removeprefix(".")


def stem_of(name: str) -> str:
    return posixpath.splitext(name)[0]


def _shortened(stem: str) -> str:
    """Never in the middle of a character."""
    return stem.encode()[:STEM_LIMIT_BYTES].decode(errors="ignore").strip(" .-") or UNNAMED
