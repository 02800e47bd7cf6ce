"""The outputs bucket: playlists are read, frames are listed, and a text is put beside them."""

from collections.abc import Callable
from contextlib import closing
from typing import Any

from botocore.exceptions import ClientError

from pipeline.aws.errors import code_of, translated
from pipeline.failures import TransientError
from pipeline.storyboard.listing import Listing

# More than the playlists of a day's film have.
MOST_BYTES = 8 * 1024 * 1024
# As MediaConvert's own files.
STORAGE_CLASS = "INTELLIGENT_TIERING"


class OutputsBucket:
    """``client`` gives S3's client: it takes 0.1 s to make, and most job events need none."""

    def __init__(self, client: Callable[[], Any], bucket: str) -> None:
        self._client = client
        self._bucket = bucket

    def text(self, key: str) -> str | None:
        """None where there is no such object, or it is larger than 8 MiB or no UTF-8.

        Raises TransientError and PermanentError.
        """
        with translated("GetObject"):
            try:
                found = self._client().get_object(Bucket=self._bucket, Key=key)
            except ClientError as error:
                if code_of(error) != "NoSuchKey":
                    raise
                return None
            with closing(found["Body"]) as body:
                content: bytes = body.read(MOST_BYTES + 1)
        if len(content) < min(found["ContentLength"], MOST_BYTES):
            raise TransientError("GetObject", "the answer broke off")
        try:
            return content.decode() if len(content) <= MOST_BYTES else None
        except UnicodeDecodeError:
            return None

    def listing(self, prefix: str) -> Listing:
        """One page: the first 1000 by name. Raises TransientError and PermanentError."""
        with translated("ListObjectsV2"):
            page = self._client().list_objects_v2(Bucket=self._bucket, Prefix=prefix)
        sizes = {one["Key"]: one["Size"] for one in page.get("Contents", ())}
        return Listing(sizes, complete=not page["IsTruncated"])

    def put_text(self, key: str, text: str, content_type: str) -> None:
        """Encrypted as the bucket does it by default: its policy refuses every other way.

        Raises TransientError and PermanentError.
        """
        with translated("PutObject"):
            self._client().put_object(
                Bucket=self._bucket,
                Key=key,
                Body=text.encode(),
                ContentType=content_type,
                StorageClass=STORAGE_CLASS,
            )
