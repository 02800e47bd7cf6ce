"""Invalidations: which paths they cover, how many may run at once, how long they take.

Source of the limits: CloudFront Developer Guide, "Quotas on invalidations": 3,000 paths in progress
for each distribution, of which 15 have a wildcard. On AWS one takes seconds to minutes; here one
second. Nothing is gone before it ends.
"""

import time
from collections.abc import Iterable
from typing import Any
from urllib.parse import unquote

WILDCARDS, PATHS = 15, 3_000
SECONDS = 1
DONE, RUNNING = "Completed", "InProgress"
ENDS = "ends_at"


def start(record: dict[str, Any]) -> None:
    """Let a new invalidation run."""
    record["Status"] = RUNNING
    record[ENDS] = time.time() + SECONDS


def settle(records: Iterable[dict[str, Any]]) -> None:
    """Complete those whose time is over."""
    for record in records:
        if record["Status"] == RUNNING and record[ENDS] <= time.time():
            record["Status"] = DONE


def too_many(records: Iterable[dict[str, Any]], paths: list[str]) -> bool:
    """Whether more paths would be in progress than a distribution may have."""
    running = [one for record in records if record["Status"] == RUNNING for one in _paths(record)]
    together = running + paths
    return sum(one.endswith("*") for one in together) > WILDCARDS or len(together) > PATHS


def malformed(path: str) -> bool:
    """Whether a path is none: it begins with a slash, and has a wildcard only at its end."""
    return not path.startswith("/") or "*" in path[:-1]


def covers(records: Iterable[dict[str, Any]], url: str, stored: float) -> bool:
    """Whether an ended invalidation covers what was stored under a path with its query string."""
    return any(
        stored < record.get(ENDS, 0) <= time.time()
        and any(_covers(one, url) for one in _paths(record))
        for record in records
    )


def _paths(record: dict[str, Any]) -> list[str]:
    return record["InvalidationBatch"]["Paths"]["Items"]


def _covers(path: str, url: str) -> bool:
    path, url = unquote(path), unquote(url)
    return url.startswith(path[:-1]) if path.endswith("*") else url == path
