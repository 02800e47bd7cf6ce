"""Origins: an S3 bucket asks its policy and the key's for cloudfront.amazonaws.com; an HTTP API.

ministack 1.5.33 asks the bucket's policy without a trace, never the key's, and refuses to call an
HTTP API by the host name that it has on AWS.
"""

import asyncio
import re
from typing import Any
from urllib.parse import parse_qs, unquote

from local_aws.access import decisions, keys

SERVICE = "cloudfront.amazonaws.com"
HTTP_API = re.compile(r"[a-z0-9]+\.execute-api\.[a-z0-9-]+\.amazonaws\.com")
FORBIDDEN = b'{"message":"Forbidden"}'


def apply() -> None:
    """Replace the fetch from S3; take the requests to HTTP APIs out of the rest."""
    from ministack.services import cloudfront

    fetch, serve = cloudfront._fetch_from_origin, cloudfront._serve_s3_origin

    def serve_s3_origin(
        origin: Any, method: str, uri: str, headers: Any, dist_arn: str = ""
    ) -> Any:
        control = cloudfront._oacs.get(origin.get("oac_id") or "") or {}
        if control.get("SigningBehavior", "never") == "never":
            return serve({**origin, "oac_id": ""}, method, uri, headers, dist_arn)
        return _from_bucket(origin, method, unquote(uri), headers, dist_arn)

    async def fetch_from_origin(origin: Any, *request: Any) -> Any:
        if HTTP_API.fullmatch(origin["domain_name"].lower()):
            return await _from_api(cloudfront, origin, *request)
        return await fetch(origin, *request)

    cloudfront._serve_s3_origin = serve_s3_origin
    cloudfront._fetch_from_origin = fetch_from_origin


def _from_bucket(origin: Any, method: str, uri: str, headers: Any, distribution: str) -> Any:
    from ministack.services import s3

    bucket, key = origin["s3_bucket"], (origin["origin_path"] + uri).removeprefix("/")
    arn, stored = f"arn:aws:s3:::{bucket}", s3._ensure_bucket(bucket)
    if stored is None:
        return s3._no_such_bucket(bucket)
    owner = s3._bucket_owner_account(bucket)
    policy = s3._bucket_policies.get_scoped(owner, None, bucket)
    source = {"aws:SourceArn": distribution, "aws:SourceAccount": distribution.split(":")[4]}
    if method == "OPTIONS":
        return s3.cors_preflight(bucket, key, dict(headers))
    status, about, text = s3._error("AccessDenied", "Access Denied", 403)
    # Of what somebody may not read, S3 names neither bucket nor key.
    denied = status, about, text.replace(b"<Resource />", b"")
    if method not in ("GET", "HEAD") or not decisions.service_may(
        SERVICE, "s3:GetObject", f"{arn}/{key}", policy, source
    ):
        return denied
    if key not in stored["objects"]:
        if not decisions.service_may(SERVICE, "s3:ListBucket", arn, policy, source):
            return denied
        return s3._error("NoSuchKey", "The specified key does not exist.", 404, f"/{bucket}/{key}")
    _, headed, _ = s3._head_object(bucket, key, {}, {})
    named = {name.lower(): value for name, value in headed.items()}
    behind = named.get("x-amz-server-side-encryption-aws-kms-key-id")
    context = {**source, "kms:EncryptionContext:aws:s3:arn": arn}
    if not keys.service_may_use(SERVICE, behind, "read", **context):
        return denied
    if method == "HEAD":
        return s3._head_object(bucket, key, dict(headers), {})
    return s3._get_object(bucket, key, dict(headers), {})


async def _from_api(cloudfront: Any, origin: Any, *request: Any) -> Any:
    from ministack import app

    method, uri, query, headers, body, _, address, forwarded, _ = request
    if "host" in headers:
        # The viewer's host name is no name of an API: API Gateway knows no such host.
        return 403, "Forbidden", {"content-type": "application/json"}, FORBIDDEN
    if origin["protocol_policy"] == "http-only":
        raise cloudfront.OriginUnreachable("an HTTP API speaks only TLS")
    # On this machine, an API is at a path of the account's own host.
    api = origin["domain_name"].lower().partition(".")[0]
    path = f"/_aws/execute-api/{api}{origin['origin_path']}{uri}"
    sent = cloudfront._origin_request_headers(origin, headers, address, forwarded)
    named = {name.lower(): value for name, value in sent.items()}
    named["x-forwarded-proto"] = "https"
    values = parse_qs(query, keep_blank_values=True)
    asked = ("", unquote(path), method, named, body, values, path, query)
    try:
        answer = await asyncio.wait_for(
            app._handle_execute_api_request(*asked), origin["read_timeout"]
        )
    except TimeoutError as error:
        raise cloudfront.OriginTimeout(str(error)) from error
    status, answered, data = answer
    return status, "", {name.lower(): value for name, value in answered.items()}, data
