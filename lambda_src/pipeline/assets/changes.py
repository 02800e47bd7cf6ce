"""What can happen to a record. ``transitions.apply`` says what comes of it.

``by_reconciler``: it found this, no event or message told it.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime

from pipeline.assets.asset import Job, JobState, Lease, ProfileReference
from pipeline.assets.retries import Retry
from pipeline.failures import Refusal


@dataclass(frozen=True, kw_only=True)
class TakenOver:
    """A later delivery continues the attempt."""

    attempt: int
    lease: Lease


@dataclass(frozen=True, kw_only=True)
class Planned:
    """Another profile than the pinned one, for an attempt that has no job yet."""

    attempt: int
    profile: ProfileReference
    jobs: Mapping[str, Job]


@dataclass(frozen=True, kw_only=True)
class SubmittedJob:
    id: str
    at: datetime
    thumbnail_count: int | None = None


@dataclass(frozen=True, kw_only=True)
class Submitted:
    """Jobs that MediaConvert accepted, by name."""

    attempt: int
    jobs: Mapping[str, SubmittedJob]
    content_type: str | None = None
    by_reconciler: bool = False


@dataclass(frozen=True, kw_only=True)
class JobMoved:
    """News of one job; ``failure`` comes with ERROR and CANCELED.

    ``retry`` is the new attempt that a failure opens; None: it is final. ``thumbnail_count`` is
    None where the news does not tell it.
    """

    attempt: int
    job: str
    job_id: str
    state: JobState
    at: datetime
    outputs_bucket: str
    percent: int = 0
    failure: Refusal | None = None
    retry: Retry | None = None
    thumbnail_count: int | None = None
    by_reconciler: bool = False


@dataclass(frozen=True, kw_only=True)
class Refused:
    """The source was looked at and cannot be processed, or the attempt never got its jobs."""

    attempt: int
    refusal: Refusal
    by_reconciler: bool = False


@dataclass(frozen=True, kw_only=True)
class Blocked:
    """A fault of ours stops the attempt; the asset stays PENDING until someone mends it."""

    attempt: int
    fault: Refusal


@dataclass(frozen=True, kw_only=True)
class Checked:
    """The reconciler looked, and found nothing to apply."""

    attempt: int


@dataclass(frozen=True, kw_only=True)
class Reprocessed:
    """An operator wants another attempt after ``attempt`` failed; whoever says so submits it."""

    attempt: int
    lease: Lease


Change = TakenOver | Planned | Submitted | JobMoved | Refused | Blocked | Checked | Reprocessed
