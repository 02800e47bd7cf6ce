"""S3 GetBucketRequestPayment: asked for as ``?requestPayment``.

ministack 1.5.33 listens to ``request-payment`` and answers with a list of the bucket's objects.
"""

from typing import Any


def apply() -> None:
    """Wrap the handler of S3."""
    from ministack import app

    handle = app.SERVICE_HANDLERS["s3"]

    async def handle_s3(method: str, path: str, headers: Any, body: bytes, query: Any) -> Any:
        if method == "GET" and "requestPayment" in (query or {}):
            query = {**query, "request-payment": query["requestPayment"]}
        return await handle(method, path, headers, body, query)

    app.SERVICE_HANDLERS["s3"] = handle_s3
