"""Of an object that is not there, S3 tells those alone who may list its bucket; it denies others.

ministack 1.5.33 tells everybody. AWS documents it of GetObject, HeadObject and
GetObjectAttributes. Assumed, since it does not say: a version is as a key, and a request for an
object has no ``s3:prefix``, so that a grant on condition of one is none here.
"""

import uuid
from typing import Any

from local_aws.access import decisions

READS = frozenset(
    f"s3:GetObject{kind}" for kind in ("", "Version", "Attributes", "VersionAttributes")
)
LIST = "s3:ListBucket"


def apply() -> None:
    """Wrap the service's handler."""
    from ministack import app

    handle = app.SERVICE_HANDLERS["s3"]

    async def handle_request(
        method: str, path: str, headers: Any, body: bytes, query: Any
    ) -> tuple[int, Any, Any]:
        answer = await handle(method, path, headers, body, query)
        denial = _denial((method, path, headers, body, query)) if answer[0] == 404 else None
        return denial or answer

    app.SERVICE_HANDLERS["s3"] = handle_request


def _denial(request: tuple[str, str, Any, bytes, Any]) -> Any:
    from ministack.core import iam_actions, iam_evaluator, router
    from ministack.services import s3

    _, path, headers, _, query = request
    bucket, _ = s3._parse_bucket_key(path, headers)
    if iam_actions.extract_iam_action("s3", *request) not in READS or not s3._ensure_bucket(bucket):
        return None
    caller, resource = router.extract_access_key_id(headers, query), f"arn:aws:s3:::{bucket}"
    context = iam_actions.s3_service_context(LIST, {}, path, headers)
    if decisions.caller_may(caller, LIST, resource, context):
        return None
    who = iam_evaluator.request_caller_arn(headers, query)
    return iam_actions.access_denied_response(
        "s3", LIST, who, str(uuid.uuid4()), headers=headers, resource_arn=resource
    )
