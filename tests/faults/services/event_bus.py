"""The pipeline's own event bus: what was announced."""

import json
from dataclasses import dataclass, field
from typing import Any

from faults.services.errors import client_error


@dataclass
class EventBus:
    """``announced`` are (detail type, detail) in the order of arrival."""

    name: str
    announced: list[tuple[str, dict[str, Any]]] = field(default_factory=list)

    def put_events(self, **request: Any) -> dict[str, Any]:
        if not 1 <= len(request["Entries"]) <= 10:
            raise client_error("put_events", "ValidationException", 400, "1 to 10 entries")
        for entry in request["Entries"]:
            if entry["EventBusName"] != self.name:
                raise client_error("put_events", "ResourceNotFoundException", 400, self.name)
            self.announced.append((entry["DetailType"], json.loads(entry["Detail"])))
        return {"FailedEntryCount": 0, "Entries": [{"EventId": "1"} for _ in request["Entries"]]}
