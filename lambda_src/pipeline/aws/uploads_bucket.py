"""The uploads bucket, as far as what lies in it goes: never what an object holds."""

from collections.abc import Callable
from http import HTTPStatus
from typing import Any

from botocore.exceptions import ClientError

from pipeline.aws.errors import status_of, translated
from pipeline.captions.sidecars import ListedObject
from pipeline.failures import PermanentError
from pipeline.uploads.storage_class import is_archived

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

    def has_version(self, key: str, version_id: str) -> bool:
        """Raises TransientError and PermanentError."""
        with translated("HeadObject"):
            try:
                self._client().head_object(Bucket=self._bucket, Key=key, VersionId=version_id)
            except ClientError as error:
                if status_of(error) != HTTPStatus.NOT_FOUND:
                    raise
                return False
        return True

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
