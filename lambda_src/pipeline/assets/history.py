"""What a record remembers of its own life, and why each step was made.

A step is a new status, a new attempt, an attempt taken over, one that a fault of ours blocks, or
superseded outputs that were removed.
The same step for the same cause is kept once in an attempt: what comes again and again (a delivery
that finds the same fault) must not push out the rest.
"""

from datetime import datetime

from pipeline.assets.asset import FIRST_ATTEMPT, Asset, HistoryEntry, Status
from pipeline.assets.changes import (
    Blocked,
    Change,
    ErasureAsked,
    JobMoved,
    Refused,
    Removed,
    Reprocessed,
    Submitted,
    TakenOver,
)
from pipeline.assets.new_attempt import Retry
from pipeline.failures import Failure
from pipeline.transcoding.concessions import Concession

HISTORY_KEPT = 50
CAUSE_LIMIT = 200
CLAIMED = "claimed"
_LESS = {
    Concession.AUDIO: ", without sound",
    Concession.LADDER: ", with the smallest renditions only",
    Concession.CAPTIONS: ", without captions",
}


def first_entry(now: datetime, failure: Failure | None = None) -> HistoryEntry:
    """Of a record that begins its life now."""
    if failure is None:
        return _entry(now, FIRST_ATTEMPT, Status.PENDING, CLAIMED)
    return _entry(now, FIRST_ATTEMPT, Status.FAILED, f"refused: {failure.code}")


def history_after(
    before: Asset, after: Asset, change: Change, now: datetime
) -> tuple[HistoryEntry, ...]:
    """The history of ``after``, which ``change`` made of ``before``."""
    stayed = (before.status, before.attempt) == (after.status, after.attempt)
    if stayed and not isinstance(change, TakenOver | Blocked | Removed):
        return before.history
    new = _entry(now, after.attempt, after.status, _cause(before, after, change, now))
    if any(_step(entry) == _step(new) for entry in before.history):
        return before.history
    return (*before.history, new)[-HISTORY_KEPT:]


def _cause(before: Asset, after: Asset, change: Change, now: datetime) -> str:
    match change:
        case TakenOver(lease=lease) if lease.is_backoff:
            return "given back: no job could be created yet"
        case TakenOver() if before.is_unclaimed:
            return CLAIMED
        case TakenOver():
            return "taken over from a delivery that did not finish"
        case Submitted(by_reconciler=by_reconciler):
            what = "jobs found by the reconciler" if by_reconciler else "jobs submitted"
            return f"{what}: {', '.join(sorted(after.jobs))}"
        case JobMoved():
            retry = change.retry if after.attempt != before.attempt else None
            return _news(change, retry, now)
        case Refused(failure=why, by_reconciler=by_reconciler):
            return f"{'given up by the reconciler' if by_reconciler else 'refused'}: {why.code}"
        case Blocked(failure=why):
            return f"blocked: {why.code}"
        case Reprocessed(profile=profile):
            other = before.profile is None or before.profile.name != profile.name
            return "reprocess asked for" + (f", with profile {profile.name}" if other else "")
        case Removed(attempt=attempt):
            return f"outputs of attempt {attempt} removed: superseded"
        case ErasureAsked(by=by):
            return f"erasure asked for by the {by}"
    return type(change).__name__


def _news(change: JobMoved, retry: Retry | None, now: datetime) -> str:
    news = change.news
    words = f"job {news.job}: {news.failure.code if news.failure else news.state}"
    if change.by_reconciler:
        words += ", found by the reconciler"
    if retry is not None:
        seconds = max(0, round((retry.lease.until - now).total_seconds()))
        words += f", tried again in {seconds} s"
        words += _LESS[retry.concession] if retry.concession else ""
    return words


def _step(entry: HistoryEntry) -> tuple[int, Status, str]:
    return entry.attempt, entry.status, entry.cause


def _entry(at: datetime, attempt: int, status: Status, cause: str) -> HistoryEntry:
    return HistoryEntry(at=at, attempt=attempt, status=status, cause=cause[:CAUSE_LIMIT])
