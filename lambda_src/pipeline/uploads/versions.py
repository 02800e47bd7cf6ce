"""Versions of objects, as a listing of a bucket tells them."""

from dataclasses import dataclass


@dataclass(frozen=True)
class ObjectVersion:
    """``is_marker``: it stands for a deletion, and holds nothing."""

    key: str
    version_id: str
    is_marker: bool = False
