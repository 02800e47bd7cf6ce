"""Multipart uploads to the uploads bucket, up to the object that they become."""

from collections.abc import Callable, Iterable, Sequence
from typing import Any

from botocore.exceptions import ClientError

from pipeline.aws.errors import code_of, translated
from pipeline.failures import TransientError
from pipeline.upload_sessions.sending import SentObject, SentPart


class MultipartUploads:
    """``client`` gives S3's client: it takes 0.1 s to make, and is not always needed. Every method
    raises TransientError and PermanentError."""

    def __init__(self, client: Callable[[], Any], bucket: str) -> None:
        self._client = client
        self._bucket = bucket

    def create(self, key: str, content_type: str | None) -> str:
        """Its id."""
        typed = {"ContentType": content_type} if content_type else {}
        with translated("CreateMultipartUpload"):
            answer = self._client().create_multipart_upload(Bucket=self._bucket, Key=key, **typed)
        multipart_id: str = answer["UploadId"]
        return multipart_id

    def sent_parts(self, key: str, multipart_id: str) -> Sequence[SentPart] | None:
        """All parts, by number; None where there is no such upload any more. A call for each
        thousand of them."""
        found: list[SentPart] = []
        page: dict[str, int] = {}
        while True:
            answer = self._call("list_parts", key, multipart_id, **page)
            if answer is None:
                return None
            found += [
                SentPart(one["PartNumber"], one["Size"], one["ETag"].strip('"'))
                for one in answer.get("Parts", [])
            ]
            if not answer.get("IsTruncated"):
                return found
            page = {"PartNumberMarker": answer["NextPartNumberMarker"]}

    def complete(self, key: str, multipart_id: str, parts: Iterable[SentPart]) -> str | None:
        """The version of the object; None where there is no such upload any more. S3 may have
        taken the call before its answer was lost, and so may a retry of the SDK's find none."""
        listed = [{"PartNumber": part.number, "ETag": part.etag} for part in parts]
        answer = self._call(
            "complete_multipart_upload", key, multipart_id, MultipartUpload={"Parts": listed}
        )
        return None if answer is None else answer.get("VersionId", "null")

    def abort(self, key: str, multipart_id: str) -> bool:
        """Whether there was one."""
        return self._call("abort_multipart_upload", key, multipart_id) is not None

    def newest(self, key: str) -> SentObject | None:
        """By a listing: it needs no right to read objects, and says of a missing one that it is
        missing."""
        with translated("ListObjectVersions"):
            page = self._client().list_object_versions(Bucket=self._bucket, Prefix=key, MaxKeys=1)
        # Of the keys that begin so, the shortest comes first, and of its versions the newest.
        for one in page.get("Versions", []):
            if one["Key"] == key and one["IsLatest"]:
                return SentObject(one["VersionId"], one["Size"], one["LastModified"])
        return None

    def _call(self, method: str, key: str, multipart_id: str, **more: Any) -> Any:
        """None where S3 knows no such upload."""
        operation = "".join(word.title() for word in method.split("_"))
        with translated(operation):
            try:
                return getattr(self._client(), method)(
                    Bucket=self._bucket, Key=key, UploadId=multipart_id, **more
                )
            except ClientError as error:
                if code_of(error) == "InvalidPart":
                    raise TransientError(operation, "a part was sent anew meanwhile") from error
                if code_of(error) != "NoSuchUpload":
                    raise
        return None
