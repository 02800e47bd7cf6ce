"""The pipeline's event bus."""

import json
from collections.abc import Mapping
from typing import TYPE_CHECKING, Any

from pipeline.assets.announcement import SOURCE, announcement, detail_type
from pipeline.assets.asset import Asset
from pipeline.assets.erasing import Tombstone
from pipeline.aws.errors import translated
from pipeline.failures import TransientError
from pipeline.upload_sessions import expired
from pipeline.upload_sessions.session import UploadSession

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
        self._put(
            detail_type(record), announcement(record, self._environment, self._cdn_domain_name)
        )

    def announce_expired(self, session: UploadSession) -> None:
        """The same."""
        self._put(expired.DETAIL_TYPE, expired.announcement(session, self._environment))

    def _put(self, detail_type: str, detail: Mapping[str, Any]) -> None:
        entry: PutEventsRequestEntryTypeDef = {
            "EventBusName": self._name,
            "Source": SOURCE,
            "DetailType": detail_type,
            "Detail": json.dumps(detail, ensure_ascii=False),
        }
        with translated("PutEvents"):
            answer = self._client.put_events(Entries=[entry])
        # PutEvents succeeds as a call where an entry was not taken.
        if answer.get("FailedEntryCount"):
            failed = answer["Entries"][0]
            raise TransientError("PutEvents", f"{failed.get('ErrorCode')}")
