"""The service as ministack mounts it: one request in, one answer out."""

import asyncio
import json
from collections.abc import Callable
from typing import Any

from ministack.core.responses import get_account_id, get_region

from local_aws.mediaconvert import jobs, probe, queues, runner, store, validation
from local_aws.mediaconvert.errors import ServiceError, bad_request
from local_aws.mediaconvert.persistence import get_state, load_persisted_state

# ministack asks the service's module for both.
__all__ = ["get_state", "handle_request", "load_persisted_state", "reset"]

Answer = tuple[int, dict[str, str], bytes]
OPERATIONS: dict[str, Callable[[store.Store, dict[str, Any]], dict[str, Any]]] = {
    "CreateJob": jobs.create,
    "GetJob": jobs.get,
    "ListJobs": jobs.list_all,
    "SearchJobs": jobs.list_all,
    "CancelJob": jobs.cancel,
    "CreateQueue": queues.create,
    "GetQueue": queues.get,
    "UpdateQueue": queues.update,
    "DeleteQueue": queues.delete,
    "ListQueues": queues.list_all,
    "TagResource": queues.tag,
    "UntagResource": queues.untag,
    "ListTagsForResource": queues.list_tags,
    "Probe": probe.probe,
}


async def handle_request(
    method: str, path: str, headers: dict[str, str], body: bytes, query: dict[str, list[str]]
) -> Answer:
    """Answer one request; runs in a thread because some operations call our own server."""
    return await asyncio.to_thread(_answer, method, path, headers, body, query)


def _answer(
    method: str, path: str, headers: dict[str, str], body: bytes, query: dict[str, list[str]]
) -> Answer:
    try:
        try:
            parsed = json.loads(body) if body else {}
        except ValueError:
            raise bad_request("the request's body is no JSON") from None
        operation, parameters = validation.parse(method, path, query, parsed)
        handler = OPERATIONS.get(operation.name)
        if handler is None:
            raise bad_request(f"the local account does not have {operation.name}")
        here = store.of(get_account_id(), get_region())
        if operation.name == "Probe":
            probe.authorize(headers, query, parameters)
        answer = validation.to_wire(operation.output_shape, handler(here, parameters))
    except ServiceError as error:
        return (
            error.status,
            {"Content-Type": "application/json", "x-amzn-ErrorType": error.code},
            json.dumps({"message": error.message}).encode(),
        )
    status = operation.http.get("responseCode", 200)
    return status, {"Content-Type": "application/json"}, json.dumps(answer).encode()


def reset() -> None:
    """ministack's reset of all state."""
    runner.cancel_all()
    store.clear()
