"""Uploads in, three jobs out."""

import json
from collections.abc import Callable, Mapping
from datetime import datetime
from typing import Any

from botocore.exceptions import BotoCoreError, ClientError

from pipeline.aws.attribute_values import typed, typed_item

PRESETS = ("hls", "dash", "mp4")


class Orchestrator:
    def __init__(
        self,
        client: Callable[[str], Any],
        table_name: str,
        new_id: Callable[[], str],
        now: Callable[[], datetime],
        job_settings: Mapping[str, Any],
    ) -> None:
        self._s3, self._ssm = client("s3"), client("ssm")
        self._table, self._metrics = client("dynamodb"), client("cloudwatch")
        self._mediaconvert = client("mediaconvert")
        self._table_name, self._new_id, self._now = table_name, new_id, now
        self._job_settings = job_settings

    def handler(self, event: Mapping[str, Any], context: Any) -> dict[str, Any]:
        del context
        processed = failed = 0
        for record in event["Records"]:
            done = self._upload(json.loads(record["body"])["detail"])
            processed, failed = processed + done, failed + (not done)
        for name, count in (("ProcessedAssets", processed), ("FailedAssets", failed)):
            if count:
                self._count(name, count)
        return {"statusCode": 200}

    def _upload(self, detail: Mapping[str, Any]) -> bool:
        bucket, key = detail["bucket"]["name"], detail["object"]["key"]
        parts = key.split("/")
        if len(parts) < 3 or parts[0] != "uploads":
            return False
        asset_id = self._new_id()
        self._s3.head_object(Bucket=bucket, Key=key)
        self._create_record(asset_id, key, parts[1])
        job_ids = []
        for preset in PRESETS:
            try:
                job_ids.append(self._submit(asset_id, f"s3://{bucket}/{key}", preset))
            except (ClientError, BotoCoreError) as error:
                self._set_status(asset_id, "FAILED", error=f"Failed to submit {preset}: {error}")
                return False
        self._set_status(asset_id, "PROCESSING", job_ids=job_ids)
        self._count("ProcessingStarted", 1)
        return True

    def _create_record(self, asset_id: str, key: str, uploader: str) -> None:
        item = {
            "assetId": asset_id,
            "status": "PENDING",
            "uploaderId": uploader,
            "s3Key": key,
            "createdAt": self._now().isoformat(),
            "updatedAt": self._now().isoformat(),
            "jobIds": [],
            "formats": [],
            "errors": [],
        }
        try:
            self._table.put_item(
                TableName=self._table_name,
                Item=typed_item(item),
                ConditionExpression="attribute_not_exists(assetId)",
            )
        except ClientError as error:
            if error.response["Error"]["Code"] != "ConditionalCheckFailedException":
                raise

    def _submit(self, asset_id: str, url: str, preset: str) -> str:
        self._ssm.get_parameter(Name=f"/profiles/{preset}")
        request = {
            **self._job_settings,
            "UserMetadata": {"assetId": asset_id, "preset": preset, "source": url},
        }
        return self._mediaconvert.create_job(**request)["Job"]["Id"]

    def _set_status(
        self, asset_id: str, status: str, job_ids: list[str] | None = None, error: str = ""
    ) -> None:
        expression = "SET #status = :status, updatedAt = :now"
        values: dict[str, Any] = {":status": status, ":now": self._now().isoformat()}
        for name, entries in (("jobIds", job_ids), ("errors", [error] if error else None)):
            if entries:
                expression += f", {name} = list_append(if_not_exists({name}, :none), :{name})"
                values |= {f":{name}": entries, ":none": []}
        self._table.update_item(
            TableName=self._table_name,
            Key={"assetId": typed(asset_id)},
            UpdateExpression=expression,
            ExpressionAttributeNames={"#status": "status"},
            ExpressionAttributeValues=typed_item(values),
        )

    def _count(self, name: str, value: int) -> None:
        try:
            self._metrics.put_metric_data(
                Namespace="MediaPipeline", MetricData=[{"MetricName": name, "Value": value}]
            )
        except (ClientError, BotoCoreError):
            return
