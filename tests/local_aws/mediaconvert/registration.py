"""Mount the service into ministack: dispatch, reset, and the IAM names of its requests."""

import os
import sys
from typing import Any
from urllib.parse import unquote

NAME = "mediaconvert"


def register() -> None:
    """Make ministack answer requests that are signed for mediaconvert."""
    from ministack import app
    from ministack.core import iam_actions, router

    from local_aws.mediaconvert import service

    # For a name that it does not find here, ministack reads the models of all services first: 4 s.
    router.SERVICE_PATTERNS[NAME] = {"host_patterns": [r"mediaconvert\."]}
    sys.modules[f"ministack.services.{NAME}"] = service
    app.SERVICE_REGISTRY[NAME] = {"module": NAME}
    app.SERVICE_HANDLERS[NAME] = service.handle_request
    app._state_map[NAME] = NAME
    iam_actions.SERVICE_TO_IAM_NAMESPACE[NAME] = NAME
    iam_actions._BOTOCORE_SERVICE_MAP[NAME] = [NAME]
    known = iam_actions.extract_resource_arn

    def extract_resource_arn(
        of: str,
        method: str,
        path: str,
        headers: Any,
        body: bytes,
        query: Any,
        region: str,
        acct: str,
    ) -> str:
        if of != NAME:
            return known(of, method, path, headers, body, query, region, acct)
        return _resource(path, body, query, f"arn:aws:mediaconvert:{region}:{acct}:")

    iam_actions.extract_resource_arn = extract_resource_arn


def warm_up() -> None:
    """Load what the first request and job would wait for, and go on with jobs that were kept.

    Meant for a thread after start-up.
    """
    from local_aws.mediaconvert import buckets, persistence, validation

    validation.routes()
    for service in ("s3", "sts"):
        buckets.client(service, os.environ["AWS_REGION"])
    persistence.resume()


def _resource(path: str, body: bytes, query: dict[str, Any], prefix: str) -> str:
    """The resource that the service authorization reference names for a request."""
    from ministack.core import iam_actions

    kind, _, name = path.removeprefix("/2017-08-29/").partition("/")
    if kind == "tags" and name:
        return unquote(name)
    if kind in ("jobs", "queues") and name:
        return f"{prefix}{kind}/{name}"
    queue = iam_actions._safe_json_field(body, "queue") or (query.get("queue") or [""])[0]
    if kind in ("jobs", "search") and queue:
        return queue if queue.startswith("arn:") else f"{prefix}queues/{queue}"
    return "*"
