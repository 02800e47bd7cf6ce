"""λ assets-api: ``/v1/assets``."""

from http import HTTPStatus
from typing import Any

from pipeline.api.caller import Scope
from pipeline.api.etag import etag_of, is_named, is_named_strongly
from pipeline.api.exchange import JSON, MERGE_PATCH, Answer, ProblemError, Request
from pipeline.assets.asset import Asset, ErasedBy
from pipeline.assets.changes import Edited
from pipeline.assets.documents import asset_document, summary_document
from pipeline.assets.polling import LEAST_SECONDS, retry_after_seconds
from pipeline.assets.refusals import (
    CHANGED_MEANWHILE,
    ERASED,
    NO_CAPTURES,
    no_such_capture,
    not_ended,
    over_reprocesses,
)
from pipeline.assets.requests import read_edit, read_query, read_reprocess
from pipeline.assets.served import capture_count
from pipeline.settings import AssetsApiSettings
from pipeline.upload_sessions.counting import OverQuota
from pipeline.upload_sessions.quota import day_of
from pipeline.uploads.requests import Reprocess
from pipeline.workflows import erase as erasure
from pipeline.workflows.change_record import Changed, change_record
from pipeline.workflows.find_asset import demand_present, find_asset
from pipeline.workflows.posters import poster_urls
from pipeline.workflows.services import AssetsApiServices

# A browser may keep it, and asks whether it is still so each time.
_REVALIDATED = "private, no-cache"


def get(request: Request, services: AssetsApiServices, settings: AssetsApiSettings) -> Answer:
    """``GET /v1/assets/{assetId}``, scope assets:read: 200 with ``asset_document``.

    Headers: ``ETag``, strong; and until the asset has ended ``Retry-After``, by the rule of
    ``retry_after_seconds``. 304 with the same headers and no body where If-None-Match names the
    ETag, by the weak comparison. 404 also for some moments after an upload was
    completed: its record comes when ``GET /v1/uploads/{uploadId}`` says "uploaded". 410 ERASED, as
    by every route of an asset, from the moment at which its erasure was asked for. One call.
    """
    request.demand(Scope.ASSETS_READ)
    asset = find_asset(request, services)
    document = asset_document(asset, settings.cdn_domain_name)
    headers = _headers(document, asset, services, settings)
    unchanged = bool(request.if_none_match) and is_named(request.if_none_match, headers["ETag"])
    return Answer(
        document=None if unchanged else document,
        status=HTTPStatus.NOT_MODIFIED if unchanged else HTTPStatus.OK,
        what=f"the asset is {asset.status}",
        facts={"assetId": asset.id},
        headers=headers,
    )


def list_assets(
    request: Request, services: AssetsApiServices, settings: AssetsApiSettings
) -> Answer:
    """``GET /v1/assets``, scope assets:read: 200 with ``assets``, a list of ``summary_document``,
    and with ``cursor`` where there may be more.

    The caller's own, the newest first, by ``status`` and ``projectId`` where they are given;
    ``limit`` is 1 to 100, and 25 if it is not given. Who acts for any owner (assets:all) names
    one by ``uploaderId``, or else lists everybody's that have one ``status``, the last changed
    first: what changes between two pages comes to the list's beginning, and a reader who goes on
    may miss it. With a filter, a page reads 250 assets at most: it may hold fewer than there are,
    or none, and yet have a cursor. An index is some moments behind.

    Of one owner's, ``poster`` is a URL that a browser loads as it is, and the same for hours.

    422 where a parameter is wrong, also a cursor that is none of ours; 403 for the uploaderId of
    somebody else. A cursor holds a time and an id: in another list it is a place in that one. One
    call, and where posters are signed at most one for each.
    """
    request.demand(Scope.ASSETS_READ)
    caller = request.caller
    asked = read_query(request.query, caller, all_owners=caller.may(Scope.ASSETS_ALL))
    if asked.uploader_id != caller.owner:
        request.demand(Scope.ASSETS_ALL)
    page = services.table.page(asked)
    posters = poster_urls(page.items, services, settings)
    listed = [summary_document(item, posters.get(item["assetId"])) for item in page.items]
    document: dict[str, Any] = {"assets": listed}
    if page.next is not None:
        document["cursor"] = page.next.cursor
    return Answer(document=document, what=f"listed {len(page.items)} assets")


def edit(request: Request, services: AssetsApiServices, settings: AssetsApiSettings) -> Answer:
    """``PATCH /v1/assets/{assetId}``, scope assets:write: 200 with ``asset_document`` as it is
    then, and the headers of ``get``.

    A JSON merge patch (as application/json, too) with ``passthrough`` (1 to 255 characters) and
    ``poster`` (the number of a captured frame of what is served); null removes, so that a poster
    is the pipeline's own choice again. A poster that was chosen stays while its attempt is
    served; another attempt has other frames. ``visibility`` is private or public; null is private.
    No announcement tells of an edit, but the next one
    holds what it says.

    422 where a member is wrong, or the poster none of the captures; 409 NO_CAPTURES where there
    are none; 412 where If-Match names another document than the present one (by the strong
    comparison), which is then as it was. Two calls; one where nothing changes; more only where
    others write in the same moment.
    """
    request.demand(Scope.ASSETS_WRITE)
    asset = find_asset(request, services)
    change = read_edit(request.json_object((JSON, MERGE_PATCH)))

    def judge(current: Asset) -> None:
        demand_present(current)
        _demand_match(request, current, settings)
        _demand_capture(change, current)

    step = change_record(services, asset, change, judge)
    after = step.after if isinstance(step, Changed) else step.asset
    if after is None:
        raise ProblemError(ERASED)
    document = asset_document(after, settings.cdn_domain_name)
    return Answer(
        document=document,
        what="edited the asset" if isinstance(step, Changed) else "nothing to edit",
        facts={"assetId": asset.id},
        headers=_headers(document, after, services, settings),
    )


def erase(request: Request, services: AssetsApiServices, settings: AssetsApiSettings) -> Answer:
    """``DELETE /v1/assets/{assetId}``, scope assets:write: 202 with ``assetId``.

    Legal whatever the status. From here on every route of the asset answers 410 to its owner and
    to those that act for any owner, for as long as its tombstone stays; then 404. All of it is gone
    when ``Asset Deleted`` is announced.

    412 where If-Match names another document than the present one, as in ``edit``. 503 where
    nobody knows whether it was asked for: asked again, 410 says that it was. Three calls.
    """
    request.demand(Scope.ASSETS_WRITE)
    asset = find_asset(request, services)
    own = request.caller.owner == asset.upload.uploader_id
    by = ErasedBy.OWNER if own else ErasedBy.OPERATOR

    def judge(current: Asset) -> None:
        demand_present(current)
        _demand_match(request, current, settings)

    erasure.ask(asset, by, services, services.erasures, judge)
    return Answer(
        document={"assetId": asset.id},
        status=HTTPStatus.ACCEPTED,
        what="asked for its erasure",
        facts={"assetId": asset.id},
    )


def reprocess(request: Request, services: AssetsApiServices, settings: AssetsApiSettings) -> Answer:
    """``POST /v1/assets/{assetId}/reprocess``, scope assets:write: 202 with ``assetId`` and the
    ``attempt`` to come; ``Retry-After`` says when to look for it.

    The body is empty, or an object with ``profile``: the name of another profile than the
    record's, 422 where there is none. 409 NOT_ENDED unless the asset SUCCEEDED or FAILED. Whether
    its upload is still there is found later: where it is gone, the new attempt FAILED with
    SOURCE_MISSING, and what is served stays so.

    Asked again before the attempt has begun, the answer is the same, and one attempt begins: the
    message names the attempt that ended. Each request counts nevertheless, as one of
    ``reprocesses_per_day`` of this asset; beyond these 429 QUOTA_EXCEEDED with ``Retry-After`` to
    the day's end. Three calls.
    """
    request.demand(Scope.ASSETS_WRITE)
    asset = find_asset(request, services)
    body = request.json_object() if request.body else {}
    profile = read_reprocess(body, settings.profiles)
    if not asset.is_final:
        raise ProblemError(not_ended(asset))
    now, most = services.clock.now(), settings.reprocesses_per_day
    day = day_of(now)
    if isinstance(services.counters.count_reprocess(asset.id, day, most), OverQuota):
        raise ProblemError(over_reprocesses(most, day, now))
    asked = Reprocess(asset.id, asset.attempt, profile)
    services.upload_events.send(asked.body, delay_seconds=0)
    return Answer(
        document={"assetId": asset.id, "attempt": asset.attempt + 1},
        status=HTTPStatus.ACCEPTED,
        what=f"asked for attempt {asset.attempt + 1}",
        facts={"assetId": asset.id},
        headers={"Retry-After": str(LEAST_SECONDS)},
    )


def _demand_match(request: Request, asset: Asset, settings: AssetsApiSettings) -> None:
    etag = etag_of(asset_document(asset, settings.cdn_domain_name))
    if request.if_match and not is_named_strongly(request.if_match, etag):
        raise ProblemError(CHANGED_MEANWHILE)


def _demand_capture(change: Edited, asset: Asset) -> None:
    if not isinstance(change.poster, int):
        return
    count = capture_count(asset.served) if asset.served else 0
    if count == 0:
        raise ProblemError(NO_CAPTURES)
    if change.poster >= count:
        raise ProblemError(no_such_capture(count))


def _headers(
    document: Any, asset: Asset, services: AssetsApiServices, settings: AssetsApiSettings
) -> dict[str, str]:
    headers = {"ETag": etag_of(document), "Cache-Control": _REVALIDATED}
    interval = settings.status_update_interval_seconds
    seconds = retry_after_seconds(asset, services.clock.now(), interval)
    return headers if seconds is None else {**headers, "Retry-After": str(seconds)}
