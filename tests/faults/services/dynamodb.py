"""The asset table: PutItem, UpdateItem, GetItem and Query, with a stream of changes."""

from collections.abc import Callable, Mapping
from typing import Any

from faults.services.errors import client_error
from faults.services.expressions import ExpressionError, condition
from faults.services.items import INDEXES, KEY, Item, check_item, empty_key, placeholders
from faults.services.updates import updated

Change = Callable[[Item | None, Item], None]


class DynamoDB:
    """``changed`` is told each write (old item, new item) as it happens. ``lag`` says how many
    seconds an index is behind the table, and ``now`` what time it is."""

    def __init__(self, table_name: str, now: Callable[[], float], lag: Callable[[], float]) -> None:
        self.items: dict[str, Item] = {}
        self.changed: list[Change] = []
        self._table_name = table_name
        self._now = now
        self._lag = lag
        self._history: list[tuple[float, Item]] = []

    def put_item(self, **request: Any) -> dict[str, Any]:
        item = request["Item"]
        self._check_table("put_item", request)
        check_item("put_item", item)
        old = self.items.get(item[KEY]["S"])
        self._check_condition("put_item", old, request)
        self._write(old, item)
        return {}

    def update_item(self, **request: Any) -> dict[str, Any]:
        self._check_table("update_item", request)
        old = self.items.get(request["Key"][KEY]["S"])
        self._check_condition("update_item", old, request)
        names, values = placeholders(request)
        try:
            item = updated(request["UpdateExpression"], old or request["Key"], names, values)
        except ExpressionError as error:
            raise client_error("update_item", "ValidationException", 400, str(error)) from error
        check_item("update_item", item)
        self._write(old, item)
        return {}

    def get_item(self, **request: Any) -> dict[str, Any]:
        """Always consistent: nothing of the pipeline reads items in another way."""
        self._check_table("get_item", request)
        if request["Key"].keys() != {KEY}:
            raise client_error(
                "get_item",
                "ValidationException",
                400,
                "The provided key element does not match the schema",
            )
        if not request["Key"][KEY].get("S"):
            raise empty_key("get_item", KEY)
        item = self.items.get(request["Key"][KEY]["S"])
        return {} if item is None else {"Item": item}

    def query(self, **request: Any) -> dict[str, Any]:
        """Of an index only, as it was some moments ago."""
        self._check_table("query", request)
        hash_key, sort_key = INDEXES[request["IndexName"]]
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
        forward = request.get("ScanIndexForward", True)
        found.sort(key=lambda item: _place(item, sort_key), reverse=not forward)
        if start := request.get("ExclusiveStartKey"):
            place = _place(start, sort_key)
            found = [
                item
                for item in found
                if (_place(item, sort_key) > place if forward else _place(item, sort_key) < place)
            ]
        limit = request.get("Limit", 1000)
        page, more = found[:limit], len(found) > limit
        items = [item for item in page if keep is None or keep(item, names, values)]
        answer = {"Items": items, "Count": len(items)}
        if more:
            last = page[-1]
            answer["LastEvaluatedKey"] = {name: last[name] for name in (KEY, hash_key, sort_key)}
        return answer

    def _seen(self) -> dict[str, Item]:
        """The items as the index shows them: those of the last moments are not there yet."""
        until = self._now() - self._lag()
        return {item[KEY]["S"]: item for moment, item in self._history if moment <= until}

    def _write(self, old: Item | None, item: Item) -> None:
        self.items[item[KEY]["S"]] = item
        self._history.append((self._now(), item))
        for tell in self.changed:
            tell(old, item)

    def _check_table(self, operation: str, request: Mapping[str, Any]) -> None:
        if request["TableName"] != self._table_name:
            text = "Requested resource not found"
            raise client_error(operation, "ResourceNotFoundException", 400, text)

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


def _place(item: Mapping[str, Any], sort_key: str) -> tuple[str, str]:
    """In an index. Of items with the same keys, DynamoDB has an order of its own."""
    return item[sort_key]["S"], item[KEY]["S"]
