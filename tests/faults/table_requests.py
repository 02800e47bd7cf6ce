"""Requests to the asset table, by what they are about: right ones and wrong ones."""

from typing import Any

from faults.services.items import KEY

GUARD = "revision = :revision"
ABSENT = "attribute_not_exists(assetId)"


def item(asset: str, revision: int = 1, **texts: str) -> dict[str, Any]:
    strings = {"assetId": asset, "status": "PENDING", "updatedAt": f"{revision:04}", **texts}
    return {
        **{name: {"S": text} for name, text in strings.items()},
        "revision": {"N": str(revision)},
        "jobIds": {"L": []},
    }


def put(entry: dict[str, Any], condition: str | None = None, **more: Any) -> tuple[str, Any]:
    guard = {"ConditionExpression": condition} if condition else {}
    return "put_item", {"Item": entry, **guard, **more}


def get(asset: str) -> tuple[str, Any]:
    return "get_item", {"Key": {KEY: {"S": asset}}, "ConsistentRead": True}


def number(value: int) -> dict[str, Any]:
    return {"ExpressionAttributeValues": {":revision": {"N": str(value)}}}


def query(**more: Any) -> tuple[str, Any]:
    request = {
        "IndexName": "StatusIndex",
        "KeyConditionExpression": "#status = :status",
        "ExpressionAttributeNames": {"#status": "status"},
        "ExpressionAttributeValues": {":status": {"S": "PENDING"}},
    }
    return "query", request | more


def update(text: str, values: dict[str, Any], **names: Any) -> tuple[str, Any]:
    key = {"Key": {KEY: {"S": "a"}}, "UpdateExpression": text}
    return "update_item", {**key, "ExpressionAttributeValues": values, **names}


OLD = {"ReturnValuesOnConditionCheckFailure": "ALL_OLD"}
OLDER = {
    "KeyConditionExpression": "#status = :status AND updatedAt < :before",
    "ExpressionAttributeValues": {":status": {"S": "PENDING"}, ":before": {"S": "0003"}},
}
AFTER_B = {name: item("b", 2)[name] for name in (KEY, "status", "updatedAt")}
STATUS = {"ExpressionAttributeNames": {"#s": "status"}}
ONE_MORE = {":none": {"L": []}, ":more": {"L": [{"S": "1"}]}}
THREE_ITEMS = [put(item("a")), put(item("b", 2, uploaderId="u", createdAt="1")), put(item("c", 3))]
APPEND = "SET jobIds = list_append(if_not_exists(jobIds, :none), :more)"
CASES: dict[str, list[tuple[str, Any]]] = {
    "create once": [put(item("a"), ABSENT, **OLD), put(item("a", 2), ABSENT, **OLD), get("a")],
    "create twice, blind": [put(item("a"), ABSENT), put(item("a"), ABSENT)],
    "save": [put(item("a")), put(item("a", 2), GUARD, **number(1), **OLD), get("a")],
    "save stale": [put(item("a", 5)), put(item("a", 2), GUARD, **number(1), **OLD), get("a")],
    "save nothing": [put(item("a"), GUARD, **number(1), **OLD), get("a")],
    "other type": [
        put(item("a")),
        put(item("a"), "revision = :r", ExpressionAttributeValues={":r": {"S": "1"}}),
    ],
    "both": [
        put(item("a")),
        put(item("a", 2), f"attribute_exists(assetId) AND {GUARD}", **number(1)),
    ],
    "either": [put(item("a")), put(item("a", 2), f"{ABSENT} OR {GUARD}", **number(1))],
    "not": [put(item("a")), put(item("a", 2), f"NOT ({ABSENT})")],
    "greater": [put(item("a", 3)), put(item("a", 4), "revision > :revision", **number(5))],
    "unused value": [put(item("a"), ABSENT, **number(1))],
    "missing value": [put(item("a"), GUARD)],
    "missing name": [put(item("a"), "#r = :revision", **number(1))],
    "broken": [put(item("a"), "revision = = :revision", **number(1))],
    "empty key": [put(item(""))],
    "empty index key": [put(item("a", uploaderId="", createdAt="1"))],
    "no key": [("put_item", {"Item": {"status": {"S": "PENDING"}}})],
    "too large": [put(item("a", filename="x" * 410_000))],
    "read nothing": [get("nobody")],
    "read by another key": [("get_item", {"Key": {"other": {"S": "a"}}})],
    "list": [*THREE_ITEMS, query()],
    "list backwards": [*THREE_ITEMS, query(ScanIndexForward=False)],
    "list older": [*THREE_ITEMS, query(**OLDER)],
    "list a page": [*THREE_ITEMS, query(Limit=2)],
    "list the next page": [*THREE_ITEMS, query(Limit=2, ExclusiveStartKey=AFTER_B)],
    "list none": [*THREE_ITEMS, query(ExpressionAttributeValues={":status": {"S": "FAILED"}})],
    "append": [put(item("a")), update(APPEND, ONE_MORE), get("a")],
    "append to nothing": [update(APPEND, ONE_MORE), get("a")],
    "rename": [put(item("a")), update("SET #s = :s", {":s": {"S": "X"}}, **STATUS), get("a")],
}
