"""What a delivery may do for an asset whose record is already there."""

from dataclasses import dataclass
from datetime import datetime

from pipeline.assets.asset import Asset, Status


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
    if left := asset.lease_left_seconds(now):
        return Wait(left)
    return TakeOver(fresh=asset.is_unclaimed)
