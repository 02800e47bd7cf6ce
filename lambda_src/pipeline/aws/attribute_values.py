"""DynamoDB's typed values ↔ plain ones: strings, numbers (no floats), booleans, lists, maps."""

from collections.abc import Mapping
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
    match kind:
        case "S" | "BOOL":
            return content
        case "N":
            number = Decimal(content)
            return int(number) if number == number.to_integral_value() else number
        case "NULL":
            return None
        case "L":
            return [plain(entry) for entry in content]
        case "M":
            return plain_item(content)
    raise TypeError(f"{kind} has no place in the record")


def plain_item(item: Mapping[str, Any]) -> dict[str, Any]:
    return {name: plain(value) for name, value in item.items()}
