"""Whether a failed job is worth a new attempt, and when."""

from dataclasses import dataclass
from datetime import datetime, timedelta

from pipeline.assets.asset import Asset, Lease
from pipeline.failures import Refusal, backoff_seconds
from pipeline.jobs.error_codes import Concession, Remedy, verdict_on

# The lease of an attempt that nobody has claimed yet: its backoff.
RETRY_OWNER = "retry"
BASE_SECONDS = 60
# No job of ours is accelerated.
CONCEDED_ALREADY = frozenset({Concession.ACCELERATION})


@dataclass(frozen=True)
class Retry:
    """A new attempt, from the end of ``lease`` on, without ``concession``."""

    lease: Lease
    concession: Concession | None = None


def retry_of(
    asset: Asset, failure: Refusal, max_attempts: int, now: datetime, random: float
) -> Retry | None:
    """None where the failure is final for this asset. ``random`` is in [0, 1)."""
    verdict = verdict_on(failure.code)
    if verdict.remedy not in (Remedy.RETRY, Remedy.RETRY_CHANGED):
        return None
    if asset.retries + 1 >= max_attempts:
        return None
    if verdict.concession in CONCEDED_ALREADY | set(asset.concessions):
        return None
    seconds = backoff_seconds(asset.retries + 1, random, BASE_SECONDS)
    return Retry(Lease(RETRY_OWNER, now + timedelta(seconds=seconds)), verdict.concession)
