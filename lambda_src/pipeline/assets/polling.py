"""When it is worth asking again what became of an asset."""

from datetime import datetime, timedelta
from math import ceil

from pipeline.assets.asset import Asset, Status

LEAST_SECONDS = 5
PENDING_MOST_SECONDS = 60
# A backoff lasts no longer: pipeline.failures.
BACKOFF_MOST_SECONDS = 900


def retry_after_seconds(asset: Asset, now: datetime, status_update_interval: int) -> int | None:
    """None for a final status: nothing changes by itself any more. Else whole seconds:

    - PENDING in a backoff: until it is over; 5 to 900.
    - PENDING otherwise: as long again as the attempt has taken so far; 5 to 60.
    - PROCESSING: until the next news are due. MediaConvert tells them every
      ``status_update_interval`` seconds, and the end when it comes: which the percent, and the
      time that it has taken, foretell. Without a percent, as long again as the attempt has taken.
      5 to ``status_update_interval``; 5 where the news are late.
    """
    if asset.is_final:
        return None
    taken = now - asset.claimed_at
    if asset.status is Status.PENDING:
        if asset.is_unclaimed:
            return _within(asset.lease_left_seconds(now), BACKOFF_MOST_SECONDS)
        return _within(_seconds(taken), PENDING_MOST_SECONDS)
    due_at = min(
        asset.updated_at + timedelta(seconds=status_update_interval), _end_of(asset, now + taken)
    )
    return _within(_seconds(due_at - now), status_update_interval)


def _end_of(asset: Asset, unless_told: datetime) -> datetime:
    """Of its jobs, if they go on as fast as they did until their last news."""
    percent = asset.progress_percent
    if percent == 0:
        return unless_told
    return asset.updated_at + (asset.updated_at - asset.claimed_at) * (100 - percent) / percent


def _seconds(span: timedelta) -> int:
    return ceil(span.total_seconds())


def _within(seconds: int, most: int) -> int:
    return max(LEAST_SECONDS, min(seconds, most))
