"""The outputs bucket: what jobs write, and how S3 lists and deletes versions."""

from collections.abc import Callable
from random import Random
from typing import Any

from faults.services.jobs import Job

FILES = 3
PAGE_SIZE = 2  # S3 may list fewer than it is asked for
REFUSALS = ("InternalError", "SlowDown")


class Outputs:
    """``keys`` are there, each in one version; ``deleting`` is told of each that goes. S3 refuses
    single objects of a call at the rate ``refused``."""

    def __init__(self, chance: Random, refused: float) -> None:
        self.keys: set[str] = set()
        self.deleting: Callable[[str], None] = lambda _: None
        self._chance, self._refused = chance, refused

    def write(self, job: Job) -> None:
        """What a job leaves at its end: one that fails has begun."""
        names = [job.metadata.get(name) for name in ("assetId", "attempt", "job")]
        if all(names):
            files = range(FILES if job.status == "COMPLETE" else 1)
            self.keys.update(f"{'/'.join(map(str, names))}/{number}" for number in files)

    def list_object_versions(self, **request: Any) -> dict[str, Any]:
        found = sorted(key for key in self.keys if key.startswith(request["Prefix"]))
        page = found[: min(PAGE_SIZE, request["MaxKeys"])]
        return {
            "Versions": [{"Key": key, "VersionId": "1"} for key in page],
            "IsTruncated": len(found) > len(page),
        }

    def delete_objects(self, **request: Any) -> dict[str, Any]:
        errors = []
        for one in request["Delete"]["Objects"]:
            if self._chance.random() < self._refused:
                errors.append({**one, "Code": self._chance.choice(REFUSALS)})
            elif one["Key"] in self.keys:
                self.deleting(one["Key"])
                self.keys.discard(one["Key"])
        return {"Errors": errors} if errors else {}
