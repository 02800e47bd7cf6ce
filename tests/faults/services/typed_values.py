"""Reading DynamoDB's typed values, fast: the oracle reads every write."""

from collections.abc import Callable, Mapping
from typing import Any


def read(value: Mapping[str, Any]) -> Any:
    ((kind, content),) = value.items()
    return content if kind == "S" else _READERS[kind](content)


def read_item(item: Mapping[str, Mapping[str, Any]]) -> dict[str, Any]:
    return {name: read(value) for name, value in item.items()}


_READERS: dict[str, Callable[[Any], Any]] = {
    "N": int,
    "BOOL": bool,
    "L": lambda entries: [read(entry) for entry in entries],
    "M": read_item,
}
