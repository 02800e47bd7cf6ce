"""S3 takes no ``x-amz-`` header with a presigned URL that its signature does not cover.

ministack 1.5.33 takes them, so that whoever got a URL could choose the storage class, the key or
the tags of the object. AWS refuses with 403: "There were headers present … not signed".
"""

from typing import Any

# What a body's digest says is no wish about the object.
FREE = ("x-amz-content-sha256", "x-amz-date")


def apply() -> None:
    """Wrap the verification of a presigned URL."""
    from ministack.services import s3

    verify = s3._verify_presigned_sigv4

    def verify_presigned_sigv4(method: str, path: str, headers: Any, query: Any) -> Any:
        refused = verify(method, path, headers, query)
        signed = s3._qp(query, "X-Amz-SignedHeaders", "").lower().split(";")
        if refused is not None or not s3._qp(query, "X-Amz-Signature", ""):
            return refused
        sent = {name.lower() for name in headers if name.lower().startswith("x-amz-")}
        if sent - {*signed, *FREE}:
            text = "There were headers present in the request which were not signed"
            return s3._error("AccessDenied", text, 403, path)
        return None

    s3._verify_presigned_sigv4 = verify_presigned_sigv4
