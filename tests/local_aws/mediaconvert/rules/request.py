"""Rules for the parameters beside Settings: queue, role, token, metadata, tags."""

import re
from collections.abc import Iterator
from typing import Any

QUEUE = re.compile(r"^(arn:[\w-]+:mediaconvert:[\w-]+:\d{12}:queues/)?[\w-]{1,256}$")
ROLE = re.compile(r"^arn:[\w-]+:iam::\d{12}:role/.+$")
METADATA_TEXT = re.compile(r"^[A-Za-z0-9 _.:/=+@-]*$")
STRANGE = "has characters other than A-Za-z0-9 _.:/=+-@"
METADATA_PAIRS, METADATA_KEY, METADATA_VALUE = 10, 128, 256
TOKEN_LENGTH = 64
TAGS = 50


def check(job: dict[str, Any]) -> Iterator[str]:
    """Yield the broken rules of everything beside ``Settings``."""
    # model: Role is required; the service can only assume a role it is given by its ARN.
    if not ROLE.match(job.get("Role") or ""):
        yield "Role: the ARN of an IAM role is required"
    # seen: without Queue the job goes to the default queue, whatever a template says.
    queue = job.get("Queue") or ""
    if not QUEUE.match(queue):
        yield "Queue: a queue's ARN or name is required, else the job runs in the default queue"
    yield from _token(job.get("ClientRequestToken"))
    yield from _metadata(job.get("UserMetadata") or {})
    # model: tags of a resource, at most 50.
    if len(job.get("Tags") or {}) > TAGS:
        yield f"Tags: at most {TAGS} tags"
    # guide: a job cannot hop to the queue that it waits in.
    for index, hop in enumerate(job.get("HopDestinations") or []):
        if hop.get("Queue") and hop["Queue"].rsplit("/")[-1] == queue.rsplit("/")[-1]:
            yield f"HopDestinations[{index}].Queue: is the job's own queue"


def _token(token: str | None) -> Iterator[str]:
    # model: up to 64 ASCII characters.
    if token is None:
        return
    if not token or len(token) > TOKEN_LENGTH or not token.isascii():
        yield f"ClientRequestToken: 1 to {TOKEN_LENGTH} ASCII characters"


def _metadata(metadata: dict[str, str]) -> Iterator[str]:
    # guide: 10 pairs, key 128, value 256 characters; seen: `&` and `%` are rejected.
    if len(metadata) > METADATA_PAIRS:
        yield f"UserMetadata: at most {METADATA_PAIRS} pairs"
    for key, value in metadata.items():
        if not key or len(key) > METADATA_KEY or not METADATA_TEXT.match(key):
            yield f"UserMetadata: key {key!r} is empty, too long or {STRANGE}"
        if len(value) > METADATA_VALUE or not METADATA_TEXT.match(value):
            yield f"UserMetadata.{key}: value is too long or {STRANGE}"
