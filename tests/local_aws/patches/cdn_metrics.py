"""Metrics of a distribution in AWS/CloudFront, which ministack 1.5.33 does not have.

They are in us-east-1, with the dimension Region=Global. Each request counts for the rates with 0 or
100, so that their average is a percentage. Those of a monitoring subscription: the hit rate, and
the rates of single statuses; no origin latency.
"""

from typing import Any

from local_aws.cdn import viewings
from local_aws.cdn.viewings import Answer

NAMESPACE = "AWS/CloudFront"
STATUSES = (401, 403, 404, 502, 503, 504)
REGION = "us-east-1"
ALWAYS = (
    *("Requests", "BytesDownloaded", "BytesUploaded"),
    *("4xxErrorRate", "5xxErrorRate", "TotalErrorRate"),
)


def apply() -> None:
    """Wrap the whole request."""
    from ministack.core import responses
    from ministack.services import cloudfront, cloudwatch

    handle = cloudfront.handle_viewer_request

    async def handle_viewer_request(dist: Any, *request: Any) -> Answer:
        status, headers, body = await handle(dist, *request)
        dimensions = {"DistributionId": dist["Id"], "Region": "Global"}
        found = values(status, headers.get("X-Cache", ""), len(request[4] or b""), len(body))
        subscribed = dist.get("MonitoringSubscription", {})
        if subscribed.get("RealtimeMetricsSubscriptionStatus") != "Enabled":
            found = {name: one for name, one in found.items() if name in ALWAYS}
        token = responses._request_region.set(REGION)
        try:
            for name, (value, unit) in found.items():
                cloudwatch.record_metric(NAMESPACE, name, value, unit, dimensions)
            cloudwatch._evaluate_all_alarms()
        finally:
            responses._request_region.reset(token)
        return status, headers, body

    cloudfront.handle_viewer_request = handle_viewer_request


def values(status: int, outcome: str, sent: int, answered: int) -> dict[str, tuple[float, str]]:
    """Value and unit of each metric of one request, by its status and X-Cache; sizes in bytes."""

    def rate(counts: bool) -> tuple[float, str]:
        return 100.0 * counts, "Percent"

    hit = outcome in (viewings.HIT, viewings.REFRESHED)
    return {
        "Requests": (1, "None"),
        "BytesDownloaded": (answered, "None"),
        "BytesUploaded": (sent, "None"),
        "4xxErrorRate": rate(400 <= status < 500),
        "5xxErrorRate": rate(status >= 500),
        "TotalErrorRate": rate(status >= 400),
        "CacheHitRate": rate(hit),
        **{f"{one}ErrorRate": rate(status == one) for one in STATUSES},
    }
