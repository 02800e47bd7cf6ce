"""Job events in, unguarded updates out."""

import json
from collections.abc import Callable, Mapping
from datetime import datetime
from typing import Any

from botocore.exceptions import BotoCoreError, ClientError

from pipeline.aws.attribute_values import plain_item, typed, typed_item


class StatusProcessor:
    def __init__(
        self, client: Callable[[str], Any], table_name: str, now: Callable[[], datetime]
    ) -> None:
        self._table, self._metrics = client("dynamodb"), client("cloudwatch")
        self._table_name, self._now = table_name, now

    def handler(self, event: Mapping[str, Any], context: Any) -> dict[str, Any]:
        del context
        detail = event["detail"]
        try:
            self._update(detail)
            if detail["status"] in ("COMPLETE", "ERROR", "CANCELED"):
                self._count(detail["status"])
        except (ClientError, BotoCoreError) as error:
            return {"statusCode": 500, "body": json.dumps({"error": str(error)})}
        return {"statusCode": 200}

    def _update(self, detail: Mapping[str, Any]) -> None:
        status, metadata = detail["status"], detail["userMetadata"]
        expression, names = "SET updatedAt = :now", {}
        values: dict[str, Any] = {":now": self._now().isoformat()}
        appended: dict[str, list[Any]] = {}
        if status == "COMPLETE":
            appended["formats"] = [metadata["preset"]]
        elif status in ("ERROR", "CANCELED"):
            appended["errors"] = [f"{detail.get('errorCode')}: {detail.get('errorMessage')}"]
        for name, entries in appended.items():
            expression += f", {name} = list_append(if_not_exists({name}, :none), :{name})"
            values |= {f":{name}": entries, ":none": []}
        end = self._end(metadata["assetId"], status)
        if end:
            expression += ", #status = :status"
            values[":status"], names["#status"] = end, "status"
        self._table.update_item(
            TableName=self._table_name,
            Key={"assetId": typed(metadata["assetId"])},
            UpdateExpression=expression,
            ExpressionAttributeValues=typed_item(values),
            **({"ExpressionAttributeNames": names} if names else {}),
        )

    def _end(self, asset_id: str, status: str) -> str | None:
        """Done is when two formats were there before this one."""
        answer = self._table.get_item(TableName=self._table_name, Key={"assetId": typed(asset_id)})
        if "Item" not in answer:
            return None
        formats = plain_item(answer["Item"]).get("formats", [])
        if status == "COMPLETE" and len(formats) >= 2:
            return "COMPLETED"
        return "FAILED" if status in ("ERROR", "CANCELED") else None

    def _count(self, status: str) -> None:
        try:
            self._metrics.put_metric_data(
                Namespace="MediaPipeline", MetricData=[{"MetricName": f"Jobs{status}", "Value": 1}]
            )
        except (ClientError, BotoCoreError):
            return
