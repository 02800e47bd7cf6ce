"""What a delivery may do for an asset whose record is already there."""

from dataclasses import dataclass
from datetime import datetime
from math import ceil

from pipeline.assets.asset import Asset, Status
from pipeline.assets.retries import RETRY_OWNER


@dataclass(frozen=True)
class Duplicate:
    """Others have brought the asset further: nothing is left to do."""


@dataclass(frozen=True)
class Mine:
    """This very delivery wrote the lease (the answer to the write was lost): carry on."""


@dataclass(frozen=True)
class Wait:
    """Another delivery may be submitting jobs right now."""

    seconds: int


@dataclass(frozen=True)
class TakeOver:
    """The lease is over: its owner died, and may have submitted jobs before; or, if ``fresh``, it
    was a new attempt's backoff, and there are no jobs."""

    fresh: bool = False


def on_redelivery(
    asset: Asset, owner: str, now: datetime, attempt: int | None = None
) -> Duplicate | Mine | Wait | TakeOver:
    """``attempt``: the delivery is about this one only.

    Never acknowledges a PENDING asset: its owner may die yet.
    """
    if asset.status is not Status.PENDING or attempt not in (None, asset.attempt):
        return Duplicate()
    if asset.lease is not None and asset.lease.owner == owner:
        return Mine()
    if left := lease_left_seconds(asset, now):
        return Wait(left)
    return TakeOver(fresh=asset.lease is not None and asset.lease.owner == RETRY_OWNER)


def lease_left_seconds(asset: Asset, now: datetime) -> int:
    """Whole seconds, rounded up; 0 where the lease is over or there is none."""
    if asset.lease is None:
        return 0
    return max(0, ceil((asset.lease.until - now).total_seconds()))
