"""The uploads bucket, as far as its objects' storage classes go."""

from collections.abc import Callable
from typing import Any

from pipeline.aws.errors import translated
from pipeline.failures import PermanentError
from pipeline.uploads.storage_class import is_archived


class UploadsBucket:
    """``client`` gives S3's client: it takes 0.1 s to make, and is hardly ever needed."""

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
