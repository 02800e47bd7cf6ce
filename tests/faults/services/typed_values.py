"""Reading DynamoDB's typed values, fast: the oracle reads every write."""

from collections.abc import Callable, Mapping
from decimal import Decimal
from typing import Any


def read(value: Mapping[str, Any]) -> Any:
    ((kind, content),) = value.items()
    return content if kind == "S" else _READERS[kind](content)


def read_item(item: Mapping[str, Mapping[str, Any]]) -> dict[str, Any]:
    return {name: read(value) for name, value in item.items()}


def _number(content: str) -> int | Decimal:
    return int(content) if content.isdecimal() else Decimal(content)


_READERS: dict[str, Callable[[Any], Any]] = {
    "N": _number,
    "BOOL": bool,
    "L": lambda entries: [read(entry) for entry in entries],
    "M": read_item,
}
