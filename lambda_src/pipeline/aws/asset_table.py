"""The asset table. Whole records are written, each guarded by what must hold before.

A failed guard answers with the record as it is (ALL_OLD), which saves the read.
"""

from collections.abc import Iterator, Mapping
from datetime import datetime
from typing import TYPE_CHECKING, Any

from botocore.exceptions import ClientError

from pipeline.assets.asset import Asset, Status
from pipeline.assets.erasing import Tombstone
from pipeline.assets.item import REMOVAL_DUE, item_of, record_of, tombstone_item
from pipeline.assets.pages import AssetQuery, Page, Position
from pipeline.assets.write_results import Created, Existing, Saved, Stale
from pipeline.aws.attribute_values import plain_item, typed_item
from pipeline.aws.errors import code_of, translated
from pipeline.aws.index_keys import index_keys
from pipeline.text.timestamps import from_text, to_text

if TYPE_CHECKING:
    from mypy_boto3_dynamodb.client import DynamoDBClient


class AssetTable:
    """Every method raises TransientError and PermanentError."""

    def __init__(self, client: "DynamoDBClient", table_name: str) -> None:
        self._client = client
        self._table_name = table_name

    def create(self, asset: Asset) -> Created | Existing:
        """Write the record if there is none."""
        failed = self._put(item_of(asset), ConditionExpression="attribute_not_exists(assetId)")
        if failed is None:
            return Created()
        return Existing(record_of(failed))

    def save(self, asset: Asset, if_revision: int) -> Saved | Stale:
        """Replace the record if it has this revision."""
        return self._replace(item_of(asset), if_revision)

    def bury(self, tombstone: Tombstone, if_revision: int) -> Saved | Stale:
        """The same, with what stays of it."""
        return self._replace(tombstone_item(tombstone), if_revision)

    def get(self, asset_id: str) -> Asset | Tombstone | None:
        """The record, or what stays of it, as the last write left it."""
        with translated("GetItem"):
            answer = self._client.get_item(
                TableName=self._table_name,
                Key={"assetId": {"S": asset_id}},
                ConsistentRead=True,
            )
        return record_of_image(answer["Item"]) if "Item" in answer else None

    def unmoved(self, status: Status, since: datetime, limit: int) -> Iterator[str]:
        """Ids of at most ``limit`` assets that have this status and were last written before
        ``since``, the longest unmoved first, as an index shows them: it is behind the table."""
        return self._index(
            limit,
            IndexName="StatusIndex",
            KeyConditionExpression="#status = :status AND updatedAt < :since",
            ExpressionAttributeNames={"#status": "status"},
            ExpressionAttributeValues={
                ":status": {"S": status.value},
                ":since": {"S": to_text(since)},
            },
        )

    def due_for_removal(self, now: datetime, limit: int) -> Iterator[str]:
        """Ids of at most ``limit`` assets with outputs to remove, the longest due first, as an
        index shows them: it is behind the table."""
        return self._index(
            limit,
            IndexName="RemovalIndex",
            KeyConditionExpression="removalState = :state AND removalDueAt <= :now",
            ExpressionAttributeValues={
                ":state": {"S": REMOVAL_DUE},
                ":now": {"S": to_text(now)},
            },
        )

    def page(self, asked: AssetQuery) -> Page:
        """One call, as an index shows them: it is behind the table, and knows no whole records."""
        if asked.uploader_id is not None:
            index, key, sort, of = "UploaderIndex", "uploaderId", "createdAt", asked.uploader_id
        else:
            index, key, sort, of = "StatusIndex", "status", "updatedAt", str(asked.status)
        query: dict[str, Any] = {}
        if filters := asked.filters:
            query["FilterExpression"] = " AND ".join(f"#{name} = :{name}" for name in filters)
        if after := asked.after:
            # A position in this list, whatever list it was told in.
            place = {"assetId": after.asset_id, key: of, sort: to_text(after.at)}
            query["ExclusiveStartKey"] = typed_item(place)
        equal = {**filters, key: of}
        with translated("Query"):
            answer = self._client.query(
                TableName=self._table_name,
                IndexName=index,
                KeyConditionExpression=f"#{key} = :{key}",
                ExpressionAttributeNames={f"#{name}": name for name in equal},
                ExpressionAttributeValues={
                    f":{name}": {"S": value} for name, value in equal.items()
                },
                ScanIndexForward=False,
                Limit=asked.read_limit,
                **query,
            )
        found = tuple(map(plain_item, answer["Items"]))
        items, last = found[: asked.limit], answer.get("LastEvaluatedKey")
        if len(found) > len(items):
            last = answer["Items"][asked.limit - 1]
        if last is None:
            return Page(items)
        return Page(items, Position(from_text(last[sort]["S"]), last["assetId"]["S"]))

    def _index(self, limit: int, **query: Any) -> Iterator[str]:
        return index_keys(self._client, "assetId", limit, TableName=self._table_name, **query)

    def _replace(self, item: Mapping[str, Any], if_revision: int) -> Saved | Stale:
        """Revisions are never used twice: a tombstone has none that a save could expect."""
        failed = self._put(
            item,
            ConditionExpression="revision = :revision",
            ExpressionAttributeValues={":revision": {"N": str(if_revision)}},
        )
        if failed is None:
            return Saved()
        return Stale(record_of(failed) if failed else None)

    def _put(self, item: Mapping[str, Any], **guard: Any) -> Mapping[str, Any] | None:
        """None where it was written; else the item that failed the guard ({} where none is)."""
        with translated("PutItem"):
            try:
                self._client.put_item(
                    TableName=self._table_name,
                    Item=typed_item(item),
                    ReturnValuesOnConditionCheckFailure="ALL_OLD",
                    **guard,
                )
            except ClientError as error:
                if code_of(error) != "ConditionalCheckFailedException":
                    raise
                failed: Any = error.response.get("Item")
                return plain_item(failed or {})
        return None


def record_of_image(image: Mapping[str, Any]) -> Asset | Tombstone:
    """Read a record in DynamoDB's typed form, as the table's stream carries it too."""
    return record_of(plain_item(image))
