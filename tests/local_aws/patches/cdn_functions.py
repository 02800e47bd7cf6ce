"""CloudFront Functions run on QuickJS, which comes with the account.

ministack 1.5.33 needs Node.js on the PATH, and answers 503 without it. It tells of an updated
function's version in a header that SDKs do not read.
"""

import base64
import binascii
from typing import Any

from local_aws.cdn import functions


def apply() -> None:
    """Replace the engine; refuse what it cannot run when the function is made."""
    from ministack.core import cloudfront_js
    from ministack.services import cloudfront

    create, update = cloudfront._cf_create_function, cloudfront._cf_update_function

    def evaluate(code: bytes, event: dict[str, Any]) -> Any:
        try:
            return functions.run(code, event)
        except functions.FunctionError as error:
            raise cloudfront_js.CloudFrontFunctionError(str(error)) from error

    def create_function(headers: Any, body: bytes) -> Any:
        return _refusal(cloudfront, body) or create(headers, body)

    def update_function(name: str, headers: Any, body: bytes) -> Any:
        status, answered, text = _refusal(cloudfront, body) or update(name, headers, body)
        # So the service's model spells it, here alone; clients publish by what they find there.
        named = {"ETtag": answered["ETag"]} if "ETag" in answered else {}
        return status, {**answered, **named}, text

    cloudfront_js.evaluate = evaluate
    cloudfront._cf_create_function = create_function
    cloudfront._cf_update_function = update_function


def _refusal(cloudfront: Any, body: bytes) -> Any:
    asked = cloudfront._parse_body(body)
    text = "" if asked is None else cloudfront._text(asked, "FunctionCode")
    try:
        reason = functions.unsupported(base64.b64decode(text))
    except binascii.Error:
        return None
    return reason and cloudfront._error("InvalidArgument", reason, 400)
