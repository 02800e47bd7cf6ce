"""What is odd about an asset, and fails nothing. It follows from the record alone: news that come
twice warn once, and a new attempt, whose jobs have made nothing yet, begins without."""

from collections.abc import Collection, Iterable, Iterator
from dataclasses import dataclass
from decimal import Decimal

from pipeline.assets.source_facts import SourceFacts
from pipeline.captions.caption import Caption
from pipeline.jobs.job import Job, JobState

# Sound ends at another place than pictures, and containers round: by less, outputs may differ.
SECONDS, SHARE = Decimal(1), Decimal("0.02")


@dataclass(frozen=True, kw_only=True)
class AssetWarning:
    """``code`` is stable, ``message`` is for people; ``job`` is the job's name, None where it is of
    the whole attempt."""

    code: str
    message: str
    job: str | None = None


def warnings_of(
    source: SourceFacts | None,
    jobs: Collection[Job],
    formats: Collection[str],
    captions: Iterable[Caption],
) -> tuple[AssetWarning, ...]:
    """``formats`` are ready. CAPTIONS_LEFT_OUT: captions that were there for the asset, and are not
    in its outputs."""
    left_out = (
        AssetWarning(code="CAPTIONS_LEFT_OUT", message=f"Without captions {one}: {one.left_out}.")
        for one in captions
        if one.left_out is not None
    )
    return (*_shorter(source, jobs), *_without_storyboard(jobs, formats), *left_out)


def _shorter(source: SourceFacts | None, jobs: Iterable[Job]) -> Iterator[AssetWarning]:
    """OUTPUT_SHORTER: a source that breaks off, or declares more than it holds. The longest output
    counts: sound and picture need not be equally long."""
    declared = source.duration_seconds if source else None
    if declared is None:
        return
    least = declared - max(SECONDS, SHARE * declared)
    for job in jobs:
        seconds = _longest(job)
        if seconds is not None and seconds < least:
            yield AssetWarning(
                code="OUTPUT_SHORTER",
                message=f"The file declares {declared:.1f} s; the outputs last {seconds:.1f} s.",
                job=job.name,
            )


def _without_storyboard(jobs: Iterable[Job], formats: Collection[str]) -> Iterator[AssetWarning]:
    """STORYBOARD_FAILED: the job that should have one is complete, and of what it made, which is
    there until it is removed, no storyboard was."""
    for job in jobs:
        missing = {*job.formats} - {*formats}
        complete = job.state is JobState.COMPLETE and missing != {*job.formats}
        if complete and "storyboard" in missing:
            yield AssetWarning(
                code="STORYBOARD_FAILED",
                message="The storyboard could not be made of the job's files; players show none.",
                job=job.name,
            )


def _longest(job: Job) -> Decimal | None:
    """Seconds; None where none are told."""
    told = [one.duration_seconds for one in job.renditions]
    return max((seconds for seconds in told if seconds is not None), default=None)
