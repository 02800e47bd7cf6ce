"""Whether S3 lets anyone read an object: it has to be there, and in a class that can be read."""

from collections.abc import Mapping
from typing import Any

from pipeline.failures import Failure

MISSING = Failure("SOURCE_MISSING", "The file was deleted before it was processed.")
ARCHIVED = Failure(
    "SOURCE_ARCHIVED",
    "The file is in an archive storage class and cannot be read. Upload it in another.",
)
ARCHIVE_CLASSES = frozenset({"GLACIER", "DEEP_ARCHIVE"})


def is_archived(head: Mapping[str, Any]) -> bool:
    """By HeadObject's answer (S3 API Reference): ``ArchiveStatus`` is there while an object of
    INTELLIGENT_TIERING is in an archive tier, ``Restore`` once a copy was asked for."""
    if 'ongoing-request="false"' in head.get("Restore", ""):
        return False
    return head.get("StorageClass") in ARCHIVE_CLASSES or "ArchiveStatus" in head
