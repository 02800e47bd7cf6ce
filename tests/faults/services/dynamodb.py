"""DynamoDB: PutItem, UpdateItem, DeleteItem, GetItem, Query and TransactWriteItems, with streams of
changes."""

from collections.abc import Callable, Mapping
from typing import Any

from botocore.exceptions import ClientError

from faults.services.errors import client_error
from faults.services.expressions import ExpressionError, condition
from faults.services.items import ASSETS, Item, Schema, check_item, empty_key, placeholders
from faults.services.updates import updated
from pipeline.aws.errors import code_of

Change = Callable[[Item | None, Item], None]


class Table:
    """``changed`` is told each write (old item, new item) as it happens, ``deleted`` each item that
    goes. ``lag`` says how many
    seconds an index is behind the table, and ``now`` what time it is."""

    def __init__(
        self,
        table_name: str,
        now: Callable[[], float],
        lag: Callable[[], float],
        schema: Schema = ASSETS,
    ) -> None:
        self.items: dict[str, Item] = {}
        self.changed: list[Change] = []
        self.deleted: list[Callable[[Item], None]] = []
        self.name, self._schema = table_name, schema
        self._now = now
        self._lag = lag
        self._history: list[tuple[float, str, Item | None]] = []

    def put_item(self, **request: Any) -> dict[str, Any]:
        self.write(*self.put("put_item", request))
        return {}

    def update_item(self, **request: Any) -> dict[str, Any]:
        old, item = self.update("update_item", request)
        self.write(old, item)
        return {"Attributes": item} if request.get("ReturnValues") == "ALL_NEW" else {}

    def put(self, operation: str, request: Mapping[str, Any]) -> tuple[Item | None, Item]:
        """The item before, and what it is to be: nothing is written yet."""
        item = request["Item"]
        self._check_table(operation, request)
        check_item(operation, item, self._schema)
        old = self.items.get(item[self._schema.key]["S"])
        self._check_condition(operation, old, request)
        return old, item

    def update(self, operation: str, request: Mapping[str, Any]) -> tuple[Item | None, Item]:
        """The same."""
        self._check_table(operation, request)
        old = self.items.get(request["Key"][self._schema.key]["S"])
        self._check_condition(operation, old, request)
        names, values = placeholders(request)
        try:
            item = updated(request["UpdateExpression"], old or request["Key"], names, values)
        except ExpressionError as error:
            raise client_error(operation, "ValidationException", 400, str(error)) from error
        check_item(operation, item, self._schema)
        return old, item

    def delete_item(self, **request: Any) -> dict[str, Any]:
        self._check_table("delete_item", request)
        self._check_key("delete_item", request)
        self.remove(request["Key"][self._schema.key]["S"])
        return {}

    def get_item(self, **request: Any) -> dict[str, Any]:
        """Always consistent: nothing of the pipeline reads items in another way."""
        self._check_table("get_item", request)
        self._check_key("get_item", request)
        item = self.items.get(request["Key"][self._schema.key]["S"])
        return {} if item is None else {"Item": item}

    def query(self, **request: Any) -> dict[str, Any]:
        """Of an index only, as it was some moments ago."""
        self._check_table("query", request)
        key = self._schema.key
        hash_key, sort_key = self._schema.indexes[request["IndexName"]]
        names, values = placeholders(request)
        try:
            test = condition(request["KeyConditionExpression"])
            keep = condition(request["FilterExpression"]) if "FilterExpression" in request else None
            found = [
                item
                for item in self._seen().values()
                if hash_key in item and sort_key in item and test(item, names, values)
            ]
        except ExpressionError as error:
            raise client_error("query", "ValidationException", 400, str(error)) from error

        def place(item: Mapping[str, Any]) -> tuple[str, str]:
            """Of items with the same keys, DynamoDB has an order of its own."""
            return item[sort_key]["S"], item[key]["S"]

        forward = request.get("ScanIndexForward", True)
        found.sort(key=place, reverse=not forward)
        if start := request.get("ExclusiveStartKey"):
            found = [
                item
                for item in found
                if (place(item) > place(start) if forward else place(item) < place(start))
            ]
        limit = request.get("Limit", 1000)
        page, more = found[:limit], len(found) > limit
        items = [item for item in page if keep is None or keep(item, names, values)]
        answer = {"Items": items, "Count": len(items)}
        if more:
            last = page[-1]
            answer["LastEvaluatedKey"] = {name: last[name] for name in (key, hash_key, sort_key)}
        return answer

    def _seen(self) -> dict[str, Item]:
        """The items as the index shows them: those of the last moments are not there yet."""
        until = self._now() - self._lag()
        seen = {key: item for moment, key, item in self._history if moment <= until}
        return {key: item for key, item in seen.items() if item is not None}

    def write(self, old: Item | None, item: Item) -> None:
        key = item[self._schema.key]["S"]
        self.items[key] = item
        self._history.append((self._now(), key, item))
        for tell in self.changed:
            tell(old, item)

    def remove(self, key: str) -> None:
        """As a call, or the end of its time, does it. One that is not there is no error."""
        item = self.items.pop(key, None)
        if item is not None:
            self._history.append((self._now(), key, None))
            for tell in self.deleted:
                tell(item)

    def _check_table(self, operation: str, request: Mapping[str, Any]) -> None:
        if request["TableName"] != self.name:
            text = "Requested resource not found"
            raise client_error(operation, "ResourceNotFoundException", 400, text)

    def _check_key(self, operation: str, request: Mapping[str, Any]) -> None:
        key = self._schema.key
        if request["Key"].keys() != {key}:
            text = "The provided key element does not match the schema"
            raise client_error(operation, "ValidationException", 400, text)
        if not request["Key"][key].get("S"):
            raise empty_key(operation, key)

    def _check_condition(
        self, operation: str, old: Item | None, request: Mapping[str, Any]
    ) -> None:
        text = request.get("ConditionExpression")
        if text is None:
            return
        try:
            holds = condition(text)(old or {}, *placeholders(request))
        except ExpressionError as error:
            raise client_error(operation, "ValidationException", 400, str(error)) from error
        if not holds:
            wanted = request.get("ReturnValuesOnConditionCheckFailure") == "ALL_OLD"
            shown = {"Item": old} if wanted and old is not None else {}
            text = "The conditional request failed"
            raise client_error(operation, "ConditionalCheckFailedException", 400, text, **shown)


class DynamoDB:
    """The client: each call goes to the table that it names."""

    def __init__(self, *tables: Table) -> None:
        self._tables = {table.name: table for table in tables}

    def __getattr__(self, operation: str) -> Any:
        return lambda **request: getattr(self._table(operation, request), operation)(**request)

    def transact_write_items(self, **request: Any) -> dict[str, Any]:
        """All of them or none. Nobody else writes meanwhile: conflicts are faults of the call."""
        operation, writes, reasons = "transact_write_items", [], []
        for entry in request["TransactItems"]:
            ((kind, write),) = entry.items()
            table = self._table(operation, write)
            try:
                old, item = getattr(table, kind.lower())(operation, write)
                writes.append((table, old, item))
                reasons.append({"Code": "None"})
            except ClientError as error:
                if code_of(error) != "ConditionalCheckFailedException":
                    raise
                answer: Any = error.response
                shown = {"Item": answer["Item"]} if "Item" in answer else {}
                reasons.append({"Code": "ConditionalCheckFailed", **shown})
        if len(writes) < len(reasons):
            more: Any = {"CancellationReasons": reasons}
            raise client_error(operation, "TransactionCanceledException", 400, **more)
        for table, old, item in writes:
            table.write(old, item)
        return {}

    def _table(self, operation: str, request: Mapping[str, Any]) -> Table:
        if request["TableName"] not in self._tables:
            text = "Requested resource not found"
            raise client_error(operation, "ResourceNotFoundException", 400, text)
        return self._tables[request["TableName"]]
