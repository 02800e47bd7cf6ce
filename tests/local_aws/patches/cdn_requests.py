"""A distribution's requests are known to the patches named cdn_*, and X-Cache says what happened.

ministack 1.5.33 serves a disabled distribution, and always says "Miss from cloudfront".
"""

from typing import Any

from local_aws.cdn import viewings
from local_aws.cdn.viewings import Answer, Viewing


def apply() -> None:
    """Wrap the whole request, and what is read of a cache behavior."""
    from ministack.services import cloudfront

    handle, behavior_of = cloudfront.handle_viewer_request, cloudfront._dataplane_behavior

    def dataplane_behavior(element: Any, path_pattern: Any = None) -> dict[str, Any]:
        return {**behavior_of(element, path_pattern), **viewings.more_of_behavior(element)}

    async def handle_viewer_request(dist: Any, method: str, path: str, *request: Any) -> Answer:
        parsed = cloudfront.parse_distribution_dataplane_config(dist)
        behavior = cloudfront._match_behavior(parsed, path)
        seconds = viewings.error_seconds(cloudfront._dist_config_el(dist))
        viewing = Viewing(dist, behavior, seconds, request[2])
        if not dist.get("enabled"):
            text = "The distribution is disabled."
            return cloudfront._cf_error_response(403, text, viewings.ERROR)
        token = viewings.current.set(viewing)
        try:
            status, headers, body = await handle(dist, method, path, *request)
        finally:
            viewings.current.reset(token)
        if viewing.outcomes and headers.get("X-Cache") == viewings.MISS:
            headers = {**headers, "X-Cache": viewing.outcomes[0]}
        return status, headers, b"" if method == "HEAD" else body

    cloudfront._dataplane_behavior = dataplane_behavior
    cloudfront.handle_viewer_request = handle_viewer_request
