"""λ assets-api: grants, and the playlists that carry them."""

import gzip
import json
import re
from base64 import b64decode
from dataclasses import replace
from types import SimpleNamespace
from typing import Any
from urllib.parse import urlsplit

import pytest
from botocore.exceptions import ClientError
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import padding, rsa
from cryptography.hazmat.primitives.serialization import load_der_public_key

from fakes.assets_door import ANN, BOB, SERVER, AssetsDoor, owned, processing, succeeded
from fakes.function_environment import OUTPUTS_BUCKET
from fakes.http_requests import Person, request
from handlers import assets_api
from pipeline.assets.asset import Visibility
from pipeline.playback.signed_grant import read_token

HOST = "d111111abcdef8.cloudfront.net"
BACKEND = Person("backend", "playback:grant")
MASTER = '#EXTM3U\n#EXT-X-MEDIA:TYPE=AUDIO,URI="a.m3u8"\n#EXT-X-STREAM-INF:BANDWIDTH=1\nv.m3u8\n'
MEDIA = '#EXTM3U\n#EXT-X-MAP:URI="i.mp4"\n#EXTINF:6,\nv_1.mp4\n#EXT-X-ENDLIST\n'
MANIFEST = (
    '<MPD xmlns="urn:mpeg:dash:schema:mpd:2011"><Period>'
    '<SegmentTemplate media="v_$Number$.mp4"/></Period></MPD>'
)
FILES = {
    "cmaf/index.m3u8": (MASTER, "application/vnd.apple.mpegurl"),
    "cmaf/v.m3u8": (MEDIA, "application/vnd.apple.mpegurl"),
    "cmaf/index.mpd": (MANIFEST, "application/dash+xml"),
    "storyboard/index.vtt": (
        "WEBVTT\n\n00:00.000 --> 00:10.000\n../thumbnails/t.jpg#xywh=0,0,1,1\n",
        "text/vtt",
    ),
}


def play(assets: AssetsDoor, asset, person: Person = ANN) -> Any:
    return assets.ask("POST", f"/v1/assets/{asset.id}/playback", person=person)


def put_files(assets: AssetsDoor, asset) -> None:
    for path, (text, _) in FILES.items():
        key = f"{asset.id}/1/{path}"
        assets.clients["s3"].put_object(Bucket=OUTPUTS_BUCKET, Key=key, Body=text.encode())


def public_key(assets: AssetsDoor) -> rsa.RSAPublicKey:
    kms = assets.clients["kms"]
    (key,) = kms.list_keys()["Keys"]
    found = load_der_public_key(kms.get_public_key(KeyId=key["KeyArn"])["PublicKey"])
    assert isinstance(found, rsa.RSAPublicKey)
    return found


def decoded(text: str) -> bytes:
    return b64decode(text.translate(str.maketrans("-_~", "+=/")))


def test_a_grant_is_signed_for_what_is_served(assets, monkeypatch):
    asset = assets.keep(replace(succeeded(owned()), attempt=2))
    answer = play(assets, asset)
    assert (answer.status, assets.calls) == (200, ["get_item", "sign"])
    told = answer.document
    ends_at = int(assets.clock.now().timestamp()) + 4 * 3600
    assert (told["assetId"], told["attempt"]) == (asset.id, 1)
    assert told["expiresAt"] == "2026-01-01T16:00:00.000Z"
    assert told["captions"] == []
    assert set(told["urls"]) == {"hls", "dash", "mp4", "poster", "storyboard"}
    assert all(url.startswith(f"https://{HOST}/{asset.id}/1/") for url in told["urls"].values())
    cookies = {}
    for one in answer.headers["Set-Cookie"].split("\n"):
        pair, *attributes = one.split("; ")
        name, _, value = pair.partition("=")
        cookies[name.removeprefix("CloudFront-")] = value
        assert set(attributes) == {f"Path=/{asset.id}/1/", "Secure", "HttpOnly", "SameSite=None"}
    policy = decoded(cookies["Policy"])
    assert json.loads(policy)["Statement"] == [
        {
            "Resource": f"https://{HOST}/{asset.id}/1/*",
            "Condition": {"DateLessThan": {"AWS:EpochTime": ends_at}},
        }
    ]
    public_key(assets).verify(
        decoded(cookies["Signature"]), policy, padding.PKCS1v15(), hashes.SHA256()
    )
    query = "&".join(f"{name}={value}" for name, value in cookies.items())
    assert told["signedUrls"]["mp4"] == f"{told['urls']['mp4']}?{query}"
    monkeypatch.setenv("COOKIE_DOMAIN", "example.com")
    monkeypatch.setenv("COOKIE_SAME_SITE", "Lax")
    assets_api.api.cache_clear()
    line = play(assets, asset).headers["Set-Cookie"].split("\n")[0]
    assert "; Domain=example.com" in line
    assert line.endswith("; SameSite=Lax")


@pytest.mark.parametrize(
    ("person", "visibility", "status"),
    [
        (ANN, "private", 200),
        (BOB, "private", 404),
        (BOB, "public", 200),
        (SERVER, "private", 200),
        # It needs no other scope, and has no other right.
        (BACKEND, "private", 200),
        (BACKEND, "public", 200),
        (Person("bob", "assets:read assets:write uploads:write"), "private", 404),
        (Person(scope="assets:write assets:all"), "public", 403),
        (Person("bob", "assets:write"), "public", 403),
    ],
)
def test_who_may_watch(assets, person, visibility, status):
    asset = assets.keep(replace(succeeded(owned()), visibility=Visibility(visibility)))
    answer = play(assets, asset, person)
    assert answer.status == status
    assert ("sign" in assets.calls) == (status == 200)
    assert ("Set-Cookie" in answer.headers) == (status == 200)


@pytest.mark.parametrize("asset", [owned(), processing(owned())], ids=["pending", "processing"])
def test_nothing_is_granted_before_there_is_something(assets, asset):
    answer = play(assets, assets.keep(asset))
    assert (answer.status, answer.code, assets.calls) == (409, "NOTHING_SERVED", ["get_item"])


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("CDN_DOMAIN_NAME", ""),
        ("GRANT_KEY_PAIR_ID", ""),
        ("GRANT_KEY_PAIR_ID", "KOTHER"),
        ("GRANT_KEY_ARNS", "{}"),
    ],
)
def test_without_a_cdn_that_signs_nothing_is_granted(assets, monkeypatch, name, value):
    asset = assets.keep(succeeded(owned()))
    url = play(assets, asset).document["signedUrls"]["hls"]
    monkeypatch.setenv(name, value)
    assets_api.api.cache_clear()
    answer = play(assets, asset)
    assert (answer.status, answer.code, assets.calls) == (409, "NO_CDN", [])
    if name != "GRANT_KEY_PAIR_ID":
        assert (get(assets, url).status, assets.calls) == (403, [])


def get(assets: AssetsDoor, url: str) -> Any:
    """Without a token."""
    return assets.ask("GET", urlsplit(url).path.removeprefix("/api"), person=Person(subject=""))


@pytest.mark.parametrize("path", FILES)
def test_playlists_are_read_without_a_cookie_or_a_token(assets, path):
    asset = assets.keep(succeeded(owned()))
    put_files(assets, asset)
    told = play(assets, asset).document["signedUrls"]
    token = told["hls"].split("/")[6]
    answer = get(assets, f"/v1/playback/{token}/{path}")
    assert (answer.status, assets.calls) == (200, ["verify", "get_object"])
    text, media_type = FILES[path]
    assert (answer.headers["Content-Type"], answer.headers["Cache-Control"]) == (
        *(media_type, "no-store"),
    )
    query = told["mp4"].partition("?")[2]
    signed = re.findall(r'https://[^\s"<]+', answer.text.replace("&amp;", "&"))
    files = [one.partition("#")[0] for one in signed if "?" in one or ".mp4" in one]
    if path == "cmaf/index.m3u8":
        assert answer.text == text
    for one in files:
        assert one.startswith(f"https://{HOST}/{asset.id}/1/")
        assert one.endswith(f"?{query}")
    expected = {"cmaf/v.m3u8": 2, "storyboard/index.vtt": 1}
    assert len(files) == expected.get(path, 0)
    if path == "cmaf/index.mpd":
        assert query.replace("&", "&amp;") in answer.text


def test_a_playlist_is_compressed_where_the_client_takes_it(assets):
    """A day's film has more lines than a function may answer with."""
    asset = assets.keep(succeeded(owned()))
    lines = "".join(f"#EXTINF:6,\nv_{number}.mp4\n" for number in range(24 * 600))
    key = f"{asset.id}/1/cmaf/index.m3u8"
    assets.clients["s3"].put_object(Bucket=OUTPUTS_BUCKET, Key=key, Body=f"#EXTM3U\n{lines}")
    path = urlsplit(play(assets, asset).document["signedUrls"]["hls"]).path.removeprefix("/api")
    event = request(ANN, "GET", path, **{"accept-encoding": "gzip, br"})
    answer = assets_api.handler(event, SimpleNamespace(aws_request_id="x"))
    assert (answer["statusCode"], answer["isBase64Encoded"]) == (200, True)
    assert answer["headers"]["Content-Encoding"] == "gzip"
    whole = gzip.decompress(b64decode(answer["body"]))
    assert len(whole) > 6 * 1024**2 > 4 * len(answer["body"])


CHANGES = {
    "no token": lambda token: token[:20],
    "another attempt": lambda token: token.replace(".1.", ".2.", 1),
    "another asset": lambda token: f"{'1' * 8}{token[8:]}",
    "longer": lambda token: re.sub(r"\.(\d{10})\.", lambda one: f".{int(one[1]) + 1}.", token),
    "an unknown key": lambda token: token.replace(".K2", ".K3"),
    "another signature": lambda token: (
        f"{token[:-9]}{'A' if token[-9] != 'A' else 'B'}{token[-8:]}"
    ),
}


@pytest.mark.parametrize("change", CHANGES.values(), ids=CHANGES)
def test_a_grant_that_is_not_ours_reads_nothing(assets, change):
    asset = assets.keep(succeeded(owned()))
    put_files(assets, asset)
    token = play(assets, asset).document["signedUrls"]["hls"].split("/")[6]
    assert read_token(token, HOST) is not None
    answer = get(assets, f"/v1/playback/{change(token)}/cmaf/index.m3u8")
    assert (answer.status, answer.code) == (403, "NOT_GRANTED")
    assert "get_object" not in assets.calls


def test_a_grant_ends_to_the_second(assets):
    asset = assets.keep(succeeded(owned()))
    put_files(assets, asset)
    url = play(assets, asset).document["signedUrls"]["hls"]
    assets.clock.forward(4 * 3600 - 1)
    assert get(assets, url).status == 200
    assets.clock.forward(1)
    assert (get(assets, url).code, assets.calls) == ("NOT_GRANTED", [])


@pytest.mark.parametrize(
    "path",
    [
        *("cmaf/none.m3u8", "cmaf/i.mp4", "cmaf/index.vtt", "storyboard/index.m3u8", "cmaf/index"),
        *("../index.m3u8", "%2e%2e/index.m3u8", "cmaf/..%2findex.m3u8", ".cmaf/index.m3u8"),
    ],
)
def test_only_playlists_of_the_attempt_are_read(assets, path):
    asset = assets.keep(succeeded(owned()))
    put_files(assets, asset)
    token = play(assets, asset).document["signedUrls"]["hls"].split("/")[6]
    answer = get(assets, f"/v1/playback/{token}/{path}")
    assert (answer.status, answer.code) == (403, "NOT_GRANTED")
    denied = ClientError({"Error": {"Code": "AccessDenied"}}, "GetObject")

    def deny(name: str) -> None:
        if name == "get_object":
            raise denied

    assets.recorder.before = deny
    assert get(assets, f"/v1/playback/{token}/cmaf/index.m3u8") == answer
