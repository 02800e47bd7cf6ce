"""Mutants of giving an attempt back, to whoever continues without looking for jobs."""

from typing import Any

from faults.mutants.mutant import mutant
from pipeline.failures import TransientError


def _always_given_back(original: Any) -> Any:
    def submit(claimed: Any, *more: Any) -> Any:
        try:
            return original(claimed, *more)
        except TransientError:
            claimed.jobs_may_exist = False
            raise

    return submit


def _last_answer_believed(_: Any) -> Any:
    """Whatever became of the SDK's earlier tries."""
    return lambda *_, **__: None


def _anyone_untouched(original: Any) -> Any:
    def create_jobs(claimed: Any, *more: Any) -> Any:
        claimed.jobs_may_exist = False
        return original(claimed, *more)

    return create_jobs


def _first_job_forgotten(original: Any) -> Any:
    """A job made is as if it were not, once a later one is put off."""

    def create_jobs(claimed: Any, plans: Any, *more: Any) -> Any:
        created: dict[str, Any] = {}
        for plan in plans:
            created |= original(claimed, [plan], *more)
            claimed.jobs_may_exist = False
        return created

    return create_jobs


MUTANTS = (
    mutant(
        "always-given-back",
        "whatever stops an attempt, nobody looks for its jobs",
        ("pipeline.workflows.ingest.work", "submit", _always_given_back),
        scene="lost_and_not_found",
    ),
    mutant(
        "last-answer-believed",
        "a throttled try makes up for one without an answer",
        ("pipeline.aws.transcoder:Transcoder", "_hear", _last_answer_believed),
        scene="lost_before_throttled",
    ),
    mutant(
        "search-given-up",
        "who took an attempt over gives it back as if it had no job",
        ("pipeline.workflows.ingest.submit", "create_jobs", _anyone_untouched),
        scene="searched_too_early",
    ),
    mutant(
        "first-job-forgotten",
        "an attempt is given back although one of its jobs was made",
        ("pipeline.workflows.ingest.submit", "create_jobs", _first_job_forgotten),
        scene="first_of_three",
    ),
)
