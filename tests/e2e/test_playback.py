"""Playing without asking the API for a grant: by the operator's command, and posters of a list. And
what is erased plays no more, whatever the CDN has kept of it."""

import re
from pathlib import Path

import pytest

from api_client import ApiClient
from cdn_client import CdnClient
from e2e.conftest import Applied
from e2e.observation import until
from e2e.scripts import run
from local_aws.account import Account
from pipeline_client import Pipeline

ERASED_SECONDS = 240


@pytest.fixture(scope="module")
def dev_root(applied: dict[str, Applied]) -> dict[str, str]:
    """What tells a script the environment that has a CDN."""
    return {"TF_DIR": str(applied["dev"].deployment.root)}


@pytest.fixture(scope="module")
def granted(account: Account, dev_root: dict[str, str], ann_asset: dict[str, str]) -> str:
    """What the command prints."""
    done = run("grant.sh", account, **dev_root, ID=ann_asset["assetId"])
    assert (done.returncode, done.stderr) == (0, "")
    return done.stdout


def test_a_grant_by_command_plays_all_of_the_asset_and_nothing_else(
    cdn: CdnClient, pipeline: Pipeline, ann_asset: dict[str, str], granted: str
) -> None:
    host = f"https://{cdn.domain_name}"
    found = re.findall("  curl --cookie '(.*)' '(.*)'", granted)
    signed = re.findall("^  (https:.*)$", granted, re.M)
    assert len(found) >= 2
    assert len(signed) == 2
    for cookie, url in found:
        path = url.removeprefix(host)
        assert cdn.ask(path, {"cookie": cookie}).status == 200
        assert cdn.ask(path).status == 403
    for url in signed:
        path = url.removeprefix(host)
        assert cdn.ask(path).status == 200
        assert cdn.ask(path.partition("?")[0]).status == 403
    # It is there, and of another attempt.
    key = f"{ann_asset['assetId']}/99/x.m3u8"
    pipeline.s3.put_object(Bucket=pipeline.names["outputs_bucket_name"], Key=key, Body=b"#EXTM3U")
    assert cdn.ask(f"/{key}", {"cookie": found[0][0]}).status == 403


def test_keys_are_printed_as_they_are(
    account: Account, dev_root: dict[str, str], public_keys: dict[str, str]
) -> None:
    done = run("signing_key.sh", account, **dev_root)
    assert (done.returncode, done.stderr) == (0, "")
    told = re.findall('  "(.*)" = <<-EOT\n((?:    .*\n)*)  EOT\n', done.stdout)
    assert {name: re.sub("^    ", "", pem, flags=re.M).strip() for name, pem in told} == public_keys


def test_posters_of_a_list_load_without_a_grant(
    api: ApiClient, cdn: CdnClient, ann: str, ann_asset: dict[str, str]
) -> None:
    def poster_of_ann() -> str:
        listed = api.call("GET", "/v1/assets?limit=100", ann).json["assets"]
        (found,) = [one for one in listed if one["assetId"] == ann_asset["assetId"]]
        return found["poster"]

    poster = poster_of_ann()
    path = poster.removeprefix(f"https://{cdn.domain_name}")
    picture = cdn.ask(path)
    assert (picture.status, picture.headers["content-type"]) == (200, "image/jpeg")
    assert cdn.ask(path.partition("?")[0]).status == 403
    # The signature is for this picture alone.
    other = re.sub(r"\d{7}\.jpg", "0000000.jpg", path)
    assert other == path or cdn.ask(other).status == 403
    assert poster_of_ann() == poster


def test_what_is_erased_is_in_no_cache(
    account: Account,
    cdn: CdnClient,
    pipeline: Pipeline,
    dev_root: dict[str, str],
    short_clip: Path,
) -> None:
    asset = pipeline.upload(short_clip, "uploads/u9/cached.mp4")
    pipeline.follow(asset, lambda _: None)
    granted = run("grant.sh", account, **dev_root, ID=asset).stdout
    url = re.findall("^  (https:.*mp4.*)$", granted, re.M)[0]
    path = url.removeprefix(f"https://{cdn.domain_name}")
    assert cdn.ask(path).status == 200
    assert cdn.ask(path).headers["x-cache"] == "Hit from cloudfront"
    assert run("erase.sh", account, **dev_root, ID=asset, GO="1").returncode == 0
    until(lambda: pipeline.record(asset)["status"] == "ERASED", "the tombstone", ERASED_SECONDS)
    assert cdn.ask(path).status == 403
