"""The counters of owners' quotas, items of their own in the table of upload sessions."""

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any

from botocore.exceptions import ClientError

from pipeline.aws.attribute_values import typed_item
from pipeline.aws.errors import code_of, translated
from pipeline.upload_sessions.counting import Counted, OverQuota
from pipeline.upload_sessions.quota import Allowance, Day, OwnersDay

if TYPE_CHECKING:
    from mypy_boto3_dynamodb.client import DynamoDBClient

# A counter outlives its day, whatever clocks say.
_COUNTER_LIFE_SECONDS = 86400


class QuotaCounters:
    """Updates of counters, for transactions with what they count; one is written alone."""

    def __init__(self, client: "DynamoDBClient", table_name: str) -> None:
        self._client = client
        self._table_name = table_name

    def count_reprocess(self, asset_id: str, day: Day, most: int) -> Counted | OverQuota:
        """One more of ``most`` in the day. A call whose answer the SDK lost counts twice. Raises
        TransientError and PermanentError."""
        end = int(day.ends_at.timestamp()) + _COUNTER_LIFE_SECONDS
        with translated("UpdateItem"):
            try:
                self._client.update_item(
                    **self._key(f"reprocess#{asset_id}#{day.name}"),
                    UpdateExpression="ADD reprocesses :one SET expiresAt = :end",
                    ConditionExpression="attribute_not_exists(uploadId) OR reprocesses < :most",
                    ExpressionAttributeValues=typed_item({":one": 1, ":end": end, ":most": most}),
                )
            except ClientError as error:
                if code_of(error) != "ConditionalCheckFailedException":
                    raise
                return OverQuota()
        return Counted()

    def within(self, uploads: int, size_bytes: int, allowance: Allowance) -> dict[str, Any]:
        """The write that counts so many, within the allowance. The condition compares what is
        there before: the first of a day must be no more than a day's by itself. What jobs may cost
        holds up new uploads alone."""
        quota = allowance.quota
        holds = (
            "(attribute_not_exists(uploads) OR uploads <= :most)"
            " AND (attribute_not_exists(#bytes) OR #bytes <= :room)"
        )
        values: dict[str, Any] = {
            ":uploads": uploads,
            ":bytes": size_bytes,
            ":most": quota.uploads_per_day - uploads,
            ":room": quota.bytes_per_day - size_bytes,
        }
        if uploads:
            holds += " AND (attribute_not_exists(estimateUsd) OR estimateUsd < :usd)"
            values[":usd"] = quota.estimate_usd_per_day
        counted = self.added(allowance, "ADD uploads :uploads, #bytes :bytes", values)
        return {"Update": {**counted, "ConditionExpression": holds}}

    def added(self, counter: OwnersDay, adds: str, values: Mapping[str, Any]) -> dict[str, Any]:
        """What ``adds`` to the counter of an owner's day, as parameters of UpdateItem."""
        ends_at = int(counter.day.ends_at.timestamp()) + _COUNTER_LIFE_SECONDS
        update = {
            **self._key(f"quota#{counter.owner}#{counter.day.name}"),
            "UpdateExpression": f"{adds} SET expiresAt = :end",
            "ExpressionAttributeValues": typed_item({**values, ":end": ends_at}),
        }
        if "#bytes" in adds:
            update["ExpressionAttributeNames"] = {"#bytes": "bytes"}
        return update

    def _key(self, name: str) -> dict[str, Any]:
        return {"TableName": self._table_name, "Key": {"uploadId": {"S": name}}}
