"""Names of files, as clients tell them, made safe for keys.

A key is read as a path, printed and shown to people; S3 takes 1,024 bytes of it.
"""

import posixpath
import re
import unicodedata

STEM_LIMIT_BYTES = 120
UNNAMED = "upload"
# What names of files have beside letters, marks and digits, and S3's user guide calls safe
# ("Naming Amazon S3 objects"); a space is not, and too usual to take away.
_SAFE_SIGNS = frozenset(" ._-()")
_EDGES = " .-"


def safe_name(name: str) -> str:
    """Of the last part of a path of either kind. It has the same suffix, in small letters, and
    neither begins nor ends with a dot or a space."""
    last = unicodedata.normalize("NFC", re.split(r"[/\\]", name)[-1])
    # Controls, marks of direction, what is no character: they vanish. Others leave a dash.
    seen = "".join(one for one in last if unicodedata.category(one)[0] != "C").strip(" .")
    stem, suffix = posixpath.splitext(seen)
    return _shortened(_dashed(stem)) + _dashed(suffix).lower()


def suffix_of(name: str) -> str:
    """Of a safe name, without the dot."""
    return posixpath.splitext(name)[1].removeprefix(".")


def stem_of(name: str) -> str:
    return posixpath.splitext(name)[0]


def _dashed(text: str) -> str:
    kept = (one if _is_safe(one) else "-" for one in text)
    return re.sub("--+", "-", "".join(kept))


def _is_safe(character: str) -> bool:
    return unicodedata.category(character)[0] in "LMN" or character in _SAFE_SIGNS


def _shortened(stem: str) -> str:
    """Never in the middle of a character."""
    whole = stem.strip(_EDGES).encode()[:STEM_LIMIT_BYTES].decode(errors="ignore")
    return whole.strip(_EDGES) or UNNAMED
