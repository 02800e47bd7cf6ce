"""The pipeline's event bus."""

import json
from typing import TYPE_CHECKING

from pipeline.assets.announcement import SOURCE, announcement, detail_type
from pipeline.assets.asset import Asset
from pipeline.assets.erasing import Tombstone
from pipeline.aws.errors import translated
from pipeline.failures import TransientError

if TYPE_CHECKING:
    from mypy_boto3_events.client import EventBridgeClient
    from mypy_boto3_events.type_defs import PutEventsRequestEntryTypeDef


class EventBus:
    """``cdn_domain_name`` is None where there is no CDN."""

    def __init__(
        self,
        client: "EventBridgeClient",
        name: str,
        environment: str,
        cdn_domain_name: str | None = None,
    ) -> None:
        self._client = client
        self._name = name
        self._environment = environment
        self._cdn_domain_name = cdn_domain_name

    def announce(self, record: Asset | Tombstone) -> None:
        """Raises TransientError and PermanentError."""
        detail = announcement(record, self._environment, self._cdn_domain_name)
        entry: PutEventsRequestEntryTypeDef = {
            "EventBusName": self._name,
            "Source": SOURCE,
            "DetailType": detail_type(record),
            "Detail": json.dumps(detail, ensure_ascii=False),
        }
        with translated("PutEvents"):
            answer = self._client.put_events(Entries=[entry])
        # PutEvents succeeds as a call where an entry was not taken.
        if answer.get("FailedEntryCount"):
            failed = answer["Entries"][0]
            raise TransientError("PutEvents", f"{failed.get('ErrorCode')}")
