"""Changing a record: read, apply, save if nobody else did meanwhile, else again."""

from collections.abc import Callable
from dataclasses import dataclass

from pipeline.assets.asset import Asset
from pipeline.assets.changes import Change
from pipeline.assets.measurements import measure
from pipeline.assets.transitions import apply
from pipeline.assets.write_results import Saved
from pipeline.failures import TransientError
from pipeline.workflows.services import Services

TRIES = 5


@dataclass(frozen=True)
class Changed:
    """``before`` is the record that ``after`` replaced, which others may have written meanwhile."""

    before: Asset
    after: Asset


@dataclass(frozen=True)
class Unchanged:
    """The record as it was last seen; None where it is gone, or erased."""

    asset: Asset | None


def change_record(
    services: Services,
    asset: Asset,
    change: Change,
    judge: Callable[[Asset], None] = lambda _: None,
) -> Changed | Unchanged:
    """Apply ``change`` to the record read as ``asset``; ``judge`` is shown the record each time,
    and raises where it must not be changed.

    Metrics are written once the save that makes them true succeeded. Raises TransientError where
    others are always faster, and what the table and ``judge`` raise.
    """
    before = asset
    for _ in range(TRIES):
        judge(before)
        after = apply(before, change, services.clock.now(), services.superseded_outputs_days)
        if after is None:
            return Unchanged(before)
        answer = services.table.save(after, if_revision=before.revision)
        if isinstance(answer, Saved):
            services.metrics.record(after.id, measure(before, after))
            return Changed(before, after)
        if not isinstance(answer.asset, Asset):
            return Unchanged(None)
        before = answer.asset
    raise TransientError("PutItem", f"the record changed {TRIES} times meanwhile")
