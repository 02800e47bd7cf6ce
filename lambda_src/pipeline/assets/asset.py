"""Assets: the record of an upload and of the jobs of its current attempt."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from enum import StrEnum
from math import ceil

from pipeline.assets.source_facts import SourceFacts
from pipeline.assets.warnings import AssetWarning, warnings_of
from pipeline.captions.caption import Caption
from pipeline.jobs.job import Job
from pipeline.transcoding.concessions import Concession
from pipeline.transcoding.estimate import Estimate
from pipeline.transcoding.places import Output
from pipeline.transcoding.profile import ProfileReference
from pipeline.upload_sessions.session import ClientWords
from pipeline.uploads.upload import Upload

FIRST_ATTEMPT = 1
ASKED_AGAIN_AFTER = timedelta(days=1)
# The owner of a backoff: an attempt that nobody has claimed yet.
_NOBODY = "retry"


class Status(StrEnum):
    PENDING = "PENDING"  # claimed; not all jobs of the attempt are known to be submitted
    PROCESSING = "PROCESSING"  # every job of the attempt is with MediaConvert
    SUCCEEDED = "SUCCEEDED"  # every job of the attempt completed
    FAILED = "FAILED"
    ERASING = "ERASING"  # all of it goes; then a tombstone takes the record's place


@dataclass(frozen=True, kw_only=True)
class AssetError:
    """``code`` is stable, ``message`` is for people; ``job`` is the job's name."""

    code: str
    message: str
    at: datetime
    attempt: int | None = None
    job: str | None = None
    job_id: str | None = None


@dataclass(frozen=True, kw_only=True)
class HistoryEntry:
    """A step of the record's life; ``cause`` is short and for people."""

    at: datetime
    attempt: int
    status: Status
    cause: str


@dataclass(frozen=True, kw_only=True)
class Served:
    """What viewers get: the outputs of the newest attempt that SUCCEEDED. ``poster`` is the number
    of the capture that the asset's owner chose in place of the pipeline's, for as long as this
    attempt is served; ``served.shown`` says what follows from it."""

    attempt: int
    formats: tuple[str, ...]
    outputs: Mapping[str, Output]
    captions: tuple[Caption, ...] = ()
    poster: int | None = None


class Visibility(StrEnum):
    """Who may watch what is served, beside those that may act for the owner."""

    PRIVATE = "private"  # whom a server lets
    PUBLIC = "public"  # anybody with a token of the API


@dataclass(frozen=True, kw_only=True)
class Removal:
    """Nobody is served the outputs of ``attempt`` any more: they go at ``due_at``. ``asked_at`` is
    when their removal was last asked for."""

    attempt: int
    due_at: datetime
    asked_at: datetime | None = None

    @property
    def next_at(self) -> datetime:
        """When to ask for it: a request that is lost, or becomes a dead letter, is repeated."""
        return self.due_at if self.asked_at is None else self.asked_at + ASKED_AGAIN_AFTER


class ErasedBy(StrEnum):
    """Who asked for it."""

    OWNER = "owner"
    OPERATOR = "operator"
    RETENTION = "retention"


@dataclass(frozen=True, kw_only=True)
class Erasure:
    """``jobs_open_at`` is when jobs were last seen that had not ended; ``outputs_found_at`` when
    outputs were last seen, where a CDN may have them, too."""

    by: ErasedBy
    asked_at: datetime
    jobs_open_at: datetime | None = None
    outputs_found_at: datetime | None = None


@dataclass(frozen=True)
class Lease:
    """While it lasts, ``owner`` (one delivery of one message) may be submitting jobs."""

    owner: str
    until: datetime

    @property
    def is_backoff(self) -> bool:
        """Nobody holds it: the attempt waits, and none of its jobs can exist."""
        return self.owner == _NOBODY

    def left_seconds(self, now: datetime) -> int:
        """Whole seconds, rounded up; 0 where it is over."""
        return max(0, ceil((self.until - now).total_seconds()))


def backoff_until(until: datetime) -> Lease:
    """The lease of an attempt that waits for whoever continues."""
    return Lease(_NOBODY, until)


@dataclass(frozen=True, kw_only=True)
class Asset:
    """``outputs`` maps a ready format to a URI, thumbnails to ``{"prefix": …, "count": …}``, the
    poster to ``{"uri": …, "number": …}``. They are the current attempt's; ``served`` stays through
    a later attempt and its failure.

    ``retries`` counts the attempts that failed jobs led to, since the upload or an operator's
    reprocess; ``concessions`` is what they do without. ``estimate`` is the current attempt's; None
    until it is submitted. ``source`` is None until then, and stays known in later attempts.
    ``captions`` are the current attempt's, with those that it does without. ``words`` are what the
    client said of an upload by the API.
    """

    id: str
    upload: Upload
    created_at: datetime
    updated_at: datetime
    claimed_at: datetime  # when the current attempt began: no job of it is older
    status: Status = Status.PENDING
    attempt: int = FIRST_ATTEMPT
    retries: int = 0
    concessions: tuple[Concession, ...] = ()
    revision: int = 1
    words: ClientWords = field(default_factory=ClientWords)
    visibility: Visibility = Visibility.PRIVATE
    content_type: str | None = None
    source: SourceFacts | None = None
    profile: ProfileReference | None = None
    estimate: Estimate | None = None
    captions: tuple[Caption, ...] = ()
    jobs: Mapping[str, Job] = field(default_factory=dict)
    job_ids: tuple[str, ...] = ()
    formats: tuple[str, ...] = ()
    outputs: Mapping[str, Output] = field(default_factory=dict)
    served: Served | None = None  # None until an attempt SUCCEEDED
    removals: tuple[Removal, ...] = ()
    errors: tuple[AssetError, ...] = ()
    history: tuple[HistoryEntry, ...] = ()
    lease: Lease | None = None
    completed_at: datetime | None = None
    checked_at: datetime | None = None  # when it was last looked at, and nothing came of it
    erasure: Erasure | None = None  # of one that is ERASING

    @property
    def progress_percent(self) -> int:
        if not self.jobs:
            return 0
        return sum(job.percent for job in self.jobs.values()) // len(self.jobs)

    @property
    def warnings(self) -> tuple[AssetWarning, ...]:
        """Of the current attempt. They fail nothing."""
        return warnings_of(self.source, self.jobs.values(), self.formats, self.captions)

    @property
    def is_final(self) -> bool:
        return self.status in (Status.SUCCEEDED, Status.FAILED)

    @property
    def is_unclaimed(self) -> bool:
        """Nobody has claimed the attempt since it began or was given back: it has no jobs."""
        return self.lease is not None and self.lease.is_backoff

    def lease_left_seconds(self, now: datetime) -> int:
        """0 where the lease is over or there is none."""
        return self.lease.left_seconds(now) if self.lease is not None else 0
