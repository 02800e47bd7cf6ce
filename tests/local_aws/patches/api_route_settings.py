"""Settings of one route, and the access log, can be taken from a stage.

ministack 1.5.33 takes these requests for DeleteStage: whoever removes a route's limits loses all.
"""

from typing import Any
from urllib.parse import unquote

ROUTE_SETTINGS, ACCESS_LOG = "routesettings", "accesslogsettings"


def apply() -> None:
    """Answer DeleteRouteSettings and DeleteAccessLogSettings before ministack sees them."""
    from ministack.services import apigateway

    handle = apigateway.handle_request

    async def handle_request(method: str, path: str, *rest: Any) -> Any:
        parts = path.strip("/").split("/")
        if method != "DELETE" or len(parts) < 6 or parts[3] != "stages":
            return await handle(method, path, *rest)
        api_id, stage, kind, route_key = parts[2], parts[4], parts[5], unquote("/".join(parts[6:]))
        settings = apigateway._stages.get(api_id, {}).get(unquote(stage))
        if settings is not None and kind == ACCESS_LOG:
            settings.pop("accessLogSettings", None)
        elif settings is not None and kind == ROUTE_SETTINGS:
            settings.get("routeSettings", {}).pop(route_key, None)
        else:
            return apigateway._apigw_error("NotFoundException", "Invalid stage identifier", 404)
        return 204, {}, b""

    apigateway.handle_request = handle_request
