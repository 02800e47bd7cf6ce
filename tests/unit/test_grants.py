"""Grants: how long they last, and what CloudFront reads of them."""

import json
import re
from base64 import b64decode
from dataclasses import replace
from datetime import timedelta
from decimal import Decimal
from urllib.parse import parse_qsl

import pytest
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import padding, rsa

from fakes.assets import apply, claimed, moved
from fakes.assets_door import GROUPS, succeeded
from fakes.clock import START
from pipeline.assets.served_urls import urls_of
from pipeline.assets.source_facts import SourceFacts
from pipeline.jobs.job import JobState
from pipeline.jobs.made import MadeRendition
from pipeline.playback.addresses import signed_urls_of
from pipeline.playback.grant import Grant, grant_of
from pipeline.playback.signed_grant import SignedGrant, policy_of, read_token

HOST = "d111111abcdef8.cloudfront.net"
HOUR = 3600
KEY = rsa.generate_private_key(public_exponent=65537, key_size=2048)
ASSET_ID = "5e1c6d0a-8b7f-5a3c-9d2e-4f6a8b0c1d2e"
GRANT = Grant(asset_id=ASSET_ID, attempt=12, ends_at=1_767_283_200)


def signed(grant: Grant = GRANT) -> SignedGrant:
    text = policy_of(grant, HOST).encode()
    signature = KEY.sign(text, padding.PKCS1v15(), hashes.SHA256())
    return SignedGrant(
        grant=grant, domain_name=HOST, key_pair_id="K2JCJMDEHXQW5F", signature=signature
    )


def decoded(text: str) -> bytes:
    """As CloudFront reads it."""
    return b64decode(text.translate(str.maketrans("-_~", "+=/")), validate=True)


def test_the_policy_is_of_one_attempt_and_has_no_blank():
    assert policy_of(GRANT, HOST) == (
        '{"Statement":[{"Resource":"https://d111111abcdef8.cloudfront.net/'
        '5e1c6d0a-8b7f-5a3c-9d2e-4f6a8b0c1d2e/12/*",'
        '"Condition":{"DateLessThan":{"AWS:EpochTime":1767283200}}}]}'
    )


@pytest.mark.parametrize("way", ["cookies", "query"])
def test_what_is_signed_is_what_is_sent(way):
    for ends_at in range(GRANT.ends_at, GRANT.ends_at + 20):
        made = signed(replace(GRANT, ends_at=ends_at))
        if way == "cookies":
            told = {name.removeprefix("CloudFront-"): one for name, one in made.cookies.items()}
        else:
            assert re.fullmatch(r"[A-Za-z0-9_~=&-]+", made.query), "no escape, no $ of DASH's"
            told = dict(parse_qsl(made.query, strict_parsing=True))
        assert set(told) == {"Policy", "Signature", "Key-Pair-Id", "Hash-Algorithm"}
        assert (told["Key-Pair-Id"], told["Hash-Algorithm"]) == ("K2JCJMDEHXQW5F", "SHA256")
        policy = decoded(told["Policy"])
        assert json.loads(policy)["Statement"][0]["Condition"] == {
            "DateLessThan": {"AWS:EpochTime": ends_at}
        }
        KEY.public_key().verify(
            decoded(told["Signature"]), policy, padding.PKCS1v15(), hashes.SHA256()
        )


def test_a_token_holds_all_of_a_grant():
    made = signed()
    assert read_token(made.token, HOST) == made
    assert re.fullmatch(r"[A-Za-z0-9._~-]+", made.token)


@pytest.mark.parametrize(
    "change",
    [
        lambda parts: parts[:-1],
        lambda parts: [*parts, "more"],
        lambda parts: ["x", *parts[1:]],
        lambda parts: [parts[0].upper(), *parts[1:]],
        lambda parts: [parts[0], "0", *parts[2:]],
        lambda parts: [parts[0], "\u0661", *parts[2:]],
        lambda parts: [parts[0], "1/../2", *parts[2:]],
        lambda parts: [*parts[:2], "-1", *parts[3:]],
        lambda parts: [*parts[:2], "9" * 13, *parts[3:]],
        lambda parts: [*parts[:3], "k&Policy", parts[4]],
        lambda parts: [*parts[:4], parts[4][:-1]],
        lambda parts: [*parts[:4], parts[4].replace("__", "==")],
    ],
)
def test_what_is_no_token_is_refused(change):
    assert read_token(".".join(change(signed().token.split("."))), HOST) is None


def hours(asset) -> float:
    grant = grant_of(asset, START)
    assert grant is not None
    return (grant.ends_at - START.timestamp()) / HOUR


@pytest.mark.parametrize(
    ("seconds", "lasts"),
    [
        (None, 4),
        ("0.04", 4),
        (3 * HOUR, 4),
        (3 * HOUR + 36, 4.01),
        (10 * HOUR, 11),
        (23 * HOUR, 24),
        (23 * HOUR + 1, 24),
        ("9" * 30, 24),
    ],
)
def test_a_grant_outlasts_the_film_and_is_a_days_at_most(seconds, lasts):
    served = succeeded(claimed({"main": GROUPS}))
    told = None if seconds is None else Decimal(seconds)
    assert hours(replace(served, source=SourceFacts(duration_seconds=told))) == lasts
    made = MadeRendition(duration_seconds=told)
    jobs = {name: replace(job, renditions=(made,)) for name, job in served.jobs.items()}
    assert hours(replace(served, jobs=jobs)) == lasts


def test_it_is_for_what_is_served_whatever_the_asset_is_at():
    asset = claimed({"main": GROUPS})
    assert grant_of(asset, START) is None
    later = replace(succeeded(asset), attempt=2)
    grant = grant_of(later, START + timedelta(milliseconds=999))
    assert grant == Grant(asset_id=asset.id, attempt=1, ends_at=int(START.timestamp()) + 4 * HOUR)
    assert grant.folder == f"{asset.id}/1/"
    failed = apply(asset, moved(JobState.ERROR), START)
    assert grant_of(failed, START) is None


def test_urls_are_of_the_grants_folder():
    served = succeeded(claimed({"main": GROUPS})).served
    made = signed(Grant(asset_id=served.outputs["hls"].split("/")[3], attempt=1, ends_at=1))
    folder = f"https://{HOST}{made.path}"
    names = {
        "hls": "cmaf/index.m3u8",
        "dash": "cmaf/index.mpd",
        "mp4": "mp4/index.mp4",
        "poster": "thumbnails/index_thumbnail_1280.0000003.jpg",
        "storyboard": "storyboard/index.vtt",
    }
    assert urls_of(served, HOST) == {name: f"{folder}{path}" for name, path in names.items()}
    routes = f"https://{HOST}/api/v1/playback"
    assert signed_urls_of(served, made, routes) == {
        name: f"{folder}{path}?{made.query}"
        if name in ("mp4", "poster")
        else f"{routes}/{made.token}/{path}"
        for name, path in names.items()
    }
    chosen = replace(served, poster=7)
    assert urls_of(chosen, HOST)["poster"].endswith("_1280.0000007.jpg")
