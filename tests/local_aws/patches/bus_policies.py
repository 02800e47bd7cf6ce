"""EventBridge PutPermission with a whole ``Policy``, as Terraform's event bus policy sends it.

ministack 1.5.33 knows the form with StatementId, Action and Principal only.
"""

import json
from typing import Any


def apply() -> None:
    """Store a whole policy as it was given."""
    from ministack.core.responses import json_response
    from ministack.services import eventbridge

    put = eventbridge._put_permission

    def put_permission(asked: dict[str, Any]) -> Any:
        if not asked.get("Policy"):
            return put(asked)
        name = (asked.get("EventBusName") or "default").rsplit("/", 1)[-1]
        eventbridge._event_bus_policies[name] = json.loads(asked["Policy"])
        return json_response({})

    eventbridge._put_permission = put_permission
