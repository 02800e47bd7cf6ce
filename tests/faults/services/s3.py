"""S3: the uploads bucket as its uploads make it, and the objects of the outputs bucket."""

from io import BytesIO
from typing import Any

from faults.services.errors import client_error
from faults.uploads import Bucket

PAGE = 1000


class S3:
    """``outputs`` by key."""

    def __init__(self, uploads: Bucket) -> None:
        self.outputs: dict[str, bytes] = {}
        self.head_object = uploads.head_object

    def get_object(self, **request: Any) -> dict[str, Any]:
        content = self.outputs.get(request["Key"])
        if content is None:
            raise client_error("get_object", "NoSuchKey", 404, "The specified key does not exist")
        return {"Body": BytesIO(content), "ContentLength": len(content)}

    def list_objects_v2(self, **request: Any) -> dict[str, Any]:
        keys = sorted(key for key in self.outputs if key.startswith(request["Prefix"]))
        page = [{"Key": key, "Size": len(self.outputs[key])} for key in keys[:PAGE]]
        return {"Contents": page, "IsTruncated": len(keys) > PAGE}

    def put_object(self, **request: Any) -> dict[str, Any]:
        self.outputs[request["Key"]] = request["Body"]
        return {}
