"""Job operations: create, get, list, search, cancel."""

import random
import string
import time
from typing import Any

from local_aws import faults
from local_aws.mediaconvert import events, paging, queues, rules, runner, store, supported
from local_aws.mediaconvert.errors import bad_request, conflict, not_found
from local_aws.mediaconvert.store import Job, Store

TOKEN_SECONDS = 60
INPUT_FILE_LENGTH = 300
Parameters = dict[str, Any]


def create(here: Store, parameters: Parameters) -> Parameters:
    """CreateJob; a ClientRequestToken used again within a minute gives the first job."""
    if parameters.get("JobTemplate"):
        raise not_found(f"JobTemplate {parameters['JobTemplate']} does not exist")
    with store.LOCK:
        token = parameters.get("ClientRequestToken")
        at, job_id = here.tokens.get(token or "", (0.0, ""))
        if token and time.time() - at < TOKEN_SECONDS and job_id in here.jobs:
            return {"Job": describe(here.jobs[job_id])}
        problems = rules.violations({"Queue": "Default", **parameters})
        if problems:
            raise bad_request("; ".join(problems))
        supported.check(parameters["Settings"])
        queue = queues.find(here, parameters.get("Queue") or "Default")
        suffix = "".join(random.choices(string.ascii_lowercase + string.digits, k=6))  # noqa: S311
        job_id = f"{int(time.time() * 1000)}-{suffix}"
        arn = here.arn("jobs", job_id)
        job = Job(job_id, arn, here.account, here.region, queue.arn, parameters)
        here.jobs[job_id] = job
        here.tags[arn] = dict(parameters.get("Tags") or {})
        if token:
            here.tokens[token] = (time.time(), job_id)
        answer = {"Job": describe(job)}
    runner.pump()
    faults.of_this_server().wait_to_answer(job.source)
    return answer


def get(here: Store, parameters: Parameters) -> Parameters:
    """GetJob."""
    return {"Job": describe(_find(here, parameters["Id"]))}


def cancel(here: Store, parameters: Parameters) -> Parameters:
    """CancelJob, while the job waits or runs."""
    with store.LOCK:
        job = _find(here, parameters["Id"])
        if not job.is_open:
            raise conflict(f"Job {job.id} is {job.status} and cannot be canceled")
        job.canceled.set()
        waiting = job.status == "SUBMITTED"
        job.status, job.finished_at = "CANCELED", time.time()
    if waiting:
        events.canceled(job)
    return {}


def list_all(here: Store, parameters: Parameters) -> Parameters:
    """ListJobs and SearchJobs: by queue and status, SearchJobs by part of the input's name too."""
    rows = sorted(here.jobs.values(), key=lambda job: (job.submitted_at, job.id))
    if parameters.get("Order", "DESCENDING") == "DESCENDING":
        rows.reverse()
    if parameters.get("Queue"):
        arn = queues.find(here, parameters["Queue"]).arn
        rows = [job for job in rows if job.queue_arn == arn]
    if parameters.get("Status"):
        rows = [job for job in rows if job.status == parameters["Status"]]
    wanted = parameters.get("InputFile")
    if wanted:
        if len(wanted) > INPUT_FILE_LENGTH:
            raise bad_request(f"inputFile: Should have at most {INPUT_FILE_LENGTH} characters")
        rows = [
            job
            for job in rows
            if any(wanted in i.get("FileInput", "") for i in job.request["Settings"]["Inputs"])
        ]
    page, token = paging.page(rows, parameters)
    return {"Jobs": [describe(job) for job in page], "NextToken": token}


def _find(here: Store, job_id: str) -> Job:
    job = here.jobs.get(job_id)
    if job is None:
        raise not_found(f"Job {job_id} does not exist")
    return job


def describe(job: Job) -> Parameters:
    """The model's Job."""
    with store.LOCK:
        code, message = job.error or (None, None)
        asked = job.request
        return {
            "AccelerationStatus": "NOT_APPLICABLE",
            "Arn": job.arn,
            "BillingTagsSource": asked.get("BillingTagsSource", "JOB"),
            "ClientRequestToken": asked.get("ClientRequestToken"),
            "CreatedAt": int(job.submitted_at),
            "CurrentPhase": job.phase,
            "ErrorCode": code,
            "ErrorMessage": message,
            "Id": job.id,
            "JobPercentComplete": job.percent if job.started_at else None,
            "Messages": {"Info": [], "Warning": []},
            "OutputGroupDetails": _details(job) or None,
            "Priority": asked.get("Priority", 0),
            "Queue": job.queue_arn,
            "RetryCount": job.retries,
            "Role": asked["Role"],
            "Settings": asked["Settings"],
            "Status": job.status,
            "StatusUpdateInterval": asked.get("StatusUpdateInterval", "SECONDS_60"),
            "Timing": {
                "SubmitTime": int(job.submitted_at),
                "StartTime": job.started_at and int(job.started_at),
                "FinishTime": job.finished_at and int(job.finished_at),
            },
            "UserMetadata": asked.get("UserMetadata") or {},
        }


def _details(job: Job) -> list[Parameters]:
    """The model's OutputGroupDetails, which knows less than the COMPLETE event."""
    return [
        {
            "OutputDetails": [
                {
                    "DurationInMs": one.get("durationInMs"),
                    "VideoDetails": {
                        "WidthInPx": one["videoDetails"]["widthInPx"],
                        "HeightInPx": one["videoDetails"]["heightInPx"],
                    }
                    if "videoDetails" in one
                    else None,
                }
                for one in group["outputDetails"]
            ]
        }
        for group in job.details
    ]
