"""Names of output files, as the service gives them."""

from dataclasses import dataclass
from pathlib import PurePosixPath
from typing import Any


@dataclass(frozen=True)
class Destination:
    """Where a group writes: ``prefix`` ends with a slash, ``base`` starts every file name."""

    prefix: str
    base: str

    def url(self, name: str) -> str:
        """URL of a file of the group."""
        return f"{self.prefix}{name}"


def destination(settings: dict[str, Any], source_url: str) -> Destination:
    """A group's destination; without a base name the input's name is used (as the model says)."""
    prefix, slash, base = settings["Destination"].rpartition("/")
    return Destination(prefix + slash, base or PurePosixPath(source_url).stem)


def settings_of(group: dict[str, Any]) -> dict[str, Any]:
    """The settings object of a group's type."""
    own = group["OutputGroupSettings"]
    return next(value for value in own.values() if isinstance(value, dict))


def s3_settings(settings: dict[str, Any]) -> dict[str, Any]:
    """DestinationSettings.S3Settings of a group."""
    return (settings.get("DestinationSettings") or {}).get("S3Settings") or {}
