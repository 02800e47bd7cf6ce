"""λ outputs-remover: takes away what an attempt made, once its outputs are superseded.

A removal that takes longer than a delivery has goes on by a new message; so does one that the CDN's
caches have something of.
"""

from datetime import datetime

from pipeline.assets.asset import Asset
from pipeline.assets.changes import Removed
from pipeline.assets.erasing import Tombstone
from pipeline.assets.measurements import ATTEMPT_REMOVED
from pipeline.assets.served import asked_at, may_remove
from pipeline.failures import (
    PermanentError,
    TransientError,
    backoff_seconds,
    next_look_seconds,
)
from pipeline.transcoding.places import attempt_folder
from pipeline.uploads.requests import NotARequestError, Remove, parse_removal
from pipeline.workflows.change_record import Changed, change_record
from pipeline.workflows.find_jobs import half_way
from pipeline.workflows.messages import DeadLetter, Done, Message, Outcome, RetryIn
from pipeline.workflows.services import RemoveServices


def run(message: Message, services: RemoveServices) -> Outcome:
    """One request to remove the outputs of one attempt."""
    try:
        request = parse_removal(message.body)
    except NotARequestError as error:
        return DeadLetter(str(error))
    try:
        return _remove(request, message.deadline, services)
    except TransientError as error:
        seconds = backoff_seconds(message.receive_count, services.clock.random())
        return RetryIn(seconds, str(error), request.asset_id)
    except PermanentError as error:
        return DeadLetter(str(error), request.asset_id)


def _remove(request: Remove, deadline: datetime, services: RemoveServices) -> Outcome:
    """The record alone says what may go."""
    asset = services.table.get(request.asset_id)
    if asset is None:
        return DeadLetter("UNKNOWN_ASSET: there is no record of it", request.asset_id)
    if isinstance(asset, Tombstone) or not may_remove(asset, request.attempt):
        return Done(f"attempt {request.attempt} is not to be removed", asset.id)
    until = half_way(services.clock.now(), deadline)
    deleted = 0
    for count in services.output_versions.sweep(attempt_folder(asset.id, request.attempt)):
        deleted += count
        if services.clock.now() >= until:
            services.removals.send(request.body, 0)
            return Done(
                f"removed {deleted} objects of attempt {request.attempt}; goes on", asset.id
            )
    if not _invalidate(asset, request.attempt, services):
        seconds = next_look_seconds(services.clock.now() - asked_at(asset, request.attempt))
        services.removals.send(request.body, seconds)
        return Done(
            f"attempt {request.attempt} is left in caches; goes on in {seconds} s", asset.id
        )
    step = change_record(services, asset, Removed(attempt=request.attempt))
    if isinstance(step, Changed):
        services.metrics.record(asset.id, [ATTEMPT_REMOVED])
    return Done(f"removed attempt {request.attempt}: {deleted} objects", asset.id)


def _invalidate(asset: Asset, attempt: int, services: RemoveServices) -> bool:
    """Whether no cache has anything of the attempt."""
    if services.distribution is None:
        return True
    folder = attempt_folder(asset.id, attempt)
    return services.distribution.invalidate(folder, f"{asset.id} removed {attempt}")
