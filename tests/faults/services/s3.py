"""S3's client: the uploads bucket as its uploads make it, and the outputs bucket."""

from typing import Any

from fakes.events import UPLOADS_BUCKET
from faults.services.outputs import Outputs
from faults.uploads import Bucket


class S3:
    def __init__(self, uploads: Bucket, outputs: Outputs) -> None:
        self._uploads, self._outputs = uploads, outputs
        self.head_object = uploads.head_object
        self.get_object = outputs.get_object
        self.put_object = outputs.put_object
        self.list_object_versions = outputs.list_object_versions
        self.delete_objects = outputs.delete_objects

    def list_objects_v2(self, **request: Any) -> dict[str, Any]:
        bucket = self._uploads if request["Bucket"] == UPLOADS_BUCKET else self._outputs
        return bucket.list_objects_v2(**request)
