"""A distribution's web ACL holds viewers to its rates, and cannot go while a distribution has it.

ministack 1.5.33 stores web ACLs only. WAF comes before signatures, functions and the cache. It
counts what it refuses in AWS/WAFV2, in us-east-1, by rule and for ALL rules.
"""

import json
import time
from typing import Any

from local_aws.cdn import viewings, web_acls
from local_aws.cdn.viewings import Answer

NAMESPACE, REGION = "AWS/WAFV2", "us-east-1"
rates = web_acls.Rates()


def apply() -> None:
    """Wrap the whole request, and the calls that make, change and delete web ACLs."""
    from ministack.services import cloudfront, waf

    handle, handle_call = cloudfront.handle_viewer_request, waf.handle_request

    async def handle_request(method: str, path: str, headers: Any, body: Any, query: Any) -> Any:
        action = headers.get("x-amz-target", "").rpartition(".")[2]
        return _refused_call(waf, action, body) or await handle_call(
            method, path, headers, body, query
        )

    async def handle_viewer_request(
        dist: Any, method: str, path: str, raw_uri: str, *request: Any
    ) -> Answer:
        acl = _acl_of(waf, dist)
        address = request[4] if len(request) > 4 else "127.0.0.1"
        found = acl and web_acls.refusal(rates, acl, raw_uri, address, time.time())
        if not found:
            return await handle(dist, method, path, raw_uri, *request)
        _count(acl["VisibilityConfig"]["MetricName"], found.metric_name)
        named = {**found.headers, "content-length": "0"}
        told = cloudfront._add_cloudfront_headers(named, viewings.ERROR)
        return found.status, cloudfront._render_headers(told, title_case=True), b""

    cloudfront.handle_viewer_request = handle_viewer_request
    waf.handle_request = handle_request


def web_acl(waf: Any, arn: str) -> Any:
    """A web ACL for CloudFront by its ARN; None: there is none."""
    parts = arn.split(":")
    if len(parts) != 6 or not parts[5].startswith("global/webacl/"):
        return None
    return waf._web_acls.get_scoped(parts[4], REGION, parts[5].rpartition("/")[2])


def _acl_of(waf: Any, dist: Any) -> Any:
    from ministack.services import cloudfront

    named = viewings.texts(cloudfront._dist_config_el(dist), "WebACLId")
    return web_acl(waf, named[0]) if named else None


def _refused_call(waf: Any, action: str, body: Any) -> Any:
    from ministack.services import cloudfront

    asked = json.loads(body) if body else {}
    if asked.get("Scope") != "CLOUDFRONT":
        return None
    if action in ("CreateWebACL", "UpdateWebACL"):
        if reason := web_acls.unsupported(asked):
            text = f"The local account does not {reason}."
            return waf._waf_err("WAFInvalidOperationException", text)
        if reason := web_acls.invalid(asked):
            return waf._waf_err("WAFInvalidParameterException", reason)
    if action == "DeleteWebACL":
        acl = waf._resource_from_scope(waf._web_acls, asked.get("Id", ""), "CLOUDFRONT")
        used = [_acl_of(waf, dist) for dist in cloudfront._distributions.values()]
        if acl and any(one and one["ARN"] == acl["ARN"] for one in used):
            text = "AWS WAF couldn't perform the operation because your resource is being used."
            return waf._waf_err("WAFAssociatedItemException", text)
    return None


def _count(acl: str, rule: str) -> None:
    from ministack.core import responses
    from ministack.services import cloudwatch

    token = responses._request_region.set(REGION)
    try:
        for name in (rule, "ALL"):
            dimensions = {"Rule": name, "WebACL": acl}
            cloudwatch.record_metric(NAMESPACE, "BlockedRequests", 1, "None", dimensions)
        cloudwatch._evaluate_all_alarms()
    finally:
        responses._request_region.reset(token)
