"""The message of the erasures queue: ``{"erase": {"assetId", "by"}}``.

An erasure that looks through many open jobs goes on by the same message with ``jobs``: where it is.
"""

import json
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from pipeline.assets.asset import ErasedBy
from pipeline.jobs.job import JobState, ListingPosition
from pipeline.text.timestamps import from_text, to_text
from pipeline.uploads.requests import NotARequestError, asset_id_of, read_message

_OPEN = {state.value: state for state in (JobState.SUBMITTED, JobState.PROGRESSING)}
_FIELDS = {"assetId", "by", "jobs"}


@dataclass(frozen=True)
class Erase:
    """Sent twice, it is done once."""

    asset_id: str
    by: ErasedBy
    jobs: ListingPosition | None = None

    @property
    def body(self) -> str:
        request: dict[str, Any] = {"assetId": self.asset_id, "by": self.by.value}
        if self.jobs is not None:
            request["jobs"] = {
                "since": to_text(self.jobs.since),
                "state": self.jobs.state.value,
                "token": self.jobs.token,
            }
        return json.dumps({"erase": request})


def parse_erasure(body: str) -> Erase:
    """Strict: who can send to the queue can say anything. Raises NotARequestError."""
    message = read_message(body)
    request = message.get("erase")
    if not isinstance(request, dict) or len(message) > 1 or request.keys() - _FIELDS:
        raise NotARequestError("NOT_A_REQUEST: the message asks for no erasure, or for more")
    asset_id = asset_id_of(request, "erase")
    try:
        by = ErasedBy(request["by"])
        jobs = _position(request["jobs"]) if "jobs" in request else None
    except (ValueError, TypeError, KeyError) as error:
        raise NotARequestError(
            "NOT_A_REQUEST: the erase message does not say who asks, or where it is"
        ) from error
    return Erase(asset_id, by, jobs)


def _position(told: Mapping[str, Any]) -> ListingPosition:
    """Raises ValueError, TypeError and KeyError."""
    since, token = from_text(told["since"]), told["token"]
    if not isinstance(token, str | None):
        raise TypeError("a token is a text")
    return ListingPosition(since=since, state=_OPEN[told["state"]], token=token)
