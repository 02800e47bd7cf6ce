"""What the asset table answers to a write."""

from dataclasses import dataclass

from pipeline.assets.asset import Asset


@dataclass(frozen=True)
class Created:
    """The record was absent and is now as given."""


@dataclass(frozen=True)
class Existing:
    """The record was there; nothing was written."""

    asset: Asset


@dataclass(frozen=True)
class Saved:
    """The record had the expected revision and is now as given."""


@dataclass(frozen=True)
class Stale:
    """The record has another revision (None: it is gone); nothing was written."""

    asset: Asset | None
