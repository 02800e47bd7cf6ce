"""DynamoDB's condition expressions, as far as the pipeline uses them: terms joined by AND."""

import re
from collections.abc import Callable, Mapping
from decimal import Decimal
from functools import lru_cache
from operator import eq, le, lt
from typing import Any

Value = Mapping[str, Any]
Test = Callable[[Mapping[str, Value], Mapping[str, str], Mapping[str, Value]], bool]

COMPARISONS = {"=": eq, "<": lt, "<=": le}
_TOKEN = re.compile(r"\s*([=(),]|[#:]?[A-Za-z_][\w.]*)")
_NAME = r"([#:]?[A-Za-z]\w*)"
_TERM = re.compile(rf"attribute_not_exists\({_NAME}\)|{_NAME} (=|<=?) {_NAME}")


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
    terms = [_term(term) for term in text.split(" AND ")]
    return terms[0] if len(terms) == 1 else lambda *facts: all(term(*facts) for term in terms)


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


def _term(text: str) -> Test:
    match = _TERM.fullmatch(text)
    if match is None:
        raise ExpressionError(f"Syntax error in {text!r}")
    absent, first, sign, second = match.groups()
    if absent:
        return lambda item, names, _: resolve(absent, names) not in item
    return lambda *facts: _compare(sign, operand(first, *facts), operand(second, *facts))


def _compare(sign: str, left: Value | None, right: Value | None) -> bool:
    """False where one is missing or they are of different types."""
    if left is None or right is None or left.keys() != right.keys():
        return False
    ((kind, one),), ((_, other),) = left.items(), right.items()
    if kind == "N":
        one, other = Decimal(one), Decimal(other)
    return COMPARISONS[sign](one, other)
