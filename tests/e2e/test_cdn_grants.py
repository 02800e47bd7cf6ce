"""Closed doors of the CDN: what is no grant for a file opens neither the file nor S3 behind it."""

import json
import time
from collections.abc import Mapping
from dataclasses import dataclass
from http.cookies import SimpleCookie
from typing import Any
from urllib.parse import urlencode
from uuid import uuid4

import pytest

from api_client import Answer
from cdn_client import CdnClient
from e2e.observation import reads
from local_aws.account import Account
from pipeline.playback.signed_grant import encoded
from pipeline_client import Pipeline

STRANGER = "https://d111111abcdef8.cloudfront.net"
# The folder of an attempt, what it is for, from when to when in seconds from now, which key signs.
POLICIES: dict[str, tuple[str, float | None, float, str]] = {
    "another asset's": ("{host}/{other}/1/*", None, 600, "first"),
    "another attempt's": ("{host}/{asset}/2/*", None, 600, "first"),
    "another distribution's": (STRANGER + "/{asset}/1/*", None, 600, "first"),
    "another folder's": ("{host}/{asset}/1/hls/*", None, 600, "first"),
    "expired": ("{host}/{asset}/1/*", None, -1, "first"),
    "before its time": ("{host}/{asset}/1/*", 300, 600, "first"),
    "of a key that is not trusted yet": ("{host}/{asset}/1/*", None, 600, "next"),
}
CHANGES: dict[str, dict[str, str | None]] = {
    "no policy": {"Policy": None},
    "no key": {"Key-Pair-Id": None},
    "no signature": {"Signature": None},
    "a key that is not there": {"Key-Pair-Id": "K2JCJMDEHXQW5F"},
    "another algorithm": {"Hash-Algorithm": "SHA1"},
    "no signature of its own": {"Signature": encoded(bytes(256))},
    "a canned policy's end": {"Policy": None, "Expires": "4102444800"},
}
SCRIPT = "document.documentElement.dataset.ran = 'yes'"
PAGES = {
    "page.html": ("text/html", f"<!doctype html><script>{SCRIPT}</script>"),
    "page.xhtml": (
        "application/xhtml+xml",
        f'<html xmlns="http://www.w3.org/1999/xhtml"><script>{SCRIPT}</script></html>',
    ),
    "picture.svg": (
        "image/svg+xml",
        f'<svg xmlns="http://www.w3.org/2000/svg"><script>{SCRIPT}</script></svg>',
    ),
}


@dataclass(frozen=True)
class Door:
    """An asset on the CDN of which nobody but this file knows, and the keys that sign grants."""

    cdn: CdnClient
    account: Account
    pipeline: Pipeline
    asset: str
    key_pair_id: str

    def put(self, key: str, content: str = "#EXTM3U", content_type: str = "text/plain") -> str:
        """An object that no cache knows yet; its path on the CDN."""
        bucket = self.pipeline.names["outputs_bucket_name"]
        self.pipeline.s3.put_object(
            Bucket=bucket, Key=key, Body=content.encode(), ContentType=content_type
        )
        return f"/{key}"

    def grant(
        self, resource: str, begins: float | None, ends: float, key: str = "first"
    ) -> dict[str, str]:
        """What a signature by one of the keys says, whatever it is for."""
        condition: dict[str, Any] = {"DateLessThan": {"AWS:EpochTime": int(time.time() + ends)}}
        if begins is not None:
            condition["DateGreaterThan"] = {"AWS:EpochTime": int(time.time() + begins)}
        policy = json.dumps({"Statement": [{"Resource": resource, "Condition": condition}]})
        signature = self.pipeline.client("kms").sign(
            KeyId=self.pipeline.names["cdn_signing_key_aliases"][key],
            Message=policy.encode(),
            SigningAlgorithm="RSASSA_PKCS1_V1_5_SHA_256",
        )["Signature"]
        return {
            "Policy": encoded(policy.encode()),
            "Signature": encoded(signature),
            "Key-Pair-Id": self.key_pair_id,
            "Hash-Algorithm": "SHA256",
        }

    def ask(self, path: str, grant: Mapping[str, str]) -> list[Answer]:
        """With a grant in cookies, and in the address."""
        cookies = "; ".join(f"CloudFront-{name}={value}" for name, value in grant.items())
        query = urlencode(grant, safe="~")
        return [self.cdn.ask(path, {"cookie": cookies}), self.cdn.ask(f"{path}?{query}")]

    def reads(self, path: str) -> int:
        return reads(self.account, path)


@pytest.fixture(scope="module")
def door(
    cdn: CdnClient, account: Account, pipeline: Pipeline, ann: str, ann_asset: dict[str, str]
) -> Door:
    cookies = SimpleCookie(cdn.granted(ann_asset["assetId"], ann))
    key_pair_id = cookies["CloudFront-Key-Pair-Id"].value
    return Door(cdn, account, pipeline, str(uuid4()), key_pair_id)


def of_the_attempt(door: Door, resource: str = "{host}/{asset}/1/*") -> str:
    host = f"https://{door.cdn.domain_name}"
    return resource.format(host=host, asset=door.asset, other=uuid4())


def test_a_signature_of_the_key_opens_the_attempt(door: Door) -> None:
    """Else the others would prove nothing."""
    path = door.put(f"{door.asset}/1/closed/open.txt")
    granted = door.grant(of_the_attempt(door), -300, 600)
    assert [answer.status for answer in door.ask(path, granted)] == [200, 200]
    assert door.reads(path) == 1


@pytest.mark.parametrize("name", POLICIES)
def test_a_grant_that_is_not_for_it_opens_nothing(door: Door, name: str) -> None:
    resource, begins, ends, key = POLICIES[name]
    path = door.put(f"{door.asset}/1/closed/{list(POLICIES).index(name)}.txt")
    refused = door.ask(path, door.grant(of_the_attempt(door, resource), begins, ends, key))
    assert [answer.status for answer in refused] == [403, 403]
    assert door.reads(path) == 0


def test_a_grant_that_was_changed_opens_nothing(door: Door) -> None:
    path = door.put(f"{door.asset}/1/closed/changed.txt")
    granted = door.grant(of_the_attempt(door), None, 600)
    longer = door.grant(of_the_attempt(door), None, 6000)
    later: dict[str, str | None] = {"Policy": longer["Policy"]}
    for why, change in {**CHANGES, "a later end": later}.items():
        mixed: dict[str, str | None] = {**granted, **change}
        changed = {name: text for name, text in mixed.items() if text}
        assert [answer.status for answer in door.ask(path, changed)] == [403, 403], why
    for method in ("GET", "HEAD", "OPTIONS"):
        assert door.cdn.ask(path, {"range": "bytes=0-1"}, method).status == 403
    assert door.reads(path) == 0


def test_the_playlist_route_is_shut_as_tight(
    door: Door, ann: str, ann_asset: dict[str, str]
) -> None:
    """Nothing tells a grant that is wrong from a file that is not there."""
    told = door.cdn.playback(ann_asset["assetId"], ann).json["signedUrls"]
    route, token, folder, file = told["hls"].rsplit("/", 3)
    route = route.removeprefix(f"https://{door.cdn.domain_name}")
    asset, attempt, ends_at, key_pair_id, signature = token.split(".")
    path = door.put(f"{asset}/2/{folder}/{file}")
    gone = f"{route}/{token}/{folder}/gone.m3u8"
    others = [
        f"{door.asset}.{attempt}.{ends_at}.{key_pair_id}.{signature}",
        f"{asset}.2.{ends_at}.{key_pair_id}.{signature}",
        f"{asset}.{attempt}.{int(ends_at) + 1}.{key_pair_id}.{signature}",
        f"{asset}.{attempt}.{ends_at}.K2JCJMDEHXQW5F.{signature}",
        f"{asset}.{attempt}.{ends_at}.{key_pair_id}.{encoded(bytes(256))}",
        "0",
    ]
    shut = [gone, *(f"{route}/{one}/{folder}/{file}" for one in others)]
    problems = []
    for one in shut:
        answer = door.cdn.ask(one)
        assert answer.status == 403, one
        problems.append({**answer.json, "requestId": ""})
    assert problems == problems[:1] * len(shut)
    assert door.reads(path) == 0
    assert door.cdn.ask(f"{route}/{token}/{folder}/{file}").status == 200


def test_what_is_not_there_tells_nothing_to_those_who_hold_a_grant(
    door: Door, pipeline: Pipeline
) -> None:
    granted = door.grant(of_the_attempt(door), None, 600)
    for path in ("", "cmaf", "cmaf/", "cmaf/gone.m3u8", "gone/", "%2e%2e/", "cmaf/index.m3u8/"):
        for answer in door.ask(f"/{door.asset}/1/{path}", granted):
            assert answer.status == 403, path
            text = answer.body.decode() + json.dumps(dict(answer.headers))
            for told in ("NoSuchKey", "Contents", pipeline.names["outputs_bucket_name"], "arn:"):
                assert told not in text, path


@pytest.mark.parametrize("name", PAGES)
def test_a_page_among_outputs_may_do_nothing(door: Door, name: str) -> None:
    """Where it is shown, it is of no origin and runs no script; tests/browser tries it."""
    content_type, content = PAGES[name]
    path = door.put(f"{door.asset}/1/closed/{name}", content, content_type)
    for answer in door.ask(path, door.grant(of_the_attempt(door), None, 600)):
        assert (answer.status, answer.headers["content-type"]) == (200, content_type)
        assert answer.headers["content-security-policy"] == "default-src 'none'; sandbox"
        assert answer.headers["x-content-type-options"] == "nosniff"
        assert answer.headers["x-frame-options"] == "DENY"
