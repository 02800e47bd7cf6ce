"""The table of upload sessions, with the counters of their owners' quotas beside them."""

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any
from uuid import uuid4

from botocore.exceptions import ClientError

from pipeline.aws.attribute_values import plain_item, typed_item
from pipeline.aws.errors import code_of, translated
from pipeline.failures import TransientError
from pipeline.upload_sessions.counting import Counted, Known, OverQuota
from pipeline.upload_sessions.quota import Allowance, Day
from pipeline.upload_sessions.session import SessionState, UploadSession, item_of, session_of

if TYPE_CHECKING:
    from mypy_boto3_dynamodb.client import DynamoDBClient

# Of a canceled transaction, for each of its writes (DynamoDB API Reference, TransactWriteItems).
_FAILED = "ConditionalCheckFailed"
_PASSING = {"TransactionConflict", "ThrottlingError", "ProvisionedThroughputExceeded"}
# A counter outlives its day, whatever clocks say.
_COUNTER_LIFE_SECONDS = 86400


class UploadSessionsTable:
    """Every method raises TransientError and PermanentError."""

    def __init__(self, client: "DynamoDBClient", table_name: str) -> None:
        self._client = client
        self._table_name = table_name

    def new_id(self) -> str:
        """A UUID of version 4."""
        return str(uuid4())

    def get(self, upload_id: str) -> UploadSession | None:
        """As the last write left it."""
        with translated("GetItem"):
            answer = self._client.get_item(
                TableName=self._table_name,
                Key={"uploadId": {"S": upload_id}},
                ConsistentRead=True,
            )
        return session_of(plain_item(answer["Item"])) if "Item" in answer else None

    def create(
        self, session: UploadSession, counted_bytes: int, allowance: Allowance
    ) -> Counted | OverQuota:
        """Write the session and count it, or neither."""
        put = {
            "TableName": self._table_name,
            "Item": typed_item(item_of(session)),
            "ConditionExpression": "attribute_not_exists(uploadId)",
        }
        reasons = self._transact({"Put": put}, self._count(1, counted_bytes, allowance))
        # Its id is new: a session that is there was written by a try before, and counted.
        if reasons is None or reasons[0].get("Code") == _FAILED:
            return Counted()
        return OverQuota()

    def count_sent(
        self, upload_id: str, key: str, sent_bytes: int, allowance: Allowance
    ) -> Counted | Known | OverQuota:
        """Count the bytes of a waiting session that told no size, and write them to it. Of any
        other nothing is written: it comes back as it is."""
        update = {
            **self._session(upload_id),
            "UpdateExpression": "SET sizeBytes = :size",
            "ConditionExpression": (
                "#key = :key AND #state = :waiting AND attribute_not_exists(sizeBytes)"
            ),
            "ExpressionAttributeNames": {"#key": "key", "#state": "state"},
            "ExpressionAttributeValues": typed_item(
                {":size": sent_bytes, ":key": key, ":waiting": SessionState.WAITING.value}
            ),
            "ReturnValuesOnConditionCheckFailure": "ALL_OLD",
        }
        reasons = self._transact({"Update": update}, self._count(0, sent_bytes, allowance))
        if reasons is None:
            return Counted()
        if reasons[0].get("Code") != _FAILED:
            return OverQuota()
        item = reasons[0].get("Item")
        return Known(session_of(plain_item(item)) if item else None)

    def abort(self, upload_id: str) -> UploadSession | None:
        """The session afterwards: one that was not waiting is as it was."""
        with translated("UpdateItem"):
            try:
                answer = self._client.update_item(
                    **self._session(upload_id),
                    UpdateExpression="SET #state = :aborted",
                    ConditionExpression="#state = :waiting",
                    ExpressionAttributeNames={"#state": "state"},
                    ExpressionAttributeValues={
                        ":aborted": {"S": SessionState.ABORTED.value},
                        ":waiting": {"S": SessionState.WAITING.value},
                    },
                    ReturnValues="ALL_NEW",
                    ReturnValuesOnConditionCheckFailure="ALL_OLD",
                )
                found: Any = answer["Attributes"]
            except ClientError as error:
                if code_of(error) != "ConditionalCheckFailedException":
                    raise
                found = error.response.get("Item")
        return session_of(plain_item(found)) if found else None

    def count_reprocess(self, asset_id: str, day: Day, most: int) -> Counted | OverQuota:
        """One more of ``most`` in the day. A call whose answer the SDK lost counts twice."""
        end = int(day.ends_at.timestamp()) + _COUNTER_LIFE_SECONDS
        with translated("UpdateItem"):
            try:
                self._client.update_item(
                    **self._session(f"reprocess#{asset_id}#{day.name}"),
                    UpdateExpression="ADD reprocesses :one SET expiresAt = :end",
                    ConditionExpression="attribute_not_exists(uploadId) OR reprocesses < :most",
                    ExpressionAttributeValues=typed_item({":one": 1, ":end": end, ":most": most}),
                )
            except ClientError as error:
                if code_of(error) != "ConditionalCheckFailedException":
                    raise
                return OverQuota()
        return Counted()

    def _session(self, upload_id: str) -> dict[str, Any]:
        return {"TableName": self._table_name, "Key": {"uploadId": {"S": upload_id}}}

    def _count(self, uploads: int, size_bytes: int, allowance: Allowance) -> dict[str, Any]:
        """The counter of the owner's day. Its condition compares what is there before: the first of
        a day must be no more than a day's by itself."""
        quota, day = allowance.quota, allowance.day
        values = {
            ":uploads": uploads,
            ":bytes": size_bytes,
            ":most": quota.uploads_per_day - uploads,
            ":room": quota.bytes_per_day - size_bytes,
            ":end": int(day.ends_at.timestamp()) + _COUNTER_LIFE_SECONDS,
        }
        return {
            "Update": {
                **self._session(f"quota#{allowance.owner}#{day.name}"),
                "UpdateExpression": "ADD uploads :uploads, #bytes :bytes SET expiresAt = :end",
                "ConditionExpression": (
                    "attribute_not_exists(uploadId) OR (uploads <= :most AND #bytes <= :room)"
                ),
                "ExpressionAttributeNames": {"#bytes": "bytes"},
                "ExpressionAttributeValues": typed_item(values),
            }
        }

    def _transact(self, session: Any, counter: Any) -> list[Mapping[str, Any]] | None:
        """None where both were written, else why not, of each. botocore gives the transaction a
        token: sent twice, it counts once."""
        with translated("TransactWriteItems"):
            try:
                self._client.transact_write_items(TransactItems=[session, counter])
            except ClientError as error:
                if code_of(error) != "TransactionCanceledException":
                    raise
                answer: Any = error.response
                reasons: list[Mapping[str, Any]] = answer.get("CancellationReasons", [])
                codes = {reason.get("Code") for reason in reasons}
                if _FAILED in codes:
                    return reasons
                if codes & _PASSING:
                    words = ", ".join(sorted(str(code) for code in codes & _PASSING))
                    raise TransientError("TransactWriteItems", words) from error
                raise
        return None
