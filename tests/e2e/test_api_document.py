"""The programs of docs/api.md do what it says."""

import json
import os
import re
import shutil
import subprocess
from pathlib import Path

import pytest

from api_client import ApiClient
from deployment import PROJECT_FOLDER
from e2e.conftest import SCOPES
from local_aws.account import Account
from pipeline_client import Pipeline

GUIDE = (PROJECT_FOLDER / "docs" / "api.md").read_text()
PROGRAM = """
import { readFileSync } from "node:fs";
const { API: api, TOKEN: token, CLIP: clip } = process.env;
%s
const told = {};
const small = new Blob([readFileSync(clip)]);
const seen = [];
told.small = await sendSmall(small, "guide.mp4");
told.asset = await follow(told.small.assetId, (asset) => seen.push(asset.status));
told.last = seen.at(-1);
const large = new Blob([small, new Uint8Array(65 * 1024 * 1024 - small.size)]);
const upload = await call("POST", "/v1/uploads", { filename: "large.mp4", size: large.size });
const real = fetch;
let puts = 0;
globalThis.fetch = async (url, init) => {
  if (init?.method === "PUT" && ++puts === 3) throw new Error("offline");
  return real(url, init);
};
told.dropped = await sendParts(large, upload).catch((error) => error.message);
told.large = await sendParts(large, upload);
told.puts = puts;
const signed = await uppy6.signRequest({ method: "POST", key: "guide.mp4" });
told.uppy = Object.keys(signed).sort();
const params = await fetch(`${uppy5.endpoint}/s3/params?filename=a.mp4`, uppy5);
told.companion = Object.keys(await params.json());
told.refused = await call("GET", "/v1/uploads/x").catch((error) => error.message);
console.log(JSON.stringify(told));
"""


def blocks(language: str) -> list[str]:
    return re.findall(rf"^```{language}\n(.*?)^```$", GUIDE, re.M | re.S)


def run(command: list[str], environment: dict[str, str]) -> str:
    done = subprocess.run(
        command,
        env={"PATH": os.environ["PATH"], **environment},
        capture_output=True,
        text=True,
        timeout=300,
    )
    assert done.returncode == 0, done.stderr
    return done.stdout


def test_a_server_gets_a_token_and_lists(
    account: Account, api: ApiClient, pipeline: Pipeline
) -> None:
    sign_in, listing = blocks("sh")
    identity = pipeline.names["identity"]
    client = pipeline.client("cognito-idp").describe_user_pool_client(
        UserPoolId=identity["user_pool_id"], ClientId=identity["server_client_id"]
    )["UserPoolClient"]
    trusted = {"CURL_CA_BUNDLE": account.environment["AWS_CA_BUNDLE"]}
    keys = {"CLIENT_ID": client["ClientId"], "CLIENT_SECRET": client["ClientSecret"]}
    # On AWS the pool has a host name of its own.
    where = {"SIGN_IN_URL": account.endpoint_url}
    told = json.loads(run(["bash", "-c", sign_in], {**trusted, **keys, **where}))
    environment = {**trusted, "TOKEN": told["access_token"], "API": api.url}
    assert "assets" in json.loads(run(["bash", "-c", listing], environment))


@pytest.mark.skipif(
    not os.environ.get("CI") and shutil.which("node") is None, reason="there is no Node here"
)
def test_a_client_uploads_and_follows(
    account: Account, api: ApiClient, short_clip: Path, tmp_path: Path
) -> None:
    program = tmp_path / "guide.mjs"
    program.write_text(PROGRAM % "\n".join(blocks("js")))
    environment = {
        "NODE_EXTRA_CA_CERTS": account.environment["AWS_CA_BUNDLE"],
        "API": api.url,
        "TOKEN": api.user_token("guide@example.com", *SCOPES),
        "CLIP": str(short_clip),
    }
    told = json.loads(run(["node", str(program)], environment))
    assert (told["asset"]["status"], told["last"]) == ("SUCCEEDED", "SUCCEEDED")
    assert told["asset"]["assetId"] == told["small"]["assetId"]
    # Five parts, one of which the network dropped.
    assert (told["dropped"], told["puts"]) == ("offline", 6)
    assert set(told["large"]) == {"uploadId", "assetId"}
    assert told["uppy"] == ["key", "url"]
    assert "fields" in told["companion"]
    assert told["refused"].startswith("404 NOT_FOUND")
