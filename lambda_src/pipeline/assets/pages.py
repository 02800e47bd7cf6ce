"""Lists of assets, page by page, the newest first."""

import re
from base64 import urlsafe_b64decode, urlsafe_b64encode
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Self

from pipeline.assets.asset import Status
from pipeline.text.timestamps import from_text, to_text
from pipeline.uploads.upload import ASSET_ID

MOST_LISTED = 100
# With a filter, a page reads no more, however few of them it lists.
MOST_READ = 250
# The first character is the form's version.
_POSITION = re.compile(rf"1 ([0-9TZ:.-]{{24}}) ({ASSET_ID})")
_TOKEN = re.compile(r"[A-Za-z0-9_-]{1,120}")


@dataclass(frozen=True)
class Position:
    """Of an asset in a list: when it came in, or last changed, and its id. It says nothing of the
    list: in any other one, it is just a place between two of that list's own assets."""

    at: datetime
    asset_id: str

    @property
    def cursor(self) -> str:
        """Opaque to clients, and safe in a URL."""
        text = f"1 {to_text(self.at)} {self.asset_id}"
        return urlsafe_b64encode(text.encode()).decode().rstrip("=")

    @classmethod
    def read(cls, cursor: str) -> Self:
        """Raises ValueError where it is none of ours."""
        refused = ValueError("is no cursor of a list")
        if not _TOKEN.fullmatch(cursor):
            raise refused
        try:
            text = urlsafe_b64decode(cursor + "=" * (-len(cursor) % 4)).decode("ascii")
            found = _POSITION.fullmatch(text)
            position = cls(from_text(found[1]), found[2]) if found else None
        except ValueError:
            raise refused from None
        if position is None or position.cursor != cursor:
            raise refused
        return position


@dataclass(frozen=True, kw_only=True)
class AssetQuery:
    """Which assets: those of an uploader, the newest first; or, where ``uploader_id`` is None,
    those of everybody that have ``status``, the last changed first."""

    uploader_id: str | None = None
    status: Status | None = None
    project_id: str | None = None
    limit: int = MOST_LISTED
    after: Position | None = None

    @property
    def filters(self) -> Mapping[str, str]:
        """What assets must have beside what the list is of, by attributes."""
        told = {"status": self.status, "projectId": self.project_id}
        if self.uploader_id is None:
            del told["status"]
        return {name: str(value) for name, value in told.items() if value is not None}

    @property
    def read_limit(self) -> int:
        return MOST_READ if self.filters else self.limit


@dataclass(frozen=True)
class Page:
    """``items`` are what the index holds of each, by the record's attributes. ``next`` is where the
    next page begins after; None at the end."""

    items: tuple[Mapping[str, Any], ...]
    next: Position | None = None
