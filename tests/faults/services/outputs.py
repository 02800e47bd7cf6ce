"""The outputs bucket: what jobs write, and how S3 reads, lists and deletes it."""

from collections.abc import Callable
from io import BytesIO
from random import Random
from typing import Any

from fakes.job_files import files_of
from faults.services.errors import client_error
from faults.services.jobs import SECONDS, Job

FILES = 3
PAGE_SIZE = 2  # S3 may list fewer than it is asked for
REFUSALS = ("InternalError", "SlowDown")


class Outputs:
    """``keys`` are there, each in one version, those of ``contents`` with what is in them;
    ``deleting`` is told of each that goes. S3 refuses single objects of a call at the rate
    ``refused``."""

    def __init__(self, chance: Random, refused: float) -> None:
        self.keys: set[str] = set()
        self.contents: dict[str, bytes] = {}
        self.deleting: Callable[[str], None] = lambda _: None
        self._chance, self._refused = chance, refused

    def write(self, job: Job) -> None:
        """What a job leaves at its end: one that fails has begun."""
        names = [job.metadata.get(name) for name in ("assetId", "attempt", "job")]
        if all(names):
            files = range(FILES if job.status == "COMPLETE" else 1)
            self.keys.update(f"{'/'.join(map(str, names))}/{number}" for number in files)
            if job.status == "COMPLETE":
                self._put(files_of(job.request, SECONDS))

    def _put(self, contents: dict[str, bytes]) -> None:
        self.contents |= contents
        self.keys.update(contents)

    def put_object(self, **request: Any) -> dict[str, Any]:
        self._put({request["Key"]: request["Body"]})
        return {}

    def get_object(self, **request: Any) -> dict[str, Any]:
        content = self.contents.get(request["Key"])
        if content is None:
            raise client_error("get_object", "NoSuchKey", 404, "The specified key does not exist")
        return {"Body": BytesIO(content), "ContentLength": len(content)}

    def list_objects_v2(self, **request: Any) -> dict[str, Any]:
        found = sorted(key for key in self.contents if key.startswith(request["Prefix"]))
        page = [{"Key": key, "Size": len(self.contents[key])} for key in found]
        return {"Contents": page, "IsTruncated": False}

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
                self.contents.pop(one["Key"], None)
        return {"Errors": errors} if errors else {}
