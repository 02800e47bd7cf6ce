"""The asset that a route names, for whoever may see it."""

from pipeline.api.caller import Caller, Scope
from pipeline.api.exchange import ProblemError, Request
from pipeline.api.problem import NOT_FOUND
from pipeline.assets.asset import Asset, Status, Visibility
from pipeline.assets.erasing import Tombstone
from pipeline.assets.refusals import ERASED
from pipeline.uploads.upload import is_asset_id
from pipeline.workflows.services import AssetsApiServices


def find_asset(request: Request, services: AssetsApiServices, *, to_watch: bool = False) -> Asset:
    """One call. What is somebody else's is not there, unless they ask ``to_watch`` it and it is
    public, or they are a server that lets others watch; an upload that did not come by the API is
    nobody's here, and is there for those that act for any owner. Only who was its owner, or acts
    for any, learns that it was erased (410 ERASED)."""
    asset_id, caller = request.path["assetId"], request.caller
    found = services.table.get(asset_id) if is_asset_id(asset_id) else None
    if found is None:
        raise ProblemError(NOT_FOUND)
    any_owner = caller.may(Scope.ASSETS_ALL) or (to_watch and caller.may(Scope.PLAYBACK_GRANT))
    theirs = any_owner or _was_of(caller, found)
    if not theirs and not (to_watch and _is_public(found)):
        raise ProblemError(NOT_FOUND)
    if isinstance(found, Tombstone):
        raise ProblemError(ERASED)
    demand_present(found)
    return found


def demand_present(asset: Asset) -> None:
    """Raises 410 ERASED from the moment at which its erasure was asked for."""
    if asset.status is Status.ERASING:
        raise ProblemError(ERASED)


def _is_public(record: Asset | Tombstone) -> bool:
    if isinstance(record, Tombstone) or record.status is Status.ERASING:
        return False
    return record.visibility is Visibility.PUBLIC


def _was_of(caller: Caller, record: Asset | Tombstone) -> bool:
    if isinstance(record, Tombstone):
        return record.was_of(caller.owner)
    return caller.acts_for(record.upload.uploader_id)
