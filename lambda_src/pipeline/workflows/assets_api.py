"""λ assets-api: ``/v1/assets``."""

import re
from http import HTTPStatus
from typing import Any

from pipeline.api.caller import Scope
from pipeline.api.etag import etag_of, is_named
from pipeline.api.exchange import Answer, ProblemError, Request
from pipeline.api.problem import NOT_FOUND
from pipeline.assets.asset import Asset
from pipeline.assets.documents import asset_document
from pipeline.assets.polling import retry_after_seconds
from pipeline.settings import AssetsApiSettings
from pipeline.workflows.services import AssetsApiServices

# As pipeline.uploads.upload makes them.
_ASSET_ID = re.compile(r"[0-9a-f]{8}-[0-9a-f]{4}-5[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}")
# A browser may keep it, and asks whether it is still so each time.
_REVALIDATED = "private, no-cache"


def get(request: Request, services: AssetsApiServices, settings: AssetsApiSettings) -> Answer:
    """``GET /v1/assets/{assetId}``, scope assets:read: 200 with ``asset_document``.

    Headers: ``ETag``, strong; and until the asset has ended ``Retry-After``, by the rule of
    ``retry_after_seconds``. 304 with the same headers and no body where If-None-Match names the
    ETag. One call.
    """
    request.demand(Scope.ASSETS_READ)
    asset = _find(request, services)
    document = asset_document(asset)
    headers = _headers(document, asset, services, settings)
    unchanged = bool(request.if_none_match) and is_named(request.if_none_match, headers["ETag"])
    return Answer(
        document=None if unchanged else document,
        status=HTTPStatus.NOT_MODIFIED if unchanged else HTTPStatus.OK,
        what=f"the asset is {asset.status}",
        facts={"assetId": asset.id},
        headers=headers,
    )


def _find(request: Request, services: AssetsApiServices) -> Asset:
    """One call. What is somebody else's is not there; an upload that did not come by the API is
    nobody's here, and is there for those that act for any owner."""
    asset_id, caller = request.path["assetId"], request.caller
    asset = services.table.get(asset_id) if _ASSET_ID.fullmatch(asset_id) else None
    if asset is None:
        raise ProblemError(NOT_FOUND)
    if not caller.may(Scope.ASSETS_ALL) and not caller.acts_for(asset.upload.uploader_id):
        raise ProblemError(NOT_FOUND)
    return asset


def _headers(
    document: Any, asset: Asset, services: AssetsApiServices, settings: AssetsApiSettings
) -> dict[str, str]:
    headers = {"ETag": etag_of(document), "Cache-Control": _REVALIDATED}
    interval = settings.status_update_interval_seconds
    seconds = retry_after_seconds(asset, services.clock.now(), interval)
    return headers if seconds is None else {**headers, "Retry-After": str(seconds)}
