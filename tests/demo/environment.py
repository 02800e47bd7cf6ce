"""``terraform/envs/dev`` with a way in and a way out: users, an API, a CDN with the page."""

import base64
import os
import subprocess
from collections.abc import Mapping
from hashlib import sha256
from pathlib import Path
from typing import Any

from demo.console import Bar, phase
from deployment import PROJECT_FOLDER, Deployment, DeploymentError
from local_aws import state
from pipeline_client import Pipeline

USER = "demo@example.com"
# Of an account that only this machine reaches, and whose root's keys are "test".
PASSWORD = "Watch-1-video"
PACKAGE = PROJECT_FOLDER / "build" / "lambda.zip"
PACKAGES_BUCKET = "media-dev-packages"
SIGNING_KEY = "demo"
SITE_SECONDS = 300


def _put_package(pipeline: Pipeline) -> dict[str, Any]:
    """In S3: of a file on disk, Terraform makes one function after the other."""
    content = PACKAGE.read_bytes()
    place = {"Bucket": PACKAGES_BUCKET, "Key": f"{sha256(content).hexdigest()}.zip"}
    pipeline.s3.create_bucket(Bucket=PACKAGES_BUCKET)
    pipeline.s3.put_object(**place, Body=content)
    return {"s3_bucket": place["Bucket"], "s3_key": place["Key"]}


def _variables(running: state.Running, pem: str | None = None) -> dict[str, Any]:
    """``pem`` is the public key that grants of playback are verified with, once there is one."""
    page = page_url(running)
    return {
        "account_id": state.ACCOUNT_ID,
        "package": _put_package(Pipeline(state.environment(running), {})),
        "api": {},
        "cdn": {
            "signing": {"public_keys": {SIGNING_KEY: pem}},
            "site": {"connect_sources": [running.plain_url]},
        },
        # The token that the demo prints is good for as long as one may be.
        "identity": {
            "browser_client": {"callback_urls": [page], "logout_urls": [page]},
            "server_client": {},
            "token_validity": {"access_minutes": 1440},
        },
        "uploads_cors_allowed_origins": [running.browser_url],
    }


def page_url(running: state.Running) -> str:
    return f"{running.browser_url}/site/index.html"


def apply(running: state.Running, folder: Path, **more: Any) -> dict[str, Any]:
    """Apply the environment to the account, with ``more`` variables, and return its outputs.
    Raises DeploymentError."""
    environment = state.environment(running)
    bar = Bar()
    with phase("Making the key that signs what viewers may play"):
        deployment = Deployment(folder, environment, _variables(running) | more)
        deployment.apply(target="module.cdn[0].aws_kms_alias.signing")
        pem = public_key(Pipeline(environment, {}), "alias/media-dev-signing-" + SIGNING_KEY)
    with phase("Applying terraform/envs/dev (the first time, SQS and S3 take about a minute)"):
        deployment.variables = _variables(running, pem) | more
        deployment.apply(lambda done, total: bar.show(done / total, f"{done} of {total} resources"))
        bar.end()
    return deployment.outputs()


def public_key(pipeline: Pipeline, key: str) -> str:
    """The public key of a key in KMS, in PEM, as ``make signing-key`` prints it."""
    der = pipeline.client("kms").get_public_key(KeyId=key)["PublicKey"]
    text = base64.b64encode(der).decode()
    lines = [text[at : at + 64] for at in range(0, len(text), 64)]
    return "\n".join(["-----BEGIN PUBLIC KEY-----", *lines, "-----END PUBLIC KEY-----", ""])


def put_site(running: state.Running, names: Mapping[str, Any], folder: Path, hint: str) -> None:
    """Put the page on the CDN (``make site``), for browsers without TLS; ``hint`` is said beside
    the button to sign in. Raises DeploymentError."""
    cdn = names["cdn_site"]["url"].removesuffix("/site/")
    addresses = {
        running.endpoint_url: running.plain_url,
        names["identity"]["sign_in_url"]: running.plain_url,
        cdn: running.browser_url,
    }
    tools = PROJECT_FOLDER / "build" / "venvs" / "aws" / "bin"
    ran = subprocess.run(
        [PROJECT_FOLDER / "scripts" / "site.sh"],
        env={
            **os.environ,
            **state.environment(running),
            "PATH": f"{tools}:{os.environ['PATH']}",
            "TF_DIR": str(folder / "terraform" / "envs" / "dev"),
            "ENV": "",
            "ADDRESSES": " ".join(f"{given}={asked}" for given, asked in addresses.items()),
            "HINT": hint,
        },
        check=False,
        stdin=subprocess.DEVNULL,
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
        timeout=SITE_SECONDS,
    )
    if ran.returncode:
        raise DeploymentError(f"make site failed:\n{ran.stdout}")
