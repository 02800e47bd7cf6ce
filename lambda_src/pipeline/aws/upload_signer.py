"""Requests to S3 that clients send themselves, signed by botocore. Signing calls nothing."""

from collections.abc import Callable
from typing import Any

from pipeline.aws.errors import translated
from pipeline.upload_sessions.sending import URL_LIFE, Form, SignedCall

_SECONDS = int(URL_LIFE.total_seconds())


class UploadSigner:
    """``client`` gives S3's client. What is signed lives an hour, or as long as the credentials of
    the function if that is shorter. Raises PermanentError where there are none."""

    def __init__(self, client: Callable[[], Any], bucket: str) -> None:
        self._client = client
        self._bucket = bucket

    def url(
        self, call: SignedCall, key: str, multipart_id: str = "", part_number: int | None = None
    ) -> str:
        parameters: dict[str, Any] = {"Bucket": self._bucket, "Key": key}
        if call is not SignedCall.CREATE:
            parameters["UploadId"] = multipart_id
        if part_number is not None:
            parameters["PartNumber"] = part_number
        with translated("presign"):
            url: str = self._client().generate_presigned_url(
                ClientMethod=call.value, Params=parameters, ExpiresIn=_SECONDS
            )
        return url

    def form(self, key: str, content_type: str | None, least_bytes: int, most_bytes: int) -> Form:
        """For exactly this key and type, and for nothing else that S3 knows of an object."""
        fields = {"success_action_status": "201"}
        if content_type:
            fields["Content-Type"] = content_type
        conditions = [{name: value} for name, value in fields.items()]
        with translated("presign"):
            made = self._client().generate_presigned_post(
                Bucket=self._bucket,
                Key=key,
                Fields=fields,
                Conditions=[["content-length-range", least_bytes, most_bytes], *conditions],
                ExpiresIn=_SECONDS,
            )
        return Form(made["url"], made["fields"])

    def location(self, key: str) -> str:
        """The object's URL, unsigned."""
        return self.url(SignedCall.CREATE, key).partition("?")[0]
