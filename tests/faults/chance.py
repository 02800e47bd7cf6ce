"""Chance that repeats: the same words give the same numbers, in any process."""

from random import Random


def chance_of(*words: object) -> Random:
    return Random("/".join(map(str, words)))  # noqa: S311 - decides what goes wrong, guards nothing
