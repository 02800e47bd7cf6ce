"""The members of a request, read strictly: all that is wrong is told at once, by their names."""

import re
from collections.abc import Callable, Iterable, Mapping
from http import HTTPStatus
from typing import Any, TypeVar

from pipeline.api.exchange import ProblemError
from pipeline.api.problem import Problem
from pipeline.text.visible import plain

T = TypeVar("T")
Judge = Callable[[Any], T]
# Of a request with a thousand unknown members, so many are named.
MOST_FAULTS = 20
_NAME_LIMIT = 40


class Members:
    """A member that is null counts as absent."""

    def __init__(self, given: Mapping[str, Any], known: Iterable[str] | None) -> None:
        """``known`` is None where others put in what we do not know."""
        self._given = given
        self._faults: dict[str, str] = {}
        if known is not None:
            for name in sorted(given.keys() - set(known)):
                self.refuse(plain(name, _NAME_LIMIT), "is not known here")

    def read(self, name: str, judge: Judge[T]) -> T | None:
        """None where it is absent or wrong. ``judge`` raises ValueError, in words that go on from
        the member's name."""
        value = self._given.get(name)
        if value is None:
            return None
        try:
            return judge(value)
        except ValueError as error:
            self.refuse(name, str(error))
            return None

    def demand(self, name: str, judge: Judge[T]) -> T | None:
        """None where it is wrong; absent is wrong, too."""
        if self._given.get(name) is None:
            self.refuse(name, "is missing")
        return self.read(name, judge)

    def refuse(self, name: str, why: str) -> None:
        """Keeps what was said of it first."""
        if len(self._faults) < MOST_FAULTS:
            self._faults.setdefault(name, why)

    def end(self) -> None:
        """Raises ProblemError where anything was refused."""
        if self._faults:
            raise ProblemError(
                Problem(
                    status=HTTPStatus.UNPROCESSABLE_ENTITY,
                    code="INVALID_REQUEST",
                    detail="; ".join(f"{name} {why}" for name, why in self._faults.items()) + ".",
                    fields=self._faults,
                )
            )


def text(most: int) -> Judge[str]:
    """1 to ``most`` characters."""

    def judge(value: Any) -> str:
        if not isinstance(value, str):
            raise ValueError("is no text")
        if not 0 < len(value) <= most:
            raise ValueError(f"has {len(value)} characters: 1 to {most} are accepted")
        return value

    return judge


def matching(pattern: str, words: str) -> Judge[str]:
    """``words`` say what is accepted."""
    compiled = re.compile(pattern, re.ASCII)

    def judge(value: Any) -> str:
        if not isinstance(value, str) or not compiled.fullmatch(value):
            raise ValueError(f"is no {words}")
        return value

    return judge


def whole_number(least: int, most: int) -> Judge[int]:
    """JSON's 1.0 is none, nor is true."""

    def judge(value: Any) -> int:
        if type(value) is not int:
            raise ValueError("is no whole number")
        if not least <= value <= most:
            raise ValueError(f"is not between {least} and {most}")
        return value

    return judge
