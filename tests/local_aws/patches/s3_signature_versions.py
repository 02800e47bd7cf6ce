"""S3 takes signature version 2 for nothing that is encrypted with KMS: 400 InvalidArgument.

ministack 1.5.33 takes it, and boto3 presigns with it unless it is told "s3v4". AWS refuses a URL,
a header and a form alike, to write and to read.
"""

from typing import Any

CODE, TEXT = (
    "InvalidArgument",
    "Requests specifying Server Side Encryption with AWS KMS managed keys require "
    "AWS Signature Version 4.",
)
NAME = "x-amz-server-side-encryption"
KMS = ("aws:kms", "aws:kms:dsse")


def apply() -> None:
    """Wrap S3's handler, and the check of a form's policy."""
    from ministack.services import s3

    handle, enforce = s3.handle_request, s3._enforce_signed_post_policy

    async def handle_request(
        method: str, path: str, headers: Any, body: bytes, query: Any, *more: Any, **named: Any
    ) -> Any:
        old = "Signature" in (query or {}) or headers.get("authorization", "").startswith("AWS ")
        bucket, key = s3._parse_bucket_key(path, headers)
        if old and _encrypted(s3, method, (bucket, key), headers):
            return s3._error(CODE, TEXT, 400, path)
        return await handle(method, path, headers, body, query, *more, **named)

    def enforce_signed_post_policy(
        fields: dict[str, str], bucket: str, region: str, size: int, sigv4: bool
    ) -> Any:
        refused = enforce(fields, bucket, region, size, sigv4)
        if refused is None and not sigv4 and _encrypted(s3, "PUT", (bucket, ""), fields):
            return s3._error(CODE, TEXT, 400)
        return refused

    s3.handle_request = handle_request
    s3._enforce_signed_post_policy = enforce_signed_post_policy


def _encrypted(s3: Any, method: str, where: tuple[str, str], headers: Any) -> bool:
    bucket, key = where
    if method in ("GET", "HEAD"):
        there = ((s3._buckets.get(bucket) or {}).get("objects") or {}).get(key) or {}
        return s3._stored_sse_headers(there).get(NAME) in KMS if there else False
    asked = headers.get(NAME) or s3._bucket_default_sse_headers(bucket).get(NAME)
    return method in ("PUT", "POST") and asked in KMS
