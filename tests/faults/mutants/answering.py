"""Mutants of how messages and records are answered."""

from typing import Any

from faults.mutants.mutant import mutant
from handlers import ingest_orchestrator
from pipeline.aws.event_bus import EventBus
from pipeline.aws.transcoder import Transcoder
from pipeline.aws.uploads_bucket import UploadsBucket
from pipeline.failures import PermanentError, TransientError
from pipeline.workflows import track
from pipeline.workflows.ingest import run, work
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


def _never(_: Any) -> Any:
    return lambda *_: False


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
        (run, run.come_back, _acknowledged),
        (work, work.come_back, _acknowledged),
    ),
    mutant(
        "throttling-is-final",
        "a throttled CreateJob is a dead letter",
        (Transcoder, Transcoder.create_job, _throttling_is_final),
        scenario="throttled_uploads_are_retried",
    ),
    mutant(
        "swallowed-job-event",
        "a fault while tracking is acknowledged",
        (track, track._track, _swallowing),
        scenario="job_events_are_redelivered",
    ),
    mutant(
        "archives-unseen",
        "S3 is not asked whether an upload is archived",
        (UploadsBucket, UploadsBucket.is_archived, _never),
    ),
    mutant(
        "deletions-unseen",
        "S3 is not asked whether an upload is gone",
        (UploadsBucket, UploadsBucket.is_missing, _never),
    ),
    mutant(
        "whole-batch-acknowledged",
        "messages that come back are reported as done",
        (ingest_orchestrator, ingest_orchestrator.process, _all_is_well),
    ),
    mutant(
        "swallowed-announcement",
        "a fault while announcing is no fault",
        (EventBus, EventBus.announce, _silent),
    ),
)
