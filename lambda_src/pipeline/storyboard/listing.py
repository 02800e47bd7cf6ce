"""What a listing of a bucket shows."""

from collections.abc import Mapping
from dataclasses import dataclass


@dataclass(frozen=True)
class Listing:
    """Sizes in bytes by key. Unless ``complete``, there are more, behind these by name."""

    sizes_bytes: Mapping[str, int]
    complete: bool
