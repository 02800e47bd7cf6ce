"""Mutants of claiming and submitting."""

from dataclasses import replace
from typing import Any

from faults.mutants.mutant import mutant
from pipeline.assets.redelivery import Duplicate, TakeOver, Wait
from pipeline.aws.transcoder import Transcoder
from pipeline.jobs.job import JobSearch
from pipeline.jobs.pace import Pace
from pipeline.workflows.ingest import claim, planned_jobs


def _instead_of_waiting(answer: Any) -> Any:
    def change(original: Any) -> Any:
        def on_redelivery(*facts: Any) -> Any:
            decided = original(*facts)
            return answer if isinstance(decided, Wait) else decided

        return on_redelivery

    return change


def _without_token(original: Any) -> Any:
    def job_request(*parts: Any) -> Any:
        request = original(*parts)
        del request["ClientRequestToken"]  # botocore fills in another one at each call
        return request

    return job_request


def _without_end(_: Any) -> Any:
    return lambda *_: True


def _called_complete(original: Any) -> Any:
    def find_jobs(*parts: Any) -> Any:
        return replace(original(*parts), complete=True)

    return find_jobs


def _impatient(_: Any) -> Any:
    return lambda *_: 0.0


MUTANTS = (
    mutant(
        "no-pace",
        "CreateJob is called as fast as it answers",
        (Pace, Pace.wait_seconds, _impatient),
        scenario="bursts_are_paced",
    ),
    mutant(
        "no-lease",
        "a delivery takes over at once",
        (claim, claim.on_redelivery, _instead_of_waiting(TakeOver())),
        scenario="only_one_delivery_submits",
    ),
    mutant(
        "ack-while-leased",
        "a delivery is acknowledged while another one works",
        (claim, claim.on_redelivery, _instead_of_waiting(Duplicate())),
        scenario="second_delivery_takes_over",
    ),
    mutant(
        "no-token",
        "CreateJob without our token",
        (planned_jobs, planned_jobs.job_request, _without_token),
        scenario="token_is_reused",
    ),
    mutant(
        "no-adoption",
        "lost jobs are not looked for",
        (
            Transcoder,
            Transcoder.find_jobs,
            lambda _: lambda *_, **__: JobSearch(jobs={}, complete=True),
        ),
        mix="storm",
    ),
    mutant(
        "no-search-bound",
        "a search for jobs reads every page back to the claim",
        (Transcoder, Transcoder._may_read_on, _without_end),
        scenario="stuck_asset_harms_nothing_else",
    ),
    mutant(
        "cut-search-trusted",
        "jobs that a cut search did not show are taken for absent",
        (Transcoder, Transcoder.find_jobs, _called_complete),
        scenario="stuck_asset_harms_nothing_else",
    ),
)
