"""A new attempt of an asset: all of its jobs once more, in a place of their own.

After a failed job, where it is worth it (a retry), or because an operator asks (a reprocess).
"""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import datetime, timedelta

from pipeline.assets.asset import Asset, Lease, Status, backoff_until
from pipeline.failures import Failure, backoff_seconds
from pipeline.jobs.error_codes import Remedy, verdict_on
from pipeline.jobs.job import new_jobs
from pipeline.transcoding.concessions import Concession

BASE_SECONDS = 60


@dataclass(frozen=True)
class Retry:
    """A new attempt, from the end of ``lease`` on, without ``concession``."""

    lease: Lease
    concession: Concession | None = None


def retry_of(
    asset: Asset, failure: Failure, max_attempts: int, now: datetime, random: float
) -> Retry | None:
    """None where the failure is final for this asset. ``random`` is in [0, 1)."""
    verdict = verdict_on(failure.code)
    if verdict.remedy not in (Remedy.RETRY, Remedy.RETRY_CHANGED):
        return None
    if asset.retries + 1 >= max_attempts:
        return None
    if verdict.concession in asset.concessions:
        return None
    seconds = backoff_seconds(asset.retries + 1, random, BASE_SECONDS)
    return Retry(backoff_until(now + timedelta(seconds=seconds)), verdict.concession)


def retried(asset: Asset, retry: Retry, now: datetime) -> Asset:
    """After a failed job, with the same profile."""
    conceded = () if retry.concession is None else (retry.concession,)
    groups = {name: job.output_groups for name, job in asset.jobs.items()}
    return replace(
        _new_attempt(asset, retry.lease, groups, now),
        retries=asset.retries + 1,
        concessions=(*asset.concessions, *conceded),
    )


def reprocessed(
    asset: Asset, lease: Lease, groups_by_job: Mapping[str, tuple[str, ...]], now: datetime
) -> Asset:
    """By an operator: with all retries, and whole."""
    opened = _new_attempt(asset, lease, groups_by_job, now)
    return replace(opened, retries=0, concessions=())


def _new_attempt(
    asset: Asset, lease: Lease, groups_by_job: Mapping[str, tuple[str, ...]], now: datetime
) -> Asset:
    """Nothing of older jobs and outputs stays but what is served; their ids and errors do, as
    history."""
    attempt = asset.attempt + 1
    return replace(
        asset,
        status=Status.PENDING,
        attempt=attempt,
        jobs=new_jobs(groups_by_job, attempt),
        estimate=None,
        formats=(),
        outputs={},
        lease=lease,
        claimed_at=now,
        checked_at=None,
    )
