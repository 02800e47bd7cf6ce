"""Queue operations and tags."""

import time
from typing import Any

from local_aws.mediaconvert import paging, store
from local_aws.mediaconvert.errors import bad_request, conflict, not_found
from local_aws.mediaconvert.store import Queue, Store

Parameters = dict[str, Any]


def create(here: Store, parameters: Parameters) -> Parameters:
    """CreateQueue."""
    name = parameters["Name"]
    if parameters.get("PricingPlan", "ON_DEMAND") != "ON_DEMAND":
        raise bad_request("the local account has on-demand queues only")
    with store.LOCK:
        if name in here.queues:
            raise conflict(f"Queue with name {name} already exists")
        queue = Queue(
            name,
            here.arn("queues", name),
            parameters.get("Description"),
            parameters.get("Status", "ACTIVE"),
            concurrent_jobs=parameters.get("ConcurrentJobs"),
        )
        here.queues[name] = queue
        here.tags[queue.arn] = dict(parameters.get("Tags") or {})
    return {"Queue": describe(here, queue)}


def get(here: Store, parameters: Parameters) -> Parameters:
    """GetQueue."""
    return {"Queue": describe(here, find(here, parameters["Name"]))}


def update(here: Store, parameters: Parameters) -> Parameters:
    """UpdateQueue; a queue made ACTIVE goes on with its jobs."""
    with store.LOCK:
        queue = find(here, parameters["Name"])
        if queue.kind == "SYSTEM":
            raise bad_request("a system queue cannot be modified")
        queue.description = parameters.get("Description", queue.description)
        queue.status = parameters.get("Status", queue.status)
        queue.concurrent_jobs = parameters.get("ConcurrentJobs", queue.concurrent_jobs)
        queue.updated_at = time.time()
    from local_aws.mediaconvert import runner

    runner.pump()
    return {"Queue": describe(here, queue)}


def delete(here: Store, parameters: Parameters) -> Parameters:
    """DeleteQueue; refused while jobs wait or run in it."""
    with store.LOCK:
        queue = find(here, parameters["Name"])
        if queue.kind == "SYSTEM":
            raise bad_request("the default queue cannot be deleted")
        if any(job.is_open for job in here.jobs_of(queue.arn)):
            raise conflict(f"Queue {queue.name} contains unprocessed jobs")
        del here.queues[queue.name]
        here.tags.pop(queue.arn, None)
    return {}


def list_all(here: Store, parameters: Parameters) -> Parameters:
    """ListQueues."""
    by_name = parameters.get("ListBy") == "NAME"
    rows = sorted(here.queues.values(), key=lambda q: (q.name,) if by_name else (q.created_at,))
    if parameters.get("Order") == "DESCENDING":
        rows.reverse()
    page, token = paging.page(rows, parameters)
    return {"Queues": [describe(here, queue) for queue in page], "NextToken": token}


def find(here: Store, reference: str) -> Queue:
    """The queue of a name or ARN.

    :raises ServiceError: NotFoundException.
    """
    queue = here.queues.get(reference.rsplit("/", 1)[-1])
    if queue is None or reference not in (queue.name, queue.arn):
        raise not_found(f"Queue {reference} does not exist")
    return queue


def describe(here: Store, queue: Queue) -> Parameters:
    """The model's Queue."""
    jobs = here.jobs_of(queue.arn)
    return {
        "Arn": queue.arn,
        "ConcurrentJobs": queue.concurrent_jobs,
        "CreatedAt": int(queue.created_at),
        "Description": queue.description,
        "LastUpdated": int(queue.updated_at),
        "Name": queue.name,
        "PricingPlan": "ON_DEMAND",
        "ProgressingJobsCount": sum(job.status == "PROGRESSING" for job in jobs),
        "Status": queue.status,
        "SubmittedJobsCount": sum(job.status == "SUBMITTED" for job in jobs),
        "Type": queue.kind,
    }


def tag(here: Store, parameters: Parameters) -> Parameters:
    """TagResource."""
    _tags(here, parameters["Arn"]).update(parameters["Tags"])
    return {}


def untag(here: Store, parameters: Parameters) -> Parameters:
    """UntagResource."""
    tags = _tags(here, parameters["Arn"])
    for key in parameters.get("TagKeys") or []:
        tags.pop(key, None)
    return {}


def list_tags(here: Store, parameters: Parameters) -> Parameters:
    """ListTagsForResource."""
    arn = parameters["Arn"]
    return {"ResourceTags": {"Arn": arn, "Tags": dict(_tags(here, arn))}}


def _tags(here: Store, arn: str) -> dict[str, str]:
    if arn in {queue.arn for queue in here.queues.values()} | {j.arn for j in here.jobs.values()}:
        return here.tags.setdefault(arn, {})
    raise not_found(f"Resource {arn} does not exist")
