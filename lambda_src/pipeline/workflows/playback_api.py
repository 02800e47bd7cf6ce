"""λ assets-api: ``/v1/assets/{assetId}/playback`` and ``/v1/playback``."""

from datetime import UTC, datetime
from posixpath import splitext

from pipeline.api.caller import Scope
from pipeline.api.exchange import Answer, Cookie, ProblemError, Request
from pipeline.assets.documents import caption_document
from pipeline.assets.served_urls import urls_of
from pipeline.failures import AccessDeniedError
from pipeline.playback import dash, hls, webvtt
from pipeline.playback.addresses import PlaylistPlace, signed_urls_of
from pipeline.playback.grant import grant_of
from pipeline.playback.refusals import NO_CDN, NOT_GRANTED, NOTHING_SERVED
from pipeline.playback.signed_grant import SignedGrant, policy_of, read_token
from pipeline.settings import AssetsApiSettings
from pipeline.storyboard.tiles import FILE_NAME
from pipeline.text.timestamps import to_text
from pipeline.workflows.find_asset import find_asset
from pipeline.workflows.services import AssetsApiServices

# What a grant is written into, by suffix, and its media type.
MEDIA_TYPES = {
    ".m3u8": "application/vnd.apple.mpegurl",
    ".mpd": "application/dash+xml",
    ".vtt": "text/vtt",
}
STORYBOARD = "storyboard"


def grant(request: Request, services: AssetsApiServices, settings: AssetsApiSettings) -> Answer:
    """``POST /v1/assets/{assetId}/playback``, scope assets:read, for one's own assets and those
    that are public; scope playback:grant, for any: 200 with ``assetId``, ``attempt`` (the one that
    is served), ``expiresAt``, ``urls`` by format for whoever sends the cookies of this answer,
    ``signedUrls`` for whoever does not, and ``captions``.

    The cookies are of the host that answered, or of ``cookie_domain``: they work where that is the
    CDN's. 409 NO_CDN where there is none, or none that has a key yet; 409 NOTHING_SERVED where no
    attempt has SUCCEEDED. Two calls.
    """
    if not request.caller.may(Scope.PLAYBACK_GRANT):
        request.demand(Scope.ASSETS_READ)
    cdn = settings.cdn
    if cdn is None:
        raise ProblemError(NO_CDN)
    asset = find_asset(request, services, to_watch=True)
    granted = grant_of(asset, services.clock.now())
    if asset.served is None or granted is None:
        raise ProblemError(NOTHING_SERVED)
    policy = policy_of(granted, cdn.domain_name)
    signed = SignedGrant(
        grant=granted,
        domain_name=cdn.domain_name,
        key_pair_id=cdn.key_pair_id,
        signature=services.grant_signer.sign(cdn.key_arn, policy),
    )
    ends_at = datetime.fromtimestamp(granted.ends_at, UTC)
    playlists_url = f"https://{cdn.domain_name}/api/v1/playback"
    return Answer(
        document={
            "assetId": asset.id,
            "attempt": granted.attempt,
            "expiresAt": to_text(ends_at),
            "urls": urls_of(asset.served, cdn.domain_name),
            "signedUrls": signed_urls_of(asset.served, signed, playlists_url),
            "captions": [caption_document(one) for one in asset.served.captions],
        },
        what=f"granted attempt {granted.attempt} until {to_text(ends_at)}",
        facts={"assetId": asset.id},
        cookies=_cookies(signed, settings),
    )


def playlist(request: Request, services: AssetsApiServices, settings: AssetsApiSettings) -> Answer:
    """``GET /v1/playback/{grant}/{folder}/{file}``, without a token: 200 with a playlist, manifest
    or storyboard of the attempt that is granted, in which every address of a file is signed, and
    every other playlist is one of this route.

    403 NOT_GRANTED otherwise, without telling why; nothing is read before the grant has been found
    right. Two calls.
    """
    domain_name = settings.cdn_domain_name
    signed = read_token(request.path["grant"], domain_name) if domain_name else None
    folder, file = request.path["folder"], request.path["file"]
    suffix = splitext(file)[1]
    known = suffix in MEDIA_TYPES and (suffix == ".vtt") == (folder == STORYBOARD)
    plain = FILE_NAME.fullmatch(folder) and FILE_NAME.fullmatch(file)
    if signed is None or not known or not plain or not _holds(signed, services, settings):
        raise ProblemError(NOT_GRANTED)
    place = PlaylistPlace(signed=signed, path=f"{folder}/{file}")
    text = _text(f"{signed.grant.folder}{place.path}", services)
    match suffix:
        case ".m3u8":
            linked = hls.linked(text, place.link)
        case ".mpd":
            linked = dash.linked(text, place)
        case _:
            linked = webvtt.linked(text, place.link)
    return Answer(
        document=linked,
        media_type=MEDIA_TYPES[suffix],
        what=f"granted {place.path} of attempt {signed.grant.attempt}",
        facts={"assetId": signed.grant.asset_id},
    )


def _holds(signed: SignedGrant, services: AssetsApiServices, settings: AssetsApiSettings) -> bool:
    """As CloudFront judges it. One call at most."""
    key_arn = settings.grant_key_arns.get(signed.key_pair_id)
    if key_arn is None or services.clock.now().timestamp() >= signed.grant.ends_at:
        return False
    policy = policy_of(signed.grant, signed.domain_name)
    return services.grant_signer.is_signed(key_arn, policy, signed.signature)


def _text(key: str, services: AssetsApiServices) -> str:
    """To whoever may list nothing, S3 denies what is not there."""
    try:
        found = services.outputs_bucket.text(key)
    except AccessDeniedError:
        found = None
    if found is None:
        raise ProblemError(NOT_GRANTED)
    return found


def _cookies(signed: SignedGrant, settings: AssetsApiSettings) -> tuple[Cookie, ...]:
    return tuple(
        Cookie(
            name=name,
            value=value,
            path=signed.path,
            domain=settings.cookie_domain,
            same_site=settings.cookie_same_site,
        )
        for name, value in signed.cookies.items()
    )
