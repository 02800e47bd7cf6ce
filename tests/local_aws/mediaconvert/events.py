"""Job State Change events on the default event bus, in the shapes of the user guide."""

import json
import time
from typing import Any

from local_aws.mediaconvert import probe_names
from local_aws.mediaconvert.media import Media
from local_aws.mediaconvert.store import Job

PHASES = ("PROBING", "TRANSCODING", "UPLOADING")


def progressing(job: Job) -> None:
    """The job left its queue."""
    _emit(job, "PROGRESSING")


def input_information(job: Job, url: str, media: Media) -> None:
    """The input was read."""
    details = {"id": 1, "uri": url, **probe_names.input_details(media)}
    _emit(job, "INPUT_INFORMATION", inputDetails=[details])


def status_update(job: Job) -> None:
    """How far the job is."""
    current = PHASES.index(job.phase or "PROBING")
    phases = {}
    for number, name in enumerate(PHASES):
        if number < current:
            phases[name] = {"status": "COMPLETE", "percentComplete": 100}
        elif number == current:
            phases[name] = {"status": "PROGRESSING", "percentComplete": job.phase_percent}
        else:
            phases[name] = {"status": "PENDING", "percentComplete": 0}
    progress = {
        "phaseProgress": phases,
        "jobPercentComplete": job.percent,
        "currentPhase": PHASES[current],
        "retryCount": job.retries,
    }
    _emit(job, "STATUS_UPDATE", framesDecoded=job.frames, jobProgress=progress)


def complete(job: Job) -> None:
    """Every output is in S3."""
    _emit(
        job,
        "COMPLETE",
        outputGroupDetails=job.details,
        paddingInserted=0,
        blackVideoDetected=0,
        warnings=[],
    )
    job.told = True


def error(job: Job) -> None:
    """The job failed."""
    code, message = job.error or (1999, "Unknown error")
    _emit(job, "ERROR", errorCode=code, errorMessage=message)
    job.told = True


def canceled(job: Job) -> None:
    """The job was canceled."""
    _emit(job, "CANCELED")
    job.told = True


def _emit(job: Job, status: str, **more: Any) -> None:
    from ministack.core.responses import request_scope
    from ministack.services import eventbridge

    detail = {
        "timestamp": int(time.time() * 1000),
        "accountId": job.account,
        "queue": job.queue_arn,
        "jobId": job.id,
        "status": status,
        "userMetadata": job.request.get("UserMetadata") or {},
        **more,
    }
    entry = {
        "Source": "aws.mediaconvert",
        "DetailType": "MediaConvert Job State Change",
        "Detail": json.dumps(detail),
        "Resources": [job.arn],
    }
    with request_scope(job.account, job.region):
        eventbridge._put_events({"Entries": [entry]}, allow_aws_source=True)
