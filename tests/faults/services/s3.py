"""S3's client: the uploads bucket as its uploads make it, and the outputs bucket."""

from typing import Any

from fakes.events import UPLOADS_BUCKET
from faults.services.outputs import Outputs
from faults.uploads_bucket import UploadsBucket


class S3:
    """Each call goes to the bucket that it names."""

    def __init__(self, uploads: UploadsBucket, outputs: Outputs) -> None:
        self._uploads, self._outputs = uploads, outputs

    def __getattr__(self, operation: str) -> Any:
        def call(**request: Any) -> Any:
            uploads = request["Bucket"] == UPLOADS_BUCKET
            return getattr(self._uploads if uploads else self._outputs, operation)(**request)

        return call
