"""The uploads bucket, as far as what lies in it goes: never what an object holds.

What is not there, listings tell: S3 denies a request for a missing object (403) to whoever may not
list the bucket, and nobody says whether a right to list a prefix is enough for a 404.
"""

from collections.abc import Callable
from typing import Any

from pipeline.aws.errors import translated
from pipeline.aws.object_versions import ObjectVersions
from pipeline.captions.sidecars import ListedObject
from pipeline.failures import PermanentError
from pipeline.uploads.storage_class import is_archived
from pipeline.uploads.versions import ObjectVersion

MOST_LISTED = 1000  # what one page holds


class UploadsBucket:
    """``client`` gives S3's client: it takes 0.1 s to make, and is not always needed."""

    def __init__(self, client: Callable[[], Any], bucket: str) -> None:
        self._client = client
        self._bucket = bucket

    def is_archived(self, key: str) -> bool:
        """Whether the newest object of the key is; False where S3 does not tell us.

        Raises TransientError.
        """
        try:
            with translated("HeadObject"):
                return is_archived(self._client().head_object(Bucket=self._bucket, Key=key))
        except PermanentError:
            return False

    def is_missing(self, key: str) -> bool:
        """Whether the key has no object; False where S3 does not tell us.

        Raises TransientError.
        """
        try:
            with translated("ListObjectsV2"):
                # The first of the keys that begin with it.
                page = self._client().list_objects_v2(Bucket=self._bucket, Prefix=key, MaxKeys=1)
        except PermanentError:
            return False
        return all(one["Key"] != key for one in page.get("Contents", []))

    def has_version(self, key: str, version_id: str) -> bool:
        """Raises TransientError and PermanentError."""
        version = ObjectVersion(key, version_id, is_marker=False)
        pages = ObjectVersions(self._client(), self._bucket).pages(key)
        return any(version in page for page in pages)

    def list_beside(self, prefix: str) -> tuple[ListedObject, ...]:
        """The first thousand objects in the folder whose keys begin with ``prefix``, by their keys.

        Raises TransientError and PermanentError.
        """
        with translated("ListObjectsV2"):
            page = self._client().list_objects_v2(
                Bucket=self._bucket,
                Prefix=prefix,
                Delimiter="/",
                MaxKeys=MOST_LISTED,
            )
        return tuple(
            ListedObject(
                key=one["Key"],
                size_bytes=one["Size"],
                modified_at=one["LastModified"],
                storage_class=one.get("StorageClass", "STANDARD"),
            )
            for one in page.get("Contents", [])
        )
