"""What the asset table answers to a write."""

from dataclasses import dataclass

from pipeline.assets.asset import Asset
from pipeline.assets.erasing import Tombstone


@dataclass(frozen=True)
class Created:
    """The record was absent and is now as given."""


@dataclass(frozen=True)
class Existing:
    """The record was there, or what stays of it; nothing was written."""

    asset: Asset | Tombstone


@dataclass(frozen=True)
class Saved:
    """The record had the expected revision and is now as given."""


@dataclass(frozen=True)
class Stale:
    """The record has another revision (None: it is gone), or is erased; nothing was written."""

    asset: Asset | Tombstone | None
