"""Mutants of giving an attempt back, to whoever continues without looking for jobs."""

from typing import Any

from faults.mutants.mutant import mutant
from pipeline.aws.transcoder import Transcoder
from pipeline.failures import TransientError
from pipeline.workflows.ingest import submit, work


def _always_released(original: Any) -> Any:
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
        "always-released",
        "whatever stops an attempt, nobody looks for its jobs",
        (work, work.submit, _always_released),
        scenario="lost_answer_and_throttled_search",
    ),
    mutant(
        "last-answer-believed",
        "a throttled try makes up for one without an answer",
        (Transcoder, Transcoder._hear, _last_answer_believed),
        scenario="lost_answer_then_throttled",
    ),
    mutant(
        "search-given-up",
        "who took an attempt over gives it back as if it had no job",
        (submit, submit.create_jobs, _anyone_untouched),
        scenario="search_before_the_job_is_listed",
    ),
    mutant(
        "first-job-forgotten",
        "an attempt is given back although one of its jobs was made",
        (submit, submit.create_jobs, _first_job_forgotten),
        scenario="first_of_three_jobs_exists",
    ),
)
