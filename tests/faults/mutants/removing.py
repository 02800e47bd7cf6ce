"""Mutants of the removal of superseded outputs."""

from typing import Any

from faults.mutants.mutant import mutant
from pipeline.aws.object_versions import ObjectVersions
from pipeline.workflows import reconcile, remove


def _one_page(original: Any) -> Any:
    def sweep(versions: Any, prefix: str) -> Any:
        for count in original(versions, prefix):
            yield count
            return

    return sweep


MUTANTS = (
    mutant(
        "removed-unread",
        "whoever asks for a removal gets it, whatever the record says",
        (remove, remove.may_remove, lambda _: lambda *_: True),
    ),
    mutant(
        "first-page-removed",
        "an attempt counts as removed after the first page of its objects",
        (ObjectVersions, ObjectVersions.sweep, _one_page),
    ),
    mutant(
        "no-removals",
        "nobody asks for removals",
        (reconcile, reconcile._superseded, lambda _: lambda *_: iter(())),
    ),
)
