"""Changing a record: read, apply, save if nobody else did meanwhile, else again."""

from pipeline.answers import Saved
from pipeline.assets import Asset
from pipeline.changes import Change
from pipeline.failures import TransientError
from pipeline.measurements import measure
from pipeline.transitions import apply
from pipeline.workflows.effects import TrackServices

TRIES = 5


def change_record(services: TrackServices, asset: Asset, change: Change) -> Asset | None:
    """Apply ``change`` to the record read as ``asset``; None where it changes nothing.

    Metrics are written once the save that makes them true succeeded. Raises TransientError where
    others are always faster, and what the table raises.
    """
    before = asset
    for _ in range(TRIES):
        after = apply(before, change, services.clock.now())
        if after is None:
            return None
        answer = services.table.save(after, if_revision=before.revision)
        if isinstance(answer, Saved):
            services.metrics.record(after.id, measure(before, after))
            return after
        if answer.asset is None:
            return None
        before = answer.asset
    raise TransientError("PutItem", f"the record changed {TRIES} times meanwhile")
