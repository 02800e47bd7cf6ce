"""What a delivery of an upload's event may do when the asset's record is already there."""

from dataclasses import dataclass
from datetime import datetime
from math import ceil

from pipeline.assets import Asset, Status


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
    """The lease is over: its owner died, and may have submitted jobs before."""


def on_redelivery(asset: Asset, owner: str, now: datetime) -> Duplicate | Mine | Wait | TakeOver:
    """Never acknowledges a PENDING asset: its owner may die yet."""
    if asset.status is not Status.PENDING:
        return Duplicate()
    if asset.lease is not None and asset.lease.owner == owner:
        return Mine()
    if left := lease_left_seconds(asset, now):
        return Wait(left)
    return TakeOver()


def lease_left_seconds(asset: Asset, now: datetime) -> int:
    """Whole seconds, rounded up; 0 where the lease is over or there is none."""
    if asset.lease is None:
        return 0
    return max(0, ceil((asset.lease.until - now).total_seconds()))
