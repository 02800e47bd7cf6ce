"""Mutants of the writes, and of the reconciler."""

from typing import Any

from faults.mutants.mutant import mutant
from handlers import asset_reconciler
from pipeline.assets.write_results import Created, Saved
from pipeline.aws.asset_table import AssetTable
from pipeline.failures import TransientError
from pipeline.workflows.change_record import Unchanged
from pipeline.workflows.ingest import submit


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
        (AssetTable, AssetTable.save, _unguarded_save),
    ),
    mutant(
        "no-claim-guard",
        "a claim overwrites the record",
        (AssetTable, AssetTable.create, _unguarded_create),
    ),
    mutant(
        "swallowed-record",
        "jobs are acknowledged that could not be recorded",
        (submit, submit.change_record, _swallowed),
        scenario="uploads_are_redelivered_until_recorded",
    ),
    mutant(
        "no-reconciler",
        "nobody looks after assets that stopped moving",
        (asset_reconciler, asset_reconciler.handler, lambda _: lambda *_: {}),
    ),
)
