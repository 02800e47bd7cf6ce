"""A MediaConvert job as an asset's record keeps it."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from pipeline.captions.caption import Caption
from pipeline.jobs.made import MadeRendition
from pipeline.transcoding.places import FORMATS_BY_GROUP


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
    """``percent`` never falls; ``thumbnail_count`` is what the plan expects, then what was made.
    ``output_groups`` are the profile's, then what the job makes of this source; ``renditions``
    is what it made, once it is complete."""

    name: str
    attempt: int
    output_groups: tuple[str, ...]
    state: JobState = JobState.PENDING
    id: str | None = None
    percent: int = 0
    submitted_at: datetime | None = None
    finished_at: datetime | None = None
    thumbnail_count: int | None = None
    renditions: tuple[MadeRendition, ...] = ()

    @property
    def formats(self) -> tuple[str, ...]:
        """The formats that it makes."""
        return tuple(name for group in self.output_groups for name in FORMATS_BY_GROUP[group])


@dataclass(frozen=True, kw_only=True)
class SubmittedJob:
    """A job that MediaConvert accepted at ``at``. ``output_groups`` is None for a job that does not
    tell them; ``captions`` are those that it makes."""

    id: str
    at: datetime
    thumbnail_count: int | None = None
    output_groups: tuple[str, ...] | None = None
    captions: tuple[Caption, ...] = ()


@dataclass(frozen=True, kw_only=True)
class JobSearch:
    """``jobs`` by their names. Unless ``complete``, there may be more: the search was cut short."""

    jobs: Mapping[str, SubmittedJob]
    complete: bool


@dataclass(frozen=True, kw_only=True)
class ListingPosition:
    """Where a listing of open jobs goes on that began at ``since``: those of one state after those
    of another. ``token`` is MediaConvert's; None for the first page."""

    since: datetime
    state: JobState = JobState.SUBMITTED
    token: str | None = None


@dataclass(frozen=True, kw_only=True)
class OpenJobs:
    """``ids`` of an asset's jobs that have not ended, of any attempt. ``position`` is None where
    all were seen."""

    ids: tuple[str, ...]
    position: ListingPosition | None = None


def new_jobs(groups_by_job: Mapping[str, tuple[str, ...]], attempt: int) -> dict[str, Job]:
    """The jobs of an attempt before any is submitted."""
    return {
        name: Job(name=name, attempt=attempt, output_groups=groups)
        for name, groups in groups_by_job.items()
    }
