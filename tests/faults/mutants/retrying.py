"""Mutants of new attempts after failed jobs."""

from dataclasses import replace
from typing import Any

from faults.mutants.mutant import mutant
from pipeline.assets import transitions
from pipeline.assets.changes import JobMoved
from pipeline.workflows import change_record, track


def _any_attempt(original: Any) -> Any:
    def apply(asset: Any, change: Any, *more: Any) -> Any:
        if isinstance(change, JobMoved):
            change = replace(change, news=replace(change.news, attempt=asset.attempt))
        return original(asset, change, *more)

    return apply


def _any_failure(original: Any) -> Any:
    """Files that MediaConvert refuses are tried again, as if the service had failed."""

    def retry_of(asset: Any, news: Any, *more: Any) -> Any:
        passing = news.failure and replace(news.failure, code="JOB_ERROR_1999")
        return original(asset, replace(news, failure=passing), *more)

    return retry_of


def _same_place(original: Any) -> Any:
    """A new attempt keeps the jobs of the failed one."""

    def retried(asset: Any, *more: Any) -> Any:
        return replace(original(asset, *more), jobs=asset.jobs)

    return retried


def _deaf_to_captions(original: Any) -> Any:
    """What a job with captions fails with ends the asset."""

    def retry_of(asset: Any, news: Any, *more: Any) -> Any:
        return original(asset, replace(news, captions=()), *more)

    return retry_of


def _captions_forgotten(original: Any) -> Any:
    """A new attempt does not know what it goes without."""

    def retried(asset: Any, *more: Any) -> Any:
        return replace(original(asset, *more), captions=())

    return retried


MUTANTS = (
    mutant(
        "captions-not-conceded",
        "an asset fails for its captions",
        (track, track.retry_of, _deaf_to_captions),
    ),
    mutant(
        "captions-forgotten",
        "nothing tells which captions an asset went without",
        (transitions, transitions.retried, _captions_forgotten),
    ),
    mutant(
        "any-attempt",
        "news of an older attempt counts",
        (change_record, change_record.apply, _any_attempt),
    ),
    mutant(
        "no-retry",
        "a failed job ends the asset",
        (track, track.retry_of, lambda _: lambda *_: None),
    ),
    mutant(
        "every-failure-retried",
        "failures that are final are retried",
        (track, track.retry_of, _any_failure),
    ),
    mutant(
        "failed-jobs-kept",
        "a new attempt begins with the failed jobs",
        (transitions, transitions.retried, _same_place),
    ),
    mutant(
        "no-resubmit",
        "nobody is told of a new attempt",
        (track, track._resubmit, lambda _: lambda *_: ""),
        scenario="failed_job_is_retried",
    ),
    mutant(
        "siblings-run-on",
        "jobs beside a failed one are not cancelled",
        (track, track.cancel_jobs, lambda _: lambda *_, **__: ""),
        scenario="sibling_jobs_are_cancelled",
    ),
)
