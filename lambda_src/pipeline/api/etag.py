"""Entity tags (RFC 9110, 8.8.3) and the conditions that name them (13.1)."""

import json
import re
from hashlib import sha256
from typing import Any

ANY = "*"
# Of a tag, what stands between its quotes.
_TAG = r'(?:W/)?"[\x21\x23-\x7e\x80-\U0010ffff]*"'
_LIST = re.compile(rf"[ \t,]*{_TAG}(?:[ \t]*,[ \t,]*{_TAG})*[ \t,]*")


def etag_of(document: Any) -> str:
    """A strong tag, of what ``document`` says and nothing else: two that say the same have one."""
    text = json.dumps(document, sort_keys=True)
    return f'"{sha256(text.encode()).hexdigest()[:32]}"'


def is_named(condition: str, etag: str) -> bool:
    """Whether If-None-Match names ``etag``: by the weak comparison, for which a tag that a cache
    has made weak is the same. A header of another form names nothing."""
    return condition.strip() == ANY or etag in {tag.removeprefix("W/") for tag in _tags(condition)}


def is_named_strongly(condition: str, etag: str) -> bool:
    """The same for If-Match, by the strong comparison: a weak tag is equal to none."""
    return condition.strip() == ANY or etag in _tags(condition)


def _tags(condition: str) -> list[str]:
    return re.findall(_TAG, condition) if _LIST.fullmatch(condition) else []
