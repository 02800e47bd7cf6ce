"""Mutants of how messages and records are answered."""

from typing import Any

from faults.mutants.mutant import mutant
from pipeline.failures import PermanentError, TransientError
from pipeline.workflows.messages import Done


def _acknowledged(_: Any) -> Any:
    return lambda *_, **__: Done("swallowed")


def _swallowing(original: Any) -> Any:
    def run(*parts: Any) -> Any:
        try:
            return original(*parts)
        except (TransientError, PermanentError):
            return Done("swallowed")

    return run


def _silent(original: Any) -> Any:
    def announce(*parts: Any) -> None:
        try:
            original(*parts)
        except (TransientError, PermanentError):
            return

    return announce


def _all_is_well(original: Any) -> Any:
    def process(*parts: Any) -> Any:
        original(*parts)
        return {"batchItemFailures": []}

    return process


def _throttling_is_final(original: Any) -> Any:
    def create_job(*parts: Any) -> Any:
        try:
            return original(*parts)
        except TransientError as error:
            raise PermanentError("PIPELINE_FAULT", str(error)) from error

    return create_job


MUTANTS = (
    mutant(
        "ack-on-throttle",
        "a transient fault of ingest is acknowledged",
        ("pipeline.workflows.ingest.run", "come_back", _acknowledged),
        ("pipeline.workflows.ingest.work", "come_back", _acknowledged),
    ),
    mutant(
        "throttling-is-final",
        "a throttled CreateJob is a dead letter",
        ("pipeline.aws.transcoder:Transcoder", "create_job", _throttling_is_final),
        scene="throttled_uploads_come_back",
    ),
    mutant(
        "swallowed-job-event",
        "a fault while tracking is acknowledged",
        ("pipeline.workflows.track", "_track", _swallowing),
        scene="job_events_come_back",
    ),
    mutant(
        "whole-batch-acknowledged",
        "messages that come back are reported as done",
        ("handlers.ingest_orchestrator", "process", _all_is_well),
    ),
    mutant(
        "swallowed-announcement",
        "a fault while announcing is no fault",
        ("pipeline.aws.event_bus:EventBus", "announce", _silent),
    ),
)
