"""Mutants of the writes, and of the reconciler."""

from typing import Any

from faults.mutants.mutant import mutant
from pipeline.assets.write_results import Created, Saved
from pipeline.failures import TransientError
from pipeline.workflows.change_record import Unchanged


def _unguarded_save(_: Any) -> Any:
    def save(table: Any, asset: Any, if_revision: int) -> Saved:
        del if_revision
        table._put(asset)
        return Saved()

    return save


def _unguarded_create(_: Any) -> Any:
    def create(table: Any, asset: Any) -> Created:
        table._put(asset)
        return Created()

    return create


def _swallowed(original: Any) -> Any:
    def change_record(services: Any, asset: Any, change: Any) -> Any:
        try:
            return original(services, asset, change)
        except TransientError:
            return Unchanged(asset)

    return change_record


MUTANTS = (
    mutant(
        "no-revision-guard",
        "a save overwrites what others wrote meanwhile",
        ("pipeline.aws.asset_table:AssetTable", "save", _unguarded_save),
    ),
    mutant(
        "no-claim-guard",
        "a claim overwrites the record",
        ("pipeline.aws.asset_table:AssetTable", "create", _unguarded_create),
    ),
    mutant(
        "swallowed-record",
        "jobs are acknowledged that could not be recorded",
        ("pipeline.workflows.ingest.submit", "change_record", _swallowed),
        scene="records_come_back",
    ),
    mutant(
        "no-reconciler",
        "nobody looks after assets that stopped moving",
        ("handlers.asset_reconciler", "handler", lambda _: lambda *_: {}),
    ),
)
