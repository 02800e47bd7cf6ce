"""Erasing an asset: when all of it may be said to be gone, and what stays of its record."""

from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from hashlib import sha256

from pipeline.api.caller import is_owner
from pipeline.assets.asset import Asset, ErasedBy, Erasure, Status

# Twice what a function has: whoever read the record before it was ERASING has been stopped, and
# MediaConvert's lists show what they created.
QUIET = timedelta(seconds=60)
# Of jobs that are about to be cancelled: until the function that does it has been stopped, and as
# long as a job may write yet.
JOBS_END = timedelta(seconds=30 + 60)
# Longer than any copy of a record or of an event lives: 35 days of backups, 18 of messages.
TOMBSTONE_LIFE = timedelta(days=90)


@dataclass(frozen=True, kw_only=True)
class Tombstone:
    """What stays of an erased asset, for ``TOMBSTONE_LIFE``: nothing that tells of a person or of
    what they sent. ``owner_digest`` lets those who know the owner find out that it was theirs."""

    id: str
    revision: int
    erased_at: datetime
    by: ErasedBy
    owner_digest: str | None = None

    @property
    def expires_at(self) -> datetime:
        return self.erased_at + TOMBSTONE_LIFE

    def was_of(self, owner: str) -> bool:
        return self.owner_digest == _digest(self.id, owner)


def erasing(asset: Asset, by: ErasedBy, now: datetime) -> Asset:
    """It names no outputs from here on: they may be gone."""
    return replace(
        asset,
        status=Status.ERASING,
        erasure=Erasure(by=by, asked_at=now),
        formats=(),
        outputs={},
        served=None,
        removals=(),
    )


def quiet_at(asset: Asset) -> datetime:
    """From then on nobody works on an ERASING asset any more, and none of its jobs writes."""
    asked_at = asset.erasure.asked_at if asset.erasure else asset.updated_at
    lease = asset.lease
    held = lease is not None and not lease.is_backoff and lease.until > asked_at
    quiet = (lease.until if held and lease is not None else asked_at) + QUIET
    open_at = asset.erasure.jobs_open_at if asset.erasure else None
    return quiet if open_at is None else max(quiet, open_at + JOBS_END)


def none_left_since(asset: Asset) -> datetime:
    """When outputs of an ERASING asset were last seen. Where they are found again, what a CDN was
    told before does not count."""
    if asset.erasure is None:
        return asset.updated_at
    return asset.erasure.outputs_found_at or asset.erasure.asked_at


def tombstone_of(asset: Asset, now: datetime) -> Tombstone:
    """Of an ERASING asset that has nothing left."""
    if asset.erasure is None:
        raise ValueError(f"{asset.id} is {asset.status}, not ERASING")
    owner = asset.upload.uploader_id
    return Tombstone(
        id=asset.id,
        revision=asset.revision + 1,
        erased_at=now,
        by=asset.erasure.by,
        # An owner of the API is a digest already. Names that people choose could be guessed.
        owner_digest=_digest(asset.id, owner) if owner and is_owner(owner) else None,
    )


def _digest(asset_id: str, owner: str) -> str:
    """Another one for each asset: digests do not tell which assets had the same owner."""
    return sha256(f"{asset_id}\n{owner}".encode()).hexdigest()
