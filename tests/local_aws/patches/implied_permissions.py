"""Requests that pass a role, touch a key or tag what they make need permission for that too.

ministack 1.5.33 checks a request's own action only: never iam:PassRole or a TagResource, nor the
key behind a bucket, a queue or a table, not even whether it is enabled.
"""

import uuid
from typing import Any
from urllib.parse import parse_qs

from local_aws.access import decisions, implied, keys
from local_aws.access.requests import Request

CHECKED = (
    *("cloudfront", "dynamodb", "events", "iam", "kms", "lambda", "logs", "mediaconvert"),
    *("monitoring", "s3", "scheduler", "sns", "sqs", "ssm", "wafv2"),
)
# What each service answers where the key is disabled: code and status.
DISABLED = {
    "sqs": ("KMS.DisabledException", 400),
    "s3": ("KMS.DisabledException", 400),
    "dynamodb": ("AccessDeniedException", 400),
    "ssm": ("InvalidKeyId", 400),
}


def apply() -> None:
    """Wrap the handlers of the services in question; call after all of them are registered."""
    from ministack import app

    for service in CHECKED:
        app.SERVICE_HANDLERS[service] = _checked(service, app.SERVICE_HANDLERS[service])


def _checked(service: str, handle: Any) -> Any:
    async def checked(method: str, path: str, headers: Any, body: bytes, query: Any) -> Any:
        return _refusal(service, method, path, headers, body, query) or await handle(
            method, path, headers, body, query
        )

    return checked


def _refusal(
    service: str, method: str, path: str, headers: Any, body: bytes, query: Any
) -> tuple | None:
    from ministack.core import iam_actions, iam_evaluator, router
    from ministack.core.responses import get_account_id, get_region

    caller = router.extract_access_key_id(headers, query)
    if "x-www-form-urlencoded" in headers.get("content-type", ""):
        query = {**(query or {}), **parse_qs(body.decode())}
    asked = (service, method, path, headers, body, query)
    action = iam_actions.extract_iam_action(*asked) or ""
    resource = iam_actions.extract_resource_arn(*asked, get_region(), get_account_id())
    request = Request(action, resource, get_region(), method, headers, body, query or {})
    for need in implied.needs(request):
        if need.key and not keys.usable(need.key) and service in DISABLED:
            code, status = DISABLED[service]
            return _answer(service, code, f"{need.resource} is disabled.", headers, status)
        if not decisions.caller_may(caller, need.action, need.resource, need.context):
            who = iam_evaluator.request_caller_arn(headers, query)
            return iam_actions.access_denied_response(
                *(service, need.action, who, str(uuid.uuid4())),
                headers=headers,
                resource_arn=need.resource,
            )
    return None


def _answer(service: str, code: str, text: str, headers: Any, status: int) -> tuple:
    from ministack.core import iam_actions

    _, answer_headers, body = iam_actions.access_denied_response(
        service, "", "", str(uuid.uuid4()), error_code=code, message=text, headers=headers
    )
    return status, answer_headers, body
