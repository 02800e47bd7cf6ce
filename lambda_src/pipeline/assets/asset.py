"""Assets: the record of an upload and of the jobs of its current attempt."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from enum import StrEnum

from pipeline.jobs.error_codes import Concession

FIRST_ATTEMPT = 1


class Status(StrEnum):
    PENDING = "PENDING"  # claimed; not all jobs of the attempt are known to be submitted
    PROCESSING = "PROCESSING"  # every job of the attempt is with MediaConvert
    SUCCEEDED = "SUCCEEDED"  # every job of the attempt completed
    FAILED = "FAILED"


class JobState(StrEnum):
    """MediaConvert's own words, after PENDING (not known to be submitted)."""

    PENDING = "PENDING"
    SUBMITTED = "SUBMITTED"
    PROGRESSING = "PROGRESSING"
    COMPLETE = "COMPLETE"
    ERROR = "ERROR"
    CANCELED = "CANCELED"

    @property
    def rank(self) -> int:
        return {"PENDING": 0, "SUBMITTED": 1, "PROGRESSING": 2}.get(self.value, 3)

    @property
    def is_final(self) -> bool:
        return self.rank == 3


@dataclass(frozen=True, kw_only=True)
class Job:
    """``percent`` never falls; ``thumbnail_count`` is what the plan expects, then what was made."""

    name: str
    attempt: int
    output_groups: tuple[str, ...]
    state: JobState = JobState.PENDING
    id: str | None = None
    percent: int = 0
    submitted_at: datetime | None = None
    finished_at: datetime | None = None
    thumbnail_count: int | None = None


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


@dataclass(frozen=True)
class ProfileReference:
    """The transcoding profile as it was when the attempt was claimed."""

    name: str
    content_hash: str


@dataclass(frozen=True)
class Lease:
    """While it lasts, ``owner`` (one delivery of one message) may be submitting jobs.

    A new attempt's backoff is a lease too, which nobody holds (``retries.RETRY_OWNER``).
    """

    owner: str
    until: datetime


@dataclass(frozen=True, kw_only=True)
class Asset:
    """``outputs`` maps a ready format to a URI, thumbnails to ``{"prefix": …, "count": …}``.

    ``retries`` counts the attempts that failed jobs led to, since the upload or an operator's
    reprocess; ``concessions`` is what they do without.
    """

    id: str
    s3_bucket: str
    s3_key: str
    version_id: str
    etag: str
    size_bytes: int
    filename: str
    uploader_id: str | None
    uploaded_at: datetime
    created_at: datetime
    updated_at: datetime
    claimed_at: datetime  # when the current attempt began: no job of it is older
    status: Status = Status.PENDING
    attempt: int = FIRST_ATTEMPT
    retries: int = 0
    concessions: tuple[Concession, ...] = ()
    revision: int = 1
    content_type: str | None = None
    profile: ProfileReference | None = None
    jobs: Mapping[str, Job] = field(default_factory=dict)
    job_ids: tuple[str, ...] = ()
    formats: tuple[str, ...] = ()
    outputs: Mapping[str, str | Mapping[str, str | int]] = field(default_factory=dict)
    errors: tuple[AssetError, ...] = ()
    history: tuple[HistoryEntry, ...] = ()
    lease: Lease | None = None
    completed_at: datetime | None = None
    checked_at: datetime | None = None  # when the reconciler last found nothing amiss

    @property
    def progress_percent(self) -> int:
        if not self.jobs:
            return 0
        return sum(job.percent for job in self.jobs.values()) // len(self.jobs)

    @property
    def is_final(self) -> bool:
        return self.status in (Status.SUCCEEDED, Status.FAILED)
