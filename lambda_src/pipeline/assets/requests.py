"""Requests of clients for assets, read strictly. All raise ProblemError."""

import re
from collections.abc import Collection, Mapping
from typing import Any

from pipeline.api.caller import Caller
from pipeline.api.members import Members, text, whole_number
from pipeline.assets.asset import Status, Visibility
from pipeline.assets.changes import Edited, Unsaid
from pipeline.assets.pages import MOST_LISTED, AssetQuery, Position
from pipeline.upload_sessions.request import PASSTHROUGH_LIMIT, identifier
from pipeline.uploads.keys import KEY_LIMIT_BYTES

LISTED = 25
MOST_CAPTURES = 10_000_000  # a file's name has seven digits


def read_edit(body: Mapping[str, Any]) -> Edited:
    """A merge patch (RFC 7396): null removes, and what is absent stays."""
    members = Members(body, ("passthrough", "poster", "visibility"))
    passthrough = members.read("passthrough", text(PASSTHROUGH_LIMIT))
    poster = members.read("poster", whole_number(0, MOST_CAPTURES - 1))
    visibility = members.read("visibility", _visibility)
    members.end()
    return Edited(
        passthrough=passthrough if "passthrough" in body else Unsaid.UNSAID,
        poster=poster if "poster" in body else Unsaid.UNSAID,
        visibility=visibility if "visibility" in body else Unsaid.UNSAID,
    )


def read_reprocess(body: Mapping[str, Any], profiles: Collection[str]) -> str | None:
    """The profile's name; None for the record's own."""

    def known(value: Any) -> str:
        if not isinstance(value, str) or value not in profiles:
            raise ValueError("is the name of no profile")
        return value

    members = Members(body, ("profile",))
    profile = members.read("profile", known)
    members.end()
    return profile


def read_query(query: Mapping[str, str], caller: Caller, *, all_owners: bool) -> AssetQuery:
    """Without ``uploaderId`` the caller's own; or, of those that act for ``all_owners``,
    everybody's with a status, which no index knows by their projects."""
    members = Members(query, ("status", "projectId", "limit", "cursor", "uploaderId"))
    uploader_id = members.read("uploaderId", _uploader)
    if uploader_id is None and not all_owners:
        uploader_id = caller.owner
    if uploader_id is None:
        if "projectId" in query:
            members.refuse("projectId", "is of one uploader: uploaderId says of whom")
        members.demand("status", _status)
    asked = AssetQuery(
        uploader_id=uploader_id,
        status=members.read("status", _status),
        project_id=members.read("projectId", identifier),
        limit=members.read("limit", _limit) or LISTED,
        after=members.read("cursor", Position.read),
    )
    members.end()
    return asked


def _status(value: Any) -> Status:
    try:
        return Status(value)
    except ValueError:
        raise ValueError(f"is none of {', '.join(Status)}") from None


def _visibility(value: Any) -> Visibility:
    if not isinstance(value, str) or value not in list(Visibility):
        raise ValueError(f"is none of {', '.join(Visibility)}")
    return Visibility(value)


def _limit(value: Any) -> int:
    if not re.fullmatch(r"[1-9][0-9]{0,2}", value, re.ASCII) or int(value) > MOST_LISTED:
        raise ValueError(f"is no whole number from 1 to {MOST_LISTED}")
    return int(value)


def _uploader(value: Any) -> str:
    """Any that a key can name: those of uploads that came another way are their own."""
    length = len(value.encode(errors="surrogatepass"))
    if not 0 < length <= KEY_LIMIT_BYTES or "/" in value or not _is_text(value):
        raise ValueError("is no uploaderId")
    return str(value)


def _is_text(value: str) -> bool:
    """Without half a surrogate pair: AWS takes none."""
    return not any("\ud800" <= one <= "\udfff" for one in value)
