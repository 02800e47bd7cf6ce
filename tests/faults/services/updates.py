"""DynamoDB's update expressions, as far as they are used: ADD of numbers, and SET with paths of one
name, ``if_not_exists`` and ``list_append``."""

from collections.abc import Mapping
from decimal import Decimal

from faults.services.expressions import (
    ExpressionError,
    Value,
    operand,
    resolve,
    tokens_of,
)

CLAUSES = ("SET", "ADD")


def updated(
    text: str,
    item: Mapping[str, Value],
    names: Mapping[str, str],
    values: Mapping[str, Value],
) -> dict[str, Value]:
    """The item after the update. Raises ExpressionError."""
    tokens, clause = list(tokens_of(text)), ""
    after = dict(item)
    while tokens:
        if tokens[0] in CLAUSES:
            clause = tokens.pop(0)
        elif clause:
            _expect(tokens, ",")
        name = resolve(tokens.pop(0), names)
        if clause == "SET":
            _expect(tokens, "=")
            after[name] = _value(tokens, item, names, values)
        elif clause == "ADD":
            added = Decimal(_value(tokens, item, names, values)["N"])
            after[name] = {"N": str(Decimal(item.get(name, {"N": "0"})["N"]) + added)}
        else:
            raise ExpressionError(f"none of {CLAUSES} begins {text!r}")
    return after


def _value(
    tokens: list[str],
    item: Mapping[str, Value],
    names: Mapping[str, str],
    values: Mapping[str, Value],
) -> Value:
    token = tokens.pop(0)
    if token == "list_append":
        _expect(tokens, "(")
        first = _value(tokens, item, names, values)
        _expect(tokens, ",")
        second = _value(tokens, item, names, values)
        _expect(tokens, ")")
        return {"L": [*first["L"], *second["L"]]}
    if token == "if_not_exists":
        _expect(tokens, "(")
        present = item.get(resolve(tokens.pop(0), names))
        _expect(tokens, ",")
        otherwise = _value(tokens, item, names, values)
        _expect(tokens, ")")
        return otherwise if present is None else present
    found = operand(token, item, names, values)
    if found is None:
        raise ExpressionError(
            "The provided expression refers to an attribute that does not exist in the item"
        )
    return found


def _expect(tokens: list[str], token: str) -> None:
    if not tokens or tokens.pop(0) != token:
        raise ExpressionError(f"Syntax error: {token} expected")
