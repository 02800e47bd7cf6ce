"""A new attempt of an asset: all of its jobs once more, in a place of their own.

After a failed job, where it is worth it (a retry), or because an operator asks (a reprocess).
"""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import datetime, timedelta

from pipeline.assets.asset import Asset, Lease, Status, backoff_until
from pipeline.captions.caption import LeftOut
from pipeline.failures import backoff_seconds
from pipeline.jobs.error_codes import CANCELED, Remedy, verdict_on
from pipeline.jobs.job import new_jobs
from pipeline.jobs.news import JobNews
from pipeline.transcoding.concessions import Concession

BASE_SECONDS = 60


@dataclass(frozen=True)
class Retry:
    """A new attempt, from the end of ``lease`` on, without ``concession``. One without captions
    does not count as a retry: it is made once, however many attempts there were."""

    lease: Lease
    concession: Concession | None = None


def retry_of(
    asset: Asset, news: JobNews, max_attempts: int, now: datetime, random: float
) -> Retry | None:
    """Of news with a failure; None where it is final for this asset. ``random`` is in [0, 1).

    Nothing fails for its captions: MediaConvert's codes do not tell a bad sidecar from a bad video,
    so a job that had any, and would be the end of the asset, is made again without.
    """
    if news.failure is None or news.failure.code == CANCELED.code:
        return None
    verdict = verdict_on(news.failure.code)
    concession = verdict.concession
    worth_it = verdict.remedy in (Remedy.RETRY, Remedy.RETRY_CHANGED)
    if not worth_it or asset.retries + 1 >= max_attempts or concession in asset.concessions:
        if not news.captions or Concession.CAPTIONS in asset.concessions:
            return None
        concession = Concession.CAPTIONS
    seconds = backoff_seconds(asset.retries + 1, random, BASE_SECONDS)
    return Retry(backoff_until(now + timedelta(seconds=seconds)), concession)


def retried(asset: Asset, retry: Retry, now: datetime) -> Asset:
    """After a failed job, with the same profile."""
    conceded = () if retry.concession is None else (retry.concession,)
    concessions = (*asset.concessions, *conceded)
    without = Concession.CAPTIONS in concessions
    groups = {name: job.output_groups for name, job in asset.jobs.items()}
    return replace(
        _new_attempt(asset, retry.lease, groups, now),
        retries=asset.retries + (retry.concession is not Concession.CAPTIONS),
        concessions=concessions,
        captions=tuple(one.without(LeftOut.REJECTED) for one in asset.captions if without),
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
        captions=(),
        formats=(),
        outputs={},
        lease=lease,
        claimed_at=now,
        checked_at=None,
    )
