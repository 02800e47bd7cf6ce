"""DynamoDB's typed values ↔ plain ones: strings, numbers (no floats), booleans, lists, maps."""

from collections.abc import Callable, Mapping
from decimal import Decimal
from typing import Any

Typed = dict[str, Any]


def typed(value: Any) -> Typed:
    """Raises TypeError for a type that the record does not use."""
    match value:
        case bool():
            return {"BOOL": value}
        case str():
            return {"S": value}
        case int() | Decimal():
            return {"N": str(value)}
        case list() | tuple():
            return {"L": [typed(entry) for entry in value]}
        case Mapping():
            return {"M": typed_item(value)}
    raise TypeError(f"{type(value).__name__} has no place in the record")


def typed_item(item: Mapping[str, Any]) -> Typed:
    return {name: typed(value) for name, value in item.items()}


def plain(value: Mapping[str, Any]) -> Any:
    """Raises TypeError for a type that the record does not use."""
    ((kind, content),) = value.items()
    if kind not in _READERS:
        raise TypeError(f"{kind} has no place in the record")
    return _READERS[kind](content)


def plain_item(item: Mapping[str, Any]) -> dict[str, Any]:
    return {name: plain(value) for name, value in item.items()}


def _number(content: str) -> int | Decimal:
    if content.isdecimal():
        return int(content)
    number = Decimal(content)
    return int(number) if number == number.to_integral_value() else number


def _itself(content: Any) -> Any:
    return content


# By a table: a record has hundreds of values, and is read at every step.
_READERS: Mapping[str, Callable[[Any], Any]] = {
    "S": _itself,
    "BOOL": _itself,
    "N": _number,
    "NULL": lambda _: None,
    "L": lambda entries: [plain(entry) for entry in entries],
    "M": plain_item,
}
