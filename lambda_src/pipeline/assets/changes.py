"""What can happen to a record. ``transitions.apply`` says what comes of it.

``by_reconciler``: it found this, no event or message told it.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import Enum

from pipeline.assets.asset import ErasedBy, Lease, Visibility
from pipeline.assets.new_attempt import Retry
from pipeline.assets.source_facts import SourceFacts
from pipeline.captions.caption import Caption
from pipeline.failures import Failure
from pipeline.jobs.job import Job, SubmittedJob
from pipeline.jobs.news import JobNews
from pipeline.transcoding.estimate import Estimate
from pipeline.transcoding.places import Output
from pipeline.transcoding.profile import ProfileReference


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
class Submitted:
    """Jobs that MediaConvert accepted, by name. ``captions`` are empty where only the jobs tell."""

    attempt: int
    jobs: Mapping[str, SubmittedJob]
    content_type: str | None = None
    source: SourceFacts | None = None
    estimate: Estimate | None = None
    captions: tuple[Caption, ...] = ()
    by_reconciler: bool = False


@dataclass(frozen=True, kw_only=True)
class JobMoved:
    """``outputs`` is what a completed job made; ``retry`` the new attempt that a failure opens,
    None where it is final."""

    news: JobNews
    outputs: Mapping[str, Output] = field(default_factory=dict)
    retry: Retry | None = None
    by_reconciler: bool = False

    @property
    def attempt(self) -> int:
        return self.news.attempt


@dataclass(frozen=True, kw_only=True)
class Refused:
    """The source was looked at and cannot be processed, or the attempt never got its jobs."""

    attempt: int
    failure: Failure
    source: SourceFacts | None = None
    estimate: Estimate | None = None
    by_reconciler: bool = False


@dataclass(frozen=True, kw_only=True)
class Blocked:
    """A fault of ours stops the attempt; the asset stays PENDING until someone mends it."""

    attempt: int
    failure: Failure


@dataclass(frozen=True, kw_only=True)
class Checked:
    """The reconciler, or the eraser, looked, and found nothing to apply."""

    attempt: int


@dataclass(frozen=True, kw_only=True)
class Reprocessed:
    """An operator wants another attempt after ``attempt`` ended; whoever says so submits it.
    ``groups_by_job`` are the jobs of ``profile``, with their output groups."""

    attempt: int
    lease: Lease
    profile: ProfileReference
    groups_by_job: Mapping[str, tuple[str, ...]]


@dataclass(frozen=True, kw_only=True)
class RemovalAsked:
    """A message asks for the removal of the outputs of ``attempt``."""

    attempt: int


@dataclass(frozen=True, kw_only=True)
class Removed:
    """The superseded outputs of ``attempt``, any that the record has a removal for, are gone."""

    attempt: int


@dataclass(frozen=True, kw_only=True)
class ErasureAsked:
    """All of the asset is to go, whatever it is at."""

    by: ErasedBy


@dataclass(frozen=True, kw_only=True)
class JobsOpen:
    """Jobs of an ERASING asset have not ended. Whoever says so cancels them then."""

    attempt: int


@dataclass(frozen=True, kw_only=True)
class OutputsFound:
    """An ERASING asset has outputs, and a CDN may have them, too. Whoever says so deletes them
    then."""

    attempt: int


class Unsaid(Enum):
    """Of a member that an edit leaves as it is: None removes."""

    UNSAID = "unsaid"


@dataclass(frozen=True, kw_only=True)
class Edited:
    """Whoever owns the asset says so, whichever attempt and status it is at. ``poster`` is the
    number of a capture of what is served; None is the pipeline's own choice again. Without a
    ``visibility`` of its own, an asset is private."""

    passthrough: str | Unsaid | None = Unsaid.UNSAID
    poster: int | Unsaid | None = Unsaid.UNSAID
    visibility: Visibility | Unsaid | None = Unsaid.UNSAID


Change = (
    TakenOver
    | Planned
    | Submitted
    | JobMoved
    | Refused
    | Blocked
    | Checked
    | Reprocessed
    | RemovalAsked
    | Removed
    | ErasureAsked
    | JobsOpen
    | OutputsFound
    | Edited
)
