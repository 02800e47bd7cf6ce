"""A new attempt of an asset: all of its jobs once more, in a place of their own."""

from dataclasses import replace
from datetime import datetime

from pipeline.assets.asset import Asset, Status
from pipeline.assets.lease import Lease
from pipeline.assets.retries import Retry
from pipeline.jobs.job import new_jobs


def retried(asset: Asset, retry: Retry, now: datetime) -> Asset:
    """After a failed job."""
    conceded = () if retry.concession is None else (retry.concession,)
    return replace(
        _new_attempt(asset, retry.lease, now),
        retries=asset.retries + 1,
        concessions=(*asset.concessions, *conceded),
    )


def reprocessed(asset: Asset, lease: Lease, now: datetime) -> Asset:
    """By an operator: with all retries, and whole."""
    return replace(_new_attempt(asset, lease, now), retries=0, concessions=())


def _new_attempt(asset: Asset, lease: Lease, now: datetime) -> Asset:
    """Nothing of older jobs and outputs stays; their ids and errors do, as history."""
    attempt = asset.attempt + 1
    groups = {name: job.output_groups for name, job in asset.jobs.items()}
    return replace(
        asset,
        status=Status.PENDING,
        attempt=attempt,
        jobs=new_jobs(groups, attempt),
        formats=(),
        outputs={},
        lease=lease,
        claimed_at=now,
        checked_at=None,
    )
