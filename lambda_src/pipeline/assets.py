"""Assets: the record of an upload and of the jobs of its current attempt."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from enum import StrEnum

from pipeline.failures import Refusal
from pipeline.uploads import Upload

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
    """``code`` is stable, ``message`` is for people."""

    code: str
    message: str
    at: datetime
    job_id: str | None = None


@dataclass(frozen=True)
class ProfileReference:
    """The transcoding profile as it was when the attempt was claimed."""

    name: str
    content_hash: str


@dataclass(frozen=True)
class Lease:
    """While it lasts, ``owner`` (one delivery of one message) may be submitting jobs."""

    owner: str
    until: datetime


@dataclass(frozen=True, kw_only=True)
class Asset:
    """``outputs`` maps a ready format to a URI, thumbnails to ``{"prefix": …, "count": …}``."""

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
    revision: int = 1
    content_type: str | None = None
    profile: ProfileReference | None = None
    jobs: Mapping[str, Job] = field(default_factory=dict)
    job_ids: tuple[str, ...] = ()
    formats: tuple[str, ...] = ()
    outputs: Mapping[str, str | Mapping[str, str | int]] = field(default_factory=dict)
    errors: tuple[AssetError, ...] = ()
    lease: Lease | None = None
    completed_at: datetime | None = None

    @property
    def progress_percent(self) -> int:
        if not self.jobs:
            return 0
        return sum(job.percent for job in self.jobs.values()) // len(self.jobs)

    @property
    def is_final(self) -> bool:
        return self.status in (Status.SUCCEEDED, Status.FAILED)


def new_jobs(groups_by_job: Mapping[str, tuple[str, ...]], attempt: int) -> dict[str, Job]:
    """The jobs of an attempt before any is submitted."""
    return {
        name: Job(name=name, attempt=attempt, output_groups=groups)
        for name, groups in groups_by_job.items()
    }


def claimed_asset(
    upload: Upload,
    now: datetime,
    lease: Lease,
    profile: ProfileReference | None,
    jobs: Mapping[str, Job],
) -> Asset:
    """The record a first delivery writes. ``profile`` is None where it could not be read."""
    return Asset(**_facts(upload, now), lease=lease, profile=profile, jobs=jobs)


def refused_asset(upload: Upload, now: datetime, refusal: Refusal) -> Asset:
    """The record of an upload that its event alone rules out."""
    error = AssetError(code=refusal.code, message=refusal.message, at=now)
    return Asset(**_facts(upload, now), status=Status.FAILED, errors=(error,), completed_at=now)


def _facts(upload: Upload, now: datetime) -> dict:
    return {
        "id": upload.asset_id,
        "s3_bucket": upload.bucket,
        "s3_key": upload.key,
        "version_id": upload.version_id,
        "etag": upload.etag,
        "size_bytes": upload.size_bytes,
        "filename": upload.filename,
        "uploader_id": upload.uploader_id,
        "uploaded_at": upload.uploaded_at,
        "created_at": now,
        "updated_at": now,
        "claimed_at": now,
    }
