"""What viewers get from the CDN: outputs with a grant, the API, the site, and nothing else."""

import json
import re

import pytest

from api_client import Answer
from cdn_client import CdnClient
from e2e.observation import reads
from local_aws.account import Account
from pipeline_client import Pipeline

PLAYER = "https://player.example.com"
# Of each kind of file one attempt has: its type. Segments are of both kinds of MP4.
TYPES = {
    ".cmfv": "video/mp4",
    ".m3u8": "application/vnd.apple.mpegurl",
    ".mpd": "application/dash+xml",
    ".mp4": "video/mp4",
    ".jpg": "image/jpeg",
    ".vtt": "text/vtt",
}
ON_OUTPUTS = {
    "cache-control": "private, max-age=31536000, immutable",
    "content-security-policy": "default-src 'none'; sandbox",
    "referrer-policy": "no-referrer",
    "strict-transport-security": "max-age=31536000; includeSubDomains",
    "x-content-type-options": "nosniff",
    "x-frame-options": "DENY",
}
PAGE = b"<!doctype html><title>Site</title><script type=module src=/site/main.js></script>"


@pytest.fixture(scope="module")
def asset(ann_asset: dict[str, str]) -> str:
    return ann_asset["assetId"]


@pytest.fixture(scope="module")
def files(pipeline: Pipeline, asset: str) -> dict[str, str]:
    """The path of one file of each kind, by suffix."""
    found = pipeline.s3.list_objects_v2(
        Bucket=pipeline.names["outputs_bucket_name"], Prefix=f"{asset}/1/"
    )["Contents"]
    return {f".{one['Key'].rpartition('.')[2]}": f"/{one['Key']}" for one in found}


@pytest.fixture(scope="module")
def cookie(cdn: CdnClient, asset: str, ann: str) -> str:
    return cdn.granted(asset, ann)


def test_nothing_is_served_before_there_is_a_key(account: Account, unsigned: Answer) -> None:
    assert unsigned.status == 403
    assert reads(account, "/unsigned/1/hls/index.m3u8") == 0


def test_a_grant_is_for_the_whole_attempt(
    cdn: CdnClient, files: dict[str, str], cookie: str
) -> None:
    """The second time each file comes from the cache, whole or in part."""
    assert set(TYPES) == set(files)
    for suffix, content_type in TYPES.items():
        asking = {"cookie": cookie, "origin": PLAYER}
        first = cdn.ask(files[suffix], asking)
        assert first.status == 200, (suffix, first.body)
        assert first.headers["content-type"] == content_type
        assert first.headers.items() >= ON_OUTPUTS.items()
        assert first.headers["access-control-allow-origin"] == PLAYER
        assert first.headers["access-control-allow-credentials"] == "true"
        assert [
            name for name in first.headers if name.startswith("x-amz-") and "-cf-" not in name
        ] == []
        exposed = first.headers["access-control-expose-headers"].lower()
        assert set(re.split(", *", exposed)) == {"content-length", "content-range", "etag"}
        again = cdn.ask(files[suffix], asking)
        part = cdn.ask(files[suffix], {**asking, "range": "bytes=2-5"})
        known = cdn.ask(files[suffix], {**asking, "if-none-match": first.headers["etag"]})
        assert (again.status, again.body) == (200, first.body)
        assert (part.status, part.body) == (206, first.body[2:6])
        assert part.headers["content-range"] == f"bytes 2-5/{len(first.body)}"
        assert (known.status, known.body) == (304, b"")
        for hit in (again, part, known):
            assert hit.headers["x-cache"] == "Hit from cloudfront"
            assert hit.headers["etag"] == first.headers["etag"]
            assert hit.headers["access-control-allow-origin"] == PLAYER
            assert hit.headers["cache-control"] == ON_OUTPUTS["cache-control"]


def test_pages_elsewhere_may_not_read(cdn: CdnClient, files: dict[str, str], cookie: str) -> None:
    answer = cdn.ask(files[".mpd"], {"cookie": cookie, "origin": "https://elsewhere.example.com"})
    assert "access-control-allow-origin" not in answer.headers


def test_manifests_are_compressed(cdn: CdnClient, files: dict[str, str], cookie: str) -> None:
    answer = cdn.ask(files[".mpd"], {"cookie": cookie, "accept-encoding": "gzip, br"})
    assert answer.headers["content-encoding"] == "br"


def test_without_a_grant_nothing_is_read(
    cdn: CdnClient, account: Account, pipeline: Pipeline, files: dict[str, str], cookie: str
) -> None:
    """Nor with one of another attempt or asset, or one that was changed."""
    path = files[".m3u8"]
    asset = path.split("/")[1]
    others = [path.replace("/1/", "/2/"), path.replace(asset, f"{asset[:-1]}0")]
    for other in others:
        bucket = pipeline.names["outputs_bucket_name"]
        pipeline.s3.put_object(Bucket=bucket, Key=other[1:], Body=b"#EXTM3U")
        assert cdn.ask(other, {"cookie": cookie}).status == 403
        assert reads(account, other) == 0
    # What the cache has is no more open than what it has not.
    assert cdn.ask(path, {"cookie": cookie}).status == 200
    before = reads(account, path)
    for bad in ("", cookie.replace("Policy=", "Policy=e"), cookie.replace("SHA256", "SHA1")):
        assert cdn.ask(path, {"cookie": bad}).status == 403
    assert reads(account, path) == before


def test_what_is_not_there_says_nothing(cdn: CdnClient, asset: str, cookie: str) -> None:
    for path in (f"/{asset}/1/", f"/{asset}/1/hls/gone.m3u8"):
        answer = cdn.ask(path, {"cookie": cookie})
        assert answer.status == 403
        assert "immutable" not in answer.headers.get("cache-control", "")
    for path in ("/", f"/{asset}/", "/site", "/favicon.ico"):
        assert cdn.ask(path, {"cookie": cookie}).status == 403


def test_the_api_is_below_the_same_host(cdn: CdnClient, asset: str, ann: str) -> None:
    where = f"/api/v1/assets/{asset}"
    assert cdn.ask(where).status == 401
    for _ in range(2):
        told = cdn.ask(where, {"authorization": f"Bearer {ann}"})
        assert (told.status, told.json["assetId"]) == (200, asset)
        assert told.headers["x-cache"] == "Miss from cloudfront"
        assert told.headers["x-content-type-options"] == "nosniff"


def test_playlists_that_carry_their_grant_need_no_cookie(
    cdn: CdnClient, asset: str, ann: str
) -> None:
    answer = cdn.playback(asset, ann)
    for name, begins in {"hls": b"#EXTM3U", "dash": b"<?xml", "storyboard": b"WEBVTT"}.items():
        path = answer.json["signedUrls"][name].removeprefix(f"https://{cdn.domain_name}")
        playlist = cdn.ask(path, {"origin": "https://elsewhere.example.com"})
        assert playlist.status == 200, playlist.body
        assert playlist.headers["access-control-allow-origin"] == "*"
        assert playlist.body.startswith(begins)
    (picture, *_) = re.findall(r"^https://[^/]+(/\S+)#", playlist.body.decode(), re.MULTILINE)
    assert cdn.ask(picture).headers["content-type"] == "image/jpeg"


def test_the_site_is_open_and_runs_its_own_scripts_alone(
    cdn: CdnClient, pipeline: Pipeline
) -> None:
    site = pipeline.names["cdn_site"]
    assert site["url"] == f"https://{cdn.domain_name}/site/"
    for key in ("site/index.html", "elsewhere.html"):
        pipeline.s3.put_object(
            Bucket=site["bucket_name"], Key=key, Body=PAGE, ContentType="text/html"
        )
    page = cdn.ask("/site/index.html")
    assert (page.status, page.body) == (200, PAGE)
    assert page.headers["cache-control"] == "no-cache"
    assert "script-src 'self' https://cdn.jsdelivr.net;" in page.headers["content-security-policy"]
    assert [name for name in page.headers if name.startswith("x-amz-") and "-cf-" not in name] == []
    folder = cdn.ask("/site/")
    assert (folder.status, folder.headers["location"]) == (302, "/site/index.html")
    assert cdn.ask("/site/gone.html").status == cdn.ask("/elsewhere.html").status == 403


def test_the_sites_bucket_refuses_plain_http(pipeline: Pipeline) -> None:
    """Its policy names the distribution, so no plan knows it."""
    policy = json.loads(
        pipeline.s3.get_bucket_policy(Bucket=pipeline.names["cdn_site"]["bucket_name"])["Policy"]
    )
    refusals = {
        one["Sid"]: one["Condition"] for one in policy["Statement"] if one["Effect"] == "Deny"
    }
    assert refusals == {
        "RefuseOldTls": {"NumericLessThan": {"s3:TlsVersion": "1.2"}},
        "RefusePlainHttp": {"Bool": {"aws:SecureTransport": "false"}},
    }
