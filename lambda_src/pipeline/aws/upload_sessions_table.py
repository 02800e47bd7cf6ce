"""The table of upload sessions. What is counted is written with them, or neither."""

from collections.abc import Iterator, Mapping
from datetime import datetime
from decimal import Decimal
from typing import TYPE_CHECKING, Any
from uuid import uuid4

from botocore.exceptions import ClientError

from pipeline.aws.attribute_values import plain_item, typed_item
from pipeline.aws.errors import code_of, translated
from pipeline.aws.index_keys import index_keys
from pipeline.aws.quota_counters import QuotaCounters
from pipeline.failures import TransientError
from pipeline.text.timestamps import to_text
from pipeline.upload_sessions.counting import Counted, Known, OverQuota
from pipeline.upload_sessions.quota import Allowance, OwnersDay
from pipeline.upload_sessions.sent import SentVersion, with_version
from pipeline.upload_sessions.session import (
    SessionState,
    UploadSession,
    ended,
    folder_of,
    item_of,
    session_of,
)

if TYPE_CHECKING:
    from mypy_boto3_dynamodb.client import DynamoDBClient

# Of a canceled transaction, for each of its writes (DynamoDB API Reference, TransactWriteItems).
_FAILED = "ConditionalCheckFailed"
_PASSING = {"TransactionConflict", "ThrottlingError", "ProvisionedThroughputExceeded"}


class UploadSessionsTable:
    """Every method raises TransientError and PermanentError."""

    def __init__(self, client: "DynamoDBClient", table_name: str) -> None:
        self._client = client
        self._table_name = table_name
        self._counters = QuotaCounters(client, table_name)

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
        """Write the session and count it, or neither. One of captions takes the place of one that
        was there."""
        put = {"TableName": self._table_name, "Item": typed_item(item_of(session))}
        if session.captions_for is None:
            put["ConditionExpression"] = "attribute_not_exists(uploadId)"
        reasons = self._transact({"Put": put}, self._counters.within(1, counted_bytes, allowance))
        # Its id is new: a session that is there was written by a try before, and counted.
        if reasons is None or reasons[0].get("Code") == _FAILED:
            return Counted()
        return OverQuota()

    def count_sent(
        self,
        upload_id: str,
        key: str,
        sent_bytes: int,
        allowance: Allowance,
        begun_after: datetime,
    ) -> Counted | Known | OverQuota:
        """Count the bytes of a waiting session that told no size, and write them to it. Of any
        other, or an older one, nothing is written: it comes back as it is."""
        update = {
            **self._session(upload_id),
            "UpdateExpression": "SET sizeBytes = :size",
            "ConditionExpression": (
                "#key = :key AND #state = :waiting AND attribute_not_exists(sizeBytes)"
                " AND :after < createdAt"
            ),
            "ExpressionAttributeNames": {"#key": "key", "#state": "state"},
            "ExpressionAttributeValues": typed_item(
                {
                    ":size": sent_bytes,
                    ":key": key,
                    ":waiting": SessionState.WAITING.value,
                    ":after": to_text(begun_after),
                }
            ),
            "ReturnValuesOnConditionCheckFailure": "ALL_OLD",
        }
        reasons = self._transact(
            {"Update": update}, self._counters.within(0, sent_bytes, allowance)
        )
        if reasons is None:
            return Counted()
        if reasons[0].get("Code") != _FAILED:
            return OverQuota()
        item = reasons[0].get("Item")
        return Known(session_of(plain_item(item)) if item else None)

    def abort(self, session: UploadSession) -> UploadSession | None:
        """The session afterwards: one that was not waiting is as it was."""
        return self._end(session, SessionState.ABORTED)

    def expire(self, session: UploadSession) -> None:
        """Unless it changed meanwhile."""
        self._end(session, SessionState.EXPIRED)

    def _end(self, session: UploadSession, state: SessionState) -> UploadSession | None:
        """Captions that are begun anew have the id of before, and are another session."""
        after = ended(session, state)
        begun = to_text(session.created_at)
        with translated("PutItem"):
            try:
                self._client.put_item(
                    TableName=self._table_name,
                    Item=typed_item(item_of(after)),
                    ConditionExpression="#state = :waiting AND createdAt = :begun",
                    ExpressionAttributeNames={"#state": "state"},
                    ExpressionAttributeValues=typed_item(
                        {":waiting": SessionState.WAITING.value, ":begun": begun}
                    ),
                    ReturnValuesOnConditionCheckFailure="ALL_OLD",
                )
            except ClientError as error:
                return _session_before(error)
        return after

    def mark_uploaded(self, upload_id: str, version: SentVersion) -> UploadSession | None:
        """The session afterwards. It says "uploaded", whatever it said before, and names the
        version's asset; one that names an asset already, or is of another key, is as it was."""
        changes = "SET #state = :uploaded, sentAt = :at, #key = :key"
        holds = "(#key = :key OR #key = :folder)"
        values = {
            ":folder": folder_of(version.key),
            ":uploaded": SessionState.UPLOADED.value,
            ":at": to_text(version.at),
            ":key": version.key,
        }
        if version.asset_id is not None:
            changes += ", assetId = :asset"
            holds += " AND attribute_not_exists(assetId)"
            values[":asset"] = version.asset_id
        return self._update(upload_id, changes, holds, values)

    def count_version(
        self, session: UploadSession, version: SentVersion, counter: OwnersDay
    ) -> bool:
        """Count one more version of a session that names the asset of another one, and write it to
        it. False where the session is another one by now: nothing is written."""
        after = item_of(with_version(session, version))
        values = {":named": session.asset_id, ":asset": after["assetId"]}
        values |= {":at": after["sentAt"], ":others": after["otherAssetIds"]}
        known = "attribute_not_exists(otherAssetIds)"
        if session.other_asset_ids:
            known = "otherAssetIds = :known"
            values[":known"] = list(session.other_asset_ids)
        update = {
            **self._session(session.id),
            "UpdateExpression": "SET assetId = :asset, sentAt = :at, otherAssetIds = :others",
            "ConditionExpression": f"assetId = :named AND {known}",
            "ExpressionAttributeValues": typed_item(values),
        }
        counted = self._counters.added(
            counter,
            "ADD uploads :one, #bytes :bytes",
            {":one": 1, ":bytes": version.size_bytes},
        )
        return self._transact({"Update": update}, {"Update": counted}) is None

    def count_estimate(
        self, upload_id: str, version: SentVersion, usd: Decimal, counter: OwnersDay
    ) -> bool:
        """Count what the jobs of a version's asset may cost, once. False where it was counted, or
        there is no session of this key: nothing is written."""
        update = {
            **self._session(upload_id),
            "UpdateExpression": (
                "SET estimatedAssetIds = list_append(if_not_exists(estimatedAssetIds, :none), :one)"
            ),
            "ConditionExpression": "#key = :key AND NOT contains(estimatedAssetIds, :asset)",
            "ExpressionAttributeNames": {"#key": "key"},
            "ExpressionAttributeValues": typed_item(
                {
                    ":none": [],
                    ":one": [version.asset_id],
                    ":asset": version.asset_id,
                    ":key": version.key,
                }
            ),
        }
        counted = self._counters.added(counter, "ADD estimateUsd :usd", {":usd": usd})
        return self._transact({"Update": update}, {"Update": counted}) is None

    def _update(
        self, upload_id: str, changes: str, holds: str, values: Mapping[str, Any]
    ) -> UploadSession | None:
        """The session afterwards; as it was, where ``holds`` does not hold. None where there is
        none."""
        used = f"{changes} {holds}"
        names = {f"#{name}": name for name in ("state", "key") if f"#{name}" in used}
        with translated("UpdateItem"):
            try:
                answer = self._client.update_item(
                    **self._session(upload_id),
                    UpdateExpression=changes,
                    ConditionExpression=holds,
                    ExpressionAttributeNames=names,
                    ExpressionAttributeValues=typed_item(values),
                    ReturnValues="ALL_NEW",
                    ReturnValuesOnConditionCheckFailure="ALL_OLD",
                )
            except ClientError as error:
                return _session_before(error)
        return session_of(plain_item(answer["Attributes"]))

    def forget(self, upload_id: str) -> None:
        """Raises TransientError and PermanentError."""
        with translated("DeleteItem"):
            self._client.delete_item(**self._session(upload_id))

    def waiting(self, begun_before: datetime, limit: int) -> Iterator[str]:
        """Ids of at most ``limit`` sessions that wait for bytes and were begun before that, the
        oldest first, as an index shows them: it is behind the table."""
        return index_keys(
            self._client,
            "uploadId",
            limit,
            TableName=self._table_name,
            IndexName="StateIndex",
            KeyConditionExpression="#state = :waiting AND createdAt < :before",
            ExpressionAttributeNames={"#state": "state"},
            ExpressionAttributeValues=typed_item(
                {":waiting": SessionState.WAITING.value, ":before": to_text(begun_before)}
            ),
        )

    def _session(self, upload_id: str) -> dict[str, Any]:
        return {"TableName": self._table_name, "Key": {"uploadId": {"S": upload_id}}}

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


def _session_before(error: ClientError) -> UploadSession | None:
    """Of a condition that did not hold, what was there. Raises any other error."""
    if code_of(error) != "ConditionalCheckFailedException":
        raise error
    found: Any = error.response.get("Item")
    return session_of(plain_item(found)) if found else None
