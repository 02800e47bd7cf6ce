"""DynamoDB's condition expressions, as far as the pipeline and its operators use them."""

import re
from collections.abc import Callable, Mapping
from functools import lru_cache
from typing import Any

Value = Mapping[str, Any]
Test = Callable[[Mapping[str, Value], Mapping[str, str], Mapping[str, Value]], bool]

_TOKEN = re.compile(r"\s*(<>|<=|>=|[=<>(),]|[#:]?[A-Za-z_][\w.]*)")
COMPARISONS: dict[str, Callable[[Any, Any], bool]] = {
    "=": lambda left, right: left == right,
    "<>": lambda left, right: left != right,
    "<": lambda left, right: left < right,
    "<=": lambda left, right: left <= right,
    ">": lambda left, right: left > right,
    ">=": lambda left, right: left >= right,
}


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
    parser = _Parser(tokens_of(text))
    test = parser.alternatives()
    if parser.left():
        raise ExpressionError(f"Syntax error in {text!r}")
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


class _Parser:
    """Each method reads what its name says and returns a test of an item."""

    def __init__(self, tokens: tuple[str, ...]) -> None:
        self._tokens = list(tokens)

    def left(self) -> bool:
        return bool(self._tokens)

    def _take(self, *expected: str) -> str:
        if not self._tokens or (expected and self._tokens[0].upper() not in expected):
            raise ExpressionError(f"Syntax error near {self._tokens[:1]}")
        return self._tokens.pop(0)

    def _is_next(self, word: str) -> bool:
        return bool(self._tokens) and self._tokens[0].upper() == word

    def alternatives(self) -> Test:
        tests = [self._all()]
        while self._is_next("OR"):
            self._take()
            tests.append(self._all())
        return tests[0] if len(tests) == 1 else lambda *facts: any(test(*facts) for test in tests)

    def _all(self) -> Test:
        tests = [self._one()]
        while self._is_next("AND"):
            self._take()
            tests.append(self._one())
        return tests[0] if len(tests) == 1 else lambda *facts: all(test(*facts) for test in tests)

    def _one(self) -> Test:
        if self._is_next("NOT"):
            self._take()
            test = self._one()
            return lambda *facts: not test(*facts)
        if self._is_next("("):
            self._take()
            test = self.alternatives()
            self._take(")")
            return test
        first = self._take()
        if first in ("attribute_exists", "attribute_not_exists"):
            self._take("(")
            name = self._take()
            self._take(")")
            wanted = first == "attribute_exists"
            return lambda item, names, _: (resolve(name, names) in item) == wanted
        comparison = COMPARISONS[self._take(*COMPARISONS)]
        second = self._take()
        return lambda *facts: _compare(comparison, operand(first, *facts), operand(second, *facts))


def _compare(
    comparison: Callable[[Any, Any], bool], left: Value | None, right: Value | None
) -> bool:
    """False where one is missing or they are of different types."""
    if left is None or right is None or left.keys() != right.keys():
        return comparison is COMPARISONS["<>"] and left != right
    ((kind, one),), ((_, other),) = left.items(), right.items()
    return comparison(int(one), int(other)) if kind == "N" else comparison(one, other)
