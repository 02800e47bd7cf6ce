"""Reading a profile's fields: every mistake names its path."""

import re
from collections.abc import Iterator
from typing import Any

NAME_PATTERN = re.compile(r"[a-z0-9][a-z0-9-]{0,30}")


class ProfileError(Exception):
    """``path`` leads to the mistake, as in ``jobs.main.output_groups.cmaf[0].width_px``."""

    def __init__(self, path: str, why: str) -> None:
        super().__init__(f"{path or 'the profile'}: {why}")
        self.path = path
        self.why = why


class Fields:
    """The fields of one object of a profile. null is the same as absent."""

    def __init__(self, path: str, value: Any, known: set[str] | None = None) -> None:
        if not isinstance(value, dict):
            raise ProfileError(path, "is not an object")
        self.path = path
        self._values = {key: entry for key, entry in value.items() if entry is not None}
        if known is not None and (unknown := sorted(set(value) - known)):
            raise ProfileError(self._at(unknown[0]), f"is unknown; known: {sorted(known)}")

    def has(self, key: str) -> bool:
        return key in self._values

    def knowing(self, known: set[str]) -> "Fields":
        return Fields(self.path, self._values, known)

    def object(self, key: str, known: set[str] | None = None) -> "Fields | None":
        value = self._values.get(key)
        return None if value is None else Fields(self._at(key), value, known)

    def named_objects(self, key: str) -> Iterator[tuple[str, "Fields"]]:
        value = self._values.get(key)
        if not isinstance(value, dict) or not value:
            raise ProfileError(self._at(key), "is not an object with at least one entry")
        for name in value:
            path = f"{self._at(key)}.{name}"
            if not NAME_PATTERN.fullmatch(name):
                raise ProfileError(path, f"is not a name like {NAME_PATTERN.pattern}")
            yield name, Fields(path, value[name])

    def objects(self, key: str) -> Iterator["Fields"]:
        value = self._values.get(key)
        if not isinstance(value, list):
            raise ProfileError(self._at(key), "is not a list")
        for number, entry in enumerate(value):
            yield Fields(f"{self._at(key)}[{number}]", entry)

    def whole(self, key: str, least: int, most: int, *, default: int | None = None) -> int:
        value = self._values.get(key, default)
        if not isinstance(value, int) or isinstance(value, bool) or not least <= value <= most:
            raise ProfileError(self._at(key), f"is not a whole number from {least} to {most}")
        return value

    def even(self, key: str, least: int, most: int, *, default: int | None = None) -> int:
        value = self.whole(key, least, most, default=default)
        if value % 2:
            raise ProfileError(self._at(key), "is odd; the sides of a picture are even")
        return value

    def evens(
        self, key: str, least: int, most: int, *, default: tuple[int, ...]
    ) -> tuple[int, ...]:
        """A list of even numbers, each once."""
        values = self._values.get(key)
        if values is None:
            return default
        if not isinstance(values, list) or not values:
            raise ProfileError(self._at(key), "is not a list with at least one entry")
        entries = Fields(self.path, {f"{key}[{at}]": value for at, value in enumerate(values)})
        found = tuple(entries.even(f"{key}[{at}]", least, most) for at in range(len(values)))
        if len(set(found)) < len(found):
            raise ProfileError(self._at(key), "has a value twice")
        return found

    def number(self, key: str, least: int, most: int) -> float | None:
        """None where it is not said."""
        value = self._values.get(key)
        if value is None:
            return None
        if not isinstance(value, int | float) or isinstance(value, bool):
            raise ProfileError(self._at(key), f"is not a number from {least} to {most}")
        if not least <= value <= most:
            raise ProfileError(self._at(key), f"is not a number from {least} to {most}")
        return value

    def one_of(self, key: str, choices: tuple[Any, ...], *, default: Any = None) -> Any:
        value = self._values.get(key, default)
        if value not in choices or type(value) is not type(choices[0]):
            raise ProfileError(self._at(key), f"is none of {', '.join(map(str, choices))}")
        return value

    def boolean(self, key: str, *, default: bool) -> bool:
        value = self._values.get(key, default)
        if not isinstance(value, bool):
            raise ProfileError(self._at(key), "is neither true nor false")
        return value

    def name(self, key: str) -> str:
        value = self._values.get(key)
        if not isinstance(value, str) or not NAME_PATTERN.fullmatch(value):
            raise ProfileError(self._at(key), f"is not a name like {NAME_PATTERN.pattern}")
        return value

    def _at(self, key: str) -> str:
        return f"{self.path}.{key}" if self.path else key
