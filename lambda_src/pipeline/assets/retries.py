"""Whether a failed job is worth a new attempt, and when."""

from dataclasses import dataclass
from datetime import datetime, timedelta

from pipeline.assets.asset import Asset
from pipeline.assets.lease import Lease, backoff_until
from pipeline.failures import Failure, backoff_seconds
from pipeline.jobs.error_codes import Remedy, verdict_on
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
