"""The pipeline's own event bus: what was announced, and the rules that send it on."""

import json
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Any

from faults.services.errors import client_error

Pattern = Mapping[str, list[str]]


@dataclass
class EventBus:
    """``announced`` are (detail type, detail) in the order of arrival. ``rules`` are patterns of
    lists, and who gets the events that match."""

    name: str
    announced: list[tuple[str, dict[str, Any]]] = field(default_factory=list)
    rules: list[tuple[Pattern, Callable[[Mapping[str, Any]], None]]] = field(default_factory=list)

    def of_assets(self) -> list[dict[str, Any]]:
        """The details of what was announced of assets."""
        return [detail for _, detail in self.announced if "assetId" in detail]

    def put_events(self, **request: Any) -> dict[str, Any]:
        if not 1 <= len(request["Entries"]) <= 10:
            raise client_error("put_events", "ValidationException", 400, "1 to 10 entries")
        for entry in request["Entries"]:
            if entry["EventBusName"] != self.name:
                raise client_error("put_events", "ResourceNotFoundException", 400, self.name)
            detail = json.loads(entry["Detail"])
            self.announced.append((entry["DetailType"], detail))
            event = {
                "version": "0",
                "id": f"event-{len(self.announced)}",
                "source": entry["Source"],
                "detail-type": entry["DetailType"],
                "detail": detail,
            }
            for pattern, target in self.rules:
                if all(event.get(name) in values for name, values in pattern.items()):
                    target(event)
        return {"FailedEntryCount": 0, "Entries": [{"EventId": "1"} for _ in request["Entries"]]}
