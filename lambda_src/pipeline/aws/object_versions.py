"""Every version of a bucket's objects, and the markers of those that were deleted."""

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from itertools import islice
from typing import Any

from pipeline.aws.errors import DENIAL_CODES, THROTTLING_CODES, translated
from pipeline.failures import AccessDeniedError, PermanentError, TransientError
from pipeline.uploads.versions import ObjectVersion

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
        # Always from the start: what was deleted is not listed any more.
        while page := next(self.pages(prefix)):
            self.delete(page)
            yield len(page)

    def pages(self, prefix: str) -> Iterator[Sequence[ObjectVersion]]:
        """All versions and markers below ``prefix``; one empty page where there is none.

        Raises TransientError and PermanentError.
        """
        position: dict[str, str] = {}
        while True:
            with translated("ListObjectVersions"):
                answer = self._client.list_object_versions(
                    Bucket=self._bucket, Prefix=prefix, MaxKeys=PAGE_SIZE, **position
                )
            yield [
                ObjectVersion(one["Key"], one["VersionId"], is_marker=is_marker)
                for name, is_marker in (("Versions", False), ("DeleteMarkers", True))
                for one in answer.get(name, ())
            ]
            if not answer.get("IsTruncated"):
                return
            position = {
                "KeyMarker": answer["NextKeyMarker"],
                "VersionIdMarker": answer["NextVersionIdMarker"],
            }

    def delete(self, versions: Iterable[ObjectVersion]) -> None:
        """Raises TransientError and PermanentError where some could not be deleted: the others of
        the same thousand are gone."""
        left = iter(versions)
        while page := list(islice(left, PAGE_SIZE)):
            objects = [{"Key": one.key, "VersionId": one.version_id} for one in page]
            with translated("DeleteObjects"):
                answer = self._client.delete_objects(
                    Bucket=self._bucket, Delete={"Objects": objects, "Quiet": True}
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
