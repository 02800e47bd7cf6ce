"""Mutants of the core: ids, transitions."""

from dataclasses import replace
from typing import Any
from uuid import uuid4

from faults.mutants.mutant import mutant
from pipeline.assets import transitions
from pipeline.assets.asset import Asset, Status
from pipeline.jobs.job import JobState
from pipeline.uploads import upload


class Anything:
    def __contains__(self, _: object) -> bool:
        return True


def _forgetful(original: Any) -> Any:
    """A job that ended is as if it still ran."""

    def job_moved(asset: Any, change: Any, *more: Any) -> Any:
        job = asset.jobs.get(change.news.job)
        if job is not None and job.state.is_final:
            job = replace(job, state=JobState.SUBMITTED)
            asset = replace(asset, jobs={**asset.jobs, job.name: job})
        return original(asset, change, *more)

    return job_moved


def _hasty(original: Any) -> Any:
    """One completed job is enough."""

    def with_jobs(asset: Any, jobs: Any) -> Any:
        after = original(asset, jobs)
        done = any(job.state is JobState.COMPLETE for job in jobs.values())
        return replace(after, status=Status.SUCCEEDED) if done else after

    return with_jobs


def _overwriting(original: Any) -> Any:
    """The orchestrator's own write takes no notice of events that were faster."""

    def submitted(asset: Any, change: Any) -> Any:
        after = original(asset, change)
        jobs = {
            name: replace(job, state=JobState.SUBMITTED, percent=0)
            for name, job in after.jobs.items()
        }
        return replace(after, jobs=jobs, status=Status.PROCESSING)

    return submitted


def _unserved(original: Any) -> Any:
    """Another attempt begins from nothing, also for viewers."""
    return lambda *parts: replace(original(*parts), served=None)


def _first_served(original: Any) -> Any:
    """An older attempt that SUCCEEDED wins."""

    def keep_served(before: Any, *more: Any) -> Any:
        after = original(before, *more)
        return replace(after, served=before.served) if before.served else after

    return keep_served


MUTANTS = (
    mutant(
        "random-id",
        "each event makes a new asset",
        (upload, upload.asset_id, lambda _: lambda *_: str(uuid4())),
    ),
    mutant(
        "no-terminal-guard",
        "any transition is legal",
        (transitions, transitions.LEGAL, lambda _: Anything()),
        (Asset, Asset.is_final, lambda _: property(lambda _: False)),
    ),
    mutant(
        "ended-jobs-move",
        "events after a job's end count",
        (transitions, transitions._job_moved, _forgetful),
    ),
    mutant(
        "one-job-is-enough",
        "the first completed job ends the asset",
        (transitions, transitions._with_jobs, _hasty),
    ),
    mutant(
        "served-dropped",
        "what is processed again is not served meanwhile",
        (transitions, transitions.reprocessed, _unserved),
    ),
    mutant(
        "first-success-served",
        "an older attempt stays served after a newer one SUCCEEDED",
        (transitions, transitions.keep_served, _first_served),
    ),
    mutant(
        "own-write-wins",
        "recording jobs overwrites what events told before",
        (transitions, transitions._submitted, _overwriting),
    ),
)
