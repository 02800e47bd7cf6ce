"""Condition keys of S3 that ministack 1.5.33 leaves out.

``s3:TlsVersion`` is the version that the connection speaks; without
``s3:x-amz-server-side-encryption-aws-kms-key-id`` a policy cannot tell our key from others, and
without ``s3:x-amz-storage-class`` archived uploads from others. It passes on a form's fields.
"""

import contextvars
from typing import Any

KEY_HEADER = "x-amz-server-side-encryption-aws-kms-key-id"
CLASS_HEADER = "x-amz-storage-class"
_version: contextvars.ContextVar[str | None] = contextvars.ContextVar("tls_version", default=None)


def apply() -> None:
    """Wrap the connection's handler, and what gathers the condition keys of a request."""
    from hypercorn.asyncio.tcp_server import TCPServer
    from ministack.core import iam_actions
    from ministack.services import s3

    run, context_of = TCPServer.run, iam_actions.s3_service_context

    async def run_with_version(server: Any) -> None:
        connection = server.writer.get_extra_info("ssl_object")
        _version.set(connection.version().removeprefix("TLSv") if connection else None)
        await run(server)

    def s3_service_context(
        action: str, query: dict[str, Any] | None, path: str = "", headers: Any = None
    ) -> dict[str, Any]:
        context = context_of(action, query, path, headers)
        if _version.get():
            context["s3:TlsVersion"] = _version.get()
        if action == "s3:PutObject":
            upload = s3._multipart_uploads.get(((query or {}).get("uploadId") or [""])[0])
            # A part's request names no key: its upload's did.
            where = upload["preserved_headers"] if upload else headers or {}
            key = where.get(KEY_HEADER)
            if key:
                context[f"s3:{KEY_HEADER}"] = key
            # A part brings no class, and AWS asks about what a request brings.
            if not upload and (headers or {}).get(CLASS_HEADER):
                context[f"s3:{CLASS_HEADER}"] = headers[CLASS_HEADER]
        return context

    TCPServer.run = run_with_version
    iam_actions.s3_service_context = s3_service_context
