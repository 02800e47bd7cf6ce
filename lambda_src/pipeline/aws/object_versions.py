"""Every version of a bucket's objects, and the markers of those that were deleted."""

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping
from typing import Any

from pipeline.aws.errors import DENIAL_CODES, THROTTLING_CODES, translated
from pipeline.failures import AccessDeniedError, PermanentError, TransientError

PAGE_SIZE = 1000  # the most that S3 lists, and deletes, at a time
# S3 answers DeleteObjects with 200 and tells of each key by itself, in words alone.
TRANSIENT_CODES = THROTTLING_CODES | {"InternalError", "OperationAborted", "ServiceUnavailable"}


class ObjectVersions:
    def __init__(self, client: Any, bucket: str) -> None:
        self._client = client
        self._bucket = bucket

    def sweep(self, prefix: str) -> Iterator[int]:
        """Delete every version and marker below ``prefix``, page by page; how many, of each page.

        Ends when a listing finds nothing. Raises TransientError and PermanentError where some of a
        page could not be deleted: the others of the page are gone.
        """
        while page := self._list(prefix):
            self._delete(page)
            yield len(page)

    def _list(self, prefix: str) -> list[dict[str, str]]:
        """Always from the start: what was deleted is not listed any more."""
        with translated("ListObjectVersions"):
            answer = self._client.list_object_versions(
                Bucket=self._bucket, Prefix=prefix, MaxKeys=PAGE_SIZE
            )
        found = (*answer.get("Versions", ()), *answer.get("DeleteMarkers", ()))
        return [{"Key": one["Key"], "VersionId": one["VersionId"]} for one in found]

    def _delete(self, page: list[dict[str, str]]) -> None:
        with translated("DeleteObjects"):
            answer = self._client.delete_objects(
                Bucket=self._bucket, Delete={"Objects": page, "Quiet": True}
            )
        if errors := answer.get("Errors"):
            raise _fault(errors)


def _fault(errors: Iterable[Mapping[str, str]]) -> TransientError | PermanentError:
    """A fault of ours if there is one: the rest would pass, and it would not."""
    counts = Counter(error.get("Code", "Unknown") for error in errors)
    lasting = counts.keys() - TRANSIENT_CODES
    words = ", ".join(f"{code} ({count} objects)" for code, count in sorted(counts.items()))
    if not lasting:
        return TransientError("DeleteObjects", words)
    fault = AccessDeniedError if lasting <= DENIAL_CODES else PermanentError
    return fault("PIPELINE_FAULT", f"DeleteObjects: {words}")
