"""Posters of assets in a list, as a browser loads them."""

from collections.abc import Iterable, Mapping
from typing import Any

from pipeline.assets.served_urls import path_of
from pipeline.playback.signed_file import file_grant
from pipeline.settings import AssetsApiSettings
from pipeline.workflows.services import AssetsApiServices


def poster_urls(
    items: Iterable[Mapping[str, Any]], services: AssetsApiServices, settings: AssetsApiSettings
) -> Mapping[str, str]:
    """By asset ids. ``items`` are what an index holds. Where posters are not public, each URL is
    signed, for this one file. None where nothing can be signed, or there is no CDN.

    At most one call for each, many at a time; none for what this process signed before.
    """
    plain = {
        item["assetId"]: f"https://{settings.cdn_domain_name}/{path_of(item['posterUri'])}"
        for item in items
        if "posterUri" in item and settings.cdn_domain_name is not None
    }
    if settings.public_posters or not plain:
        return plain
    cdn = settings.cdn
    if cdn is None:
        return {}
    now = services.clock.now()
    grants = {asset_id: file_grant(asset_id, url, now) for asset_id, url in plain.items()}
    texts = [grant.policy for grant in grants.values()]
    signatures = services.grant_signer.sign_all(cdn.key_arn, texts)
    return {
        asset_id: grant.signed_url(cdn.key_pair_id, signature)
        for (asset_id, grant), signature in zip(grants.items(), signatures, strict=True)
    }
