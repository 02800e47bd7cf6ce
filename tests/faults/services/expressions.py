"""DynamoDB's condition expressions, as far as the pipeline uses them."""

import re
from collections.abc import Callable, Mapping
from decimal import Decimal
from functools import lru_cache
from operator import eq, le, lt
from typing import Any

Value = Mapping[str, Any]
Test = Callable[[Mapping[str, Value], Mapping[str, str], Mapping[str, Value]], bool]

COMPARISONS = {"=": eq, "<": lt, "<=": le}
_TOKEN = re.compile(r"\s*(<=|[=<(),]|[#:]?[A-Za-z_][\w.]*)")


class ExpressionError(Exception):
    """The service answers ValidationException."""


@lru_cache(maxsize=500)
def tokens_of(text: str) -> tuple[str, ...]:
    found, at = [], 0
    while text[at:].strip():
        match = _TOKEN.match(text, at)
        if match is None:
            raise ExpressionError(f"Syntax error in {text!r} near {text[at : at + 10]!r}")
        found.append(match[1])
        at = match.end()
    return tuple(found)


@lru_cache(maxsize=500)
def condition(text: str) -> Test:
    """Raises ExpressionError."""
    tokens = list(tokens_of(text))
    test = _any(tokens)
    if tokens:
        raise ExpressionError(f"Syntax error in {text!r} near {tokens[0]}")
    return test


def resolve(name: str, names: Mapping[str, str]) -> str:
    if not name.startswith("#"):
        return name
    if name not in names:
        raise ExpressionError(
            f"An expression attribute name used in expression is not defined: {name}"
        )
    return names[name]


def operand(
    token: str,
    item: Mapping[str, Value],
    names: Mapping[str, str],
    values: Mapping[str, Value],
) -> Value | None:
    if token.startswith(":"):
        if token not in values:
            raise ExpressionError(
                f"An expression attribute value used in expression is not defined: {token}"
            )
        return values[token]
    return item.get(resolve(token, names))


def _any(tokens: list[str]) -> Test:
    tests = [_all(tokens)]
    while tokens[:1] == ["OR"]:
        tokens.pop(0)
        tests.append(_all(tokens))
    return tests[0] if len(tests) == 1 else lambda *facts: any(test(*facts) for test in tests)


def _all(tokens: list[str]) -> Test:
    tests = [_term(tokens)]
    while tokens[:1] == ["AND"]:
        tokens.pop(0)
        tests.append(_term(tokens))
    return tests[0] if len(tests) == 1 else lambda *facts: all(test(*facts) for test in tests)


def _term(tokens: list[str]) -> Test:
    first = _next(tokens)
    if first == "NOT":
        denied = _term(tokens)
        return lambda *facts: not denied(*facts)
    if first == "(":
        test = _any(tokens)
        _next(tokens, ")")
        return test
    if first == "attribute_not_exists":
        (absent,) = _arguments(tokens, 1)
        return lambda item, names, _: resolve(absent, names) not in item
    if first == "contains":
        holder, held = _arguments(tokens, 2)
        return lambda *facts: _contains(operand(holder, *facts), operand(held, *facts))
    sign, second = _next(tokens), _next(tokens)
    if sign not in COMPARISONS:
        raise ExpressionError(f"Syntax error near {sign}")
    return lambda *facts: _compare(sign, operand(first, *facts), operand(second, *facts))


def _arguments(tokens: list[str], count: int) -> list[str]:
    _next(tokens, "(")
    found = [_next(tokens)]
    while len(found) < count:
        _next(tokens, ",")
        found.append(_next(tokens))
    _next(tokens, ")")
    return found


def _next(tokens: list[str], wanted: str | None = None) -> str:
    token = tokens.pop(0) if tokens else "the end"
    if wanted not in (None, token) or token == "the end":
        raise ExpressionError(f"Syntax error near {token}")
    return token


def _contains(holder: Value | None, held: Value | None) -> bool:
    """Of lists."""
    return holder is not None and held in holder.get("L", ())


def _compare(sign: str, left: Value | None, right: Value | None) -> bool:
    """False where one is missing or they are of different types."""
    if left is None or right is None or left.keys() != right.keys():
        return False
    ((kind, one),), ((_, other),) = left.items(), right.items()
    if kind == "N":
        one, other = Decimal(one), Decimal(other)
    return COMPARISONS[sign](one, other)
