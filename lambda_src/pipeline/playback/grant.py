"""Who holds a grant may get the files of one attempt of one asset, until it ends."""

import re
from dataclasses import dataclass
from datetime import datetime, timedelta
from fractions import Fraction

from pipeline.assets.asset import Asset
from pipeline.transcoding.places import attempt_folder
from pipeline.uploads.upload import is_asset_id

# A viewer may pause, and begin again: the film's length alone is too short.
LEAST, MORE_THAN_THE_FILM = timedelta(hours=4), timedelta(hours=1)
MOST = timedelta(hours=24)
_WHOLE = re.compile(r"[1-9][0-9]{0,11}", re.A)


@dataclass(frozen=True, kw_only=True)
class Grant:
    """``ends_at`` is in seconds since 1970: as CloudFront has it, the first moment that is too
    late."""

    asset_id: str
    attempt: int
    ends_at: int

    @property
    def folder(self) -> str:
        """The prefix of all keys that it is for, and of no others."""
        return attempt_folder(self.asset_id, self.attempt)


def grant_of(asset: Asset, now: datetime) -> Grant | None:
    """For what the asset serves; None where that is nothing."""
    if asset.served is None:
        return None
    ends_at = now + _lasts(asset)
    return Grant(asset_id=asset.id, attempt=asset.served.attempt, ends_at=int(ends_at.timestamp()))


def read_grant(asset_id: str, attempt: str, ends_at: str) -> Grant | None:
    """As somebody from outside tells it. None where no grant of ours is like that."""
    if not is_asset_id(asset_id) or not all(map(_WHOLE.fullmatch, (attempt, ends_at))):
        return None
    return Grant(asset_id=asset_id, attempt=int(attempt), ends_at=int(ends_at))


def _lasts(asset: Asset) -> timedelta:
    """Of the current attempt's renditions and of its source whichever is the longest; the shortest
    grant where neither is known."""
    told = [made.duration_seconds for job in asset.jobs.values() for made in job.renditions]
    if asset.source is not None:
        told.append(asset.source.duration_seconds)
    seconds = max((Fraction(one) for one in told if one is not None), default=Fraction(0))
    if seconds > MOST.total_seconds():
        return MOST
    return min(MOST, max(LEAST, timedelta(seconds=float(seconds)) + MORE_THAN_THE_FILM))
