"""What outlives the server where an account keeps its state: jobs, queues, tags, tokens.

The service itself tries a job again that a machine of its own lost (``retryCount``); so does a
restart with the jobs that were at work.
"""

from dataclasses import asdict, fields
from typing import Any

from local_aws.mediaconvert import events, runner, store
from local_aws.mediaconvert.store import Job, Queue, Store

ENDS = {"COMPLETE": events.complete, "ERROR": events.error, "CANCELED": events.canceled}


def get_state() -> dict[str, Any]:
    """Everything, for JSON. Takes no lock: its caller is alone, and a lock may be nobody's."""
    return {"stores": [_written(one) for one in store._stores.values()]}


def load_persisted_state(data: dict[str, Any]) -> None:
    """Take everything back; nothing runs before :func:`resume`."""
    for one in data["stores"]:
        here = store.of(one["account"], one["region"])
        here.queues = {name: Queue(**queue) for name, queue in one["queues"].items()}
        here.jobs = {name: _job(job) for name, job in one["jobs"].items()}
        here.tags = one["tags"]
        here.tokens = {token: (at, job_id) for token, (at, job_id) in one["tokens"].items()}


def resume() -> None:
    """Go on with the jobs, and tell the ends that were not told."""
    jobs = [job for one in store.all_stores() for job in one.jobs.values()]
    for job in jobs:
        if not job.is_open and not job.told:
            ENDS[job.status](job)
    runner.pump()


def _written(one: Store) -> dict[str, Any]:
    names = [field.name for field in fields(Job) if field.name != "canceled"]
    return {
        "account": one.account,
        "region": one.region,
        "queues": {name: asdict(queue) for name, queue in one.queues.items()},
        "jobs": {
            id_: {name: getattr(job, name) for name in names} for id_, job in one.jobs.items()
        },
        "tags": one.tags,
        "tokens": one.tokens,
    }


def _job(written: dict[str, Any]) -> Job:
    job = Job(**written)
    if job.error:  # JSON has no tuples
        code, message = job.error
        job.error = (code, message)
    if job.status == "PROGRESSING":
        job.status, job.started_at, job.phase = "SUBMITTED", None, None
        job.phase_percent = job.percent = job.frames = 0
        job.retries += 1
    elif job.status == "CANCELED":
        job.canceled.set()
    return job
