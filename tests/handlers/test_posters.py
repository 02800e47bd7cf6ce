"""λ assets-api: posters in lists, which browsers load as they are."""

from base64 import b64decode
from urllib.parse import parse_qsl, urlsplit

import pytest
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import padding, rsa
from cryptography.hazmat.primitives.serialization import load_der_public_key

from fakes.assets_door import ANN, SERVER, owned, processing, succeeded
from fakes.function_environment import ENVIRONMENT
from fakes.mediaconvert import client_error
from fakes.recorder import once
from handlers import assets_api
from pipeline.assets.asset import ErasedBy
from pipeline.assets.erasing import erasing
from pipeline.aws import grant_signer

HOST = ENVIRONMENT["CDN_DOMAIN_NAME"]
PERIOD = 12 * 3600


def keep(assets, count):
    return [assets.keep(succeeded(owned(name=f"{number}.mp4"))) for number in range(count)]


def posters(assets, **query):
    """By asset ids, and the calls that it took."""
    answer = assets.ask("GET", "/v1/assets", query=query)
    assert answer.status == 200
    assert answer.headers["Cache-Control"] == "no-store"
    return {one["assetId"]: one.get("poster") for one in answer.document["assets"]}, assets.calls


def plain(asset):
    return f"https://{HOST}/{asset.id}/1/thumbnails/index_thumbnail_1280.0000003.jpg"


def ends_at(url):
    return int(dict(parse_qsl(urlsplit(url).query))["Expires"])


def judge(assets, url):
    """As CloudFront does. Raises InvalidSignature."""
    kms = assets.clients["kms"]
    (key,) = kms.list_keys()["Keys"]
    found = load_der_public_key(kms.get_public_key(KeyId=key["KeyArn"])["PublicKey"])
    assert isinstance(found, rsa.RSAPublicKey)
    told = dict(parse_qsl(urlsplit(url).query))
    assert told.keys() == {"Expires", "Signature", "Key-Pair-Id", "Hash-Algorithm"}
    assert (told["Key-Pair-Id"], told["Hash-Algorithm"]) == (assets.key_pair_id, "SHA256")
    policy = (
        f'{{"Statement":[{{"Resource":"{url.partition("?")[0]}",'
        f'"Condition":{{"DateLessThan":{{"AWS:EpochTime":{told["Expires"]}}}}}}}]}}'
    )
    signature = b64decode(told["Signature"].translate(str.maketrans("-_~", "+=/")))
    found.verify(signature, policy.encode(), padding.PKCS1v15(), hashes.SHA256())


def test_a_page_of_a_hundred_is_signed_once(assets):
    kept = keep(assets, 101)
    found, calls = posters(assets, limit="100")
    assert calls == ["query", *["sign"] * 100]
    assert len(set(found.values())) == len(found) == 100
    for asset in kept:
        if asset.id in found:
            assert found[asset.id].startswith(f"{plain(asset)}?")
            judge(assets, found[asset.id])
    again, calls = posters(assets, limit="100")
    assert (again, calls) == (found, ["query"])


def test_only_what_is_new_is_signed(assets):
    keep(assets, 3)
    posters(assets)
    new = assets.keep(succeeded(owned(name="new.mp4")))
    found, calls = posters(assets)
    assert calls == ["query", "sign"]
    judge(assets, found[new.id])


def test_a_url_stays_for_hours_and_ends_before_a_day_is_over(assets):
    (asset,) = keep(assets, 1)
    urls = []
    for _ in range(48):
        # Another instance comes to the same one.
        assets_api.api.cache_clear()
        found, calls = posters(assets)
        assert calls == ["query", "sign"]
        urls.append(found[asset.id])
        left = ends_at(urls[-1]) - assets.clock.now().timestamp()
        assert PERIOD < left <= 2 * PERIOD
        assets.clock.forward(1800)
    assert len(set(urls)) == 3
    assert sorted(urls.count(url) for url in set(urls))[-1] == 24


def test_those_of_a_page_do_not_change_at_once(assets):
    keep(assets, 40)
    found, _ = posters(assets, limit="100")
    assert len({ends_at(url) for url in found.values()}) == 40


def test_what_serves_no_poster_has_none(assets):
    assets.keep(owned(name="a.mp4"))
    assets.keep(processing(owned(name="b.mp4")))
    gone = succeeded(owned(name="c.mp4"))
    assets.keep(erasing(gone, ErasedBy.OWNER, assets.clock.now()))
    found, calls = posters(assets)
    assert (set(found.values()), len(found), calls) == ({None}, 3, ["query"])


def test_the_one_that_the_owner_chose(assets):
    (asset,) = keep(assets, 1)
    assets.ask("PATCH", f"/v1/assets/{asset.id}", {"poster": 7})
    found, _ = posters(assets)
    assert "_1280.0000007.jpg?" in found[asset.id]


def test_public_ones_are_plain(assets, monkeypatch):
    kept = keep(assets, 2)
    monkeypatch.setenv("PUBLIC_POSTERS", "true")
    assets_api.api.cache_clear()
    assert posters(assets) == ({asset.id: plain(asset) for asset in kept}, ["query"])


@pytest.mark.parametrize("name", ["CDN_DOMAIN_NAME", "GRANT_KEY_PAIR_ID"])
def test_without_a_cdn_that_signs_there_are_none(assets, monkeypatch, name):
    (asset,) = keep(assets, 1)
    monkeypatch.setenv(name, "")
    assets_api.api.cache_clear()
    assert posters(assets) == ({asset.id: None}, ["query"])


def test_an_index_of_all_owners_knows_none(assets):
    keep(assets, 1)
    answer = assets.ask("GET", "/v1/assets", person=SERVER, query={"status": "SUCCEEDED"})
    assert (assets.calls, "poster" in answer.document["assets"][0]) == (["query"], False)
    query = {"uploaderId": ANN.owner}
    answer = assets.ask("GET", "/v1/assets", person=SERVER, query=query)
    assert "poster" in answer.document["assets"][0]


def test_what_was_signed_before_one_failed_is_not_signed_again(assets):
    keep(assets, 5)
    assets.recorder.before = once("sign", client_error("Sign", "ThrottlingException", 400))
    answer = assets.ask("GET", "/v1/assets")
    assert (answer.status, answer.code) == (503, "UNAVAILABLE")
    assert posters(assets)[1] == ["query", "sign"]


def test_the_memory_is_bounded(assets, monkeypatch):
    monkeypatch.setattr(grant_signer, "MOST_REMEMBERED", 2)
    keep(assets, 3)
    assert posters(assets)[1].count("sign") == 3
    assert posters(assets)[1].count("sign") == 1
