"""Two pipelines in one local account, applied once for the whole layer.

``dev`` is the environment as it is, with all that it may leave out; ``second`` leaves that out but
for a CDN, has another name prefix, makes one job per format, and its roles are bounded. Each is
applied by its deploy role.
"""

import shutil
from base64 import b64encode
from collections.abc import Iterator
from concurrent.futures import Future, ThreadPoolExecutor
from contextlib import ExitStack
from dataclasses import dataclass
from pathlib import Path
from textwrap import wrap
from typing import Any

import pytest

from api_client import Answer, ApiClient
from cdn_client import CdnClient
from clips import make_clip
from deployment import PROJECT_FOLDER, Deployment
from e2e.deployers import deployer_of, make_boundary
from e2e.fault_environment import fault_environment
from e2e.observation import until
from e2e.order import (  # noqa: F401
    pytest_collection_finish,
    pytest_collection_modifyitems,
    pytest_configure,
    waits_for_recovery,
)
from e2e.scripts import ODD_KEY
from e2e.started_faults import StartedFaults, start_faults
from fakes.webhook_receiver import Receiver, receiver
from local_aws import state
from local_aws.account import Account
from pipeline.webhooks.webhook import TYPES
from pipeline_client import Pipeline

FOLDER = PROJECT_FOLDER / "build" / "e2e"
FAULT_SECONDS = 600
SCOPES = ("uploads:write", "assets:read", "assets:write")
PACKAGE = PROJECT_FOLDER / "build" / "lambda.zip"
COMMON = {"account_id": state.ACCOUNT_ID, "package": {"path": str(PACKAGE)}}
DEV = {
    **COMMON,
    "api": {
        "allowed_origins": ["https://studio.example.com"],
        # One that a test can go beyond, however slow the machine is.
        "limits": {"routes": {"POST /uploads/presign": {"burst": 5, "requests_per_second": 1}}},
    },
    "cdn": {
        "allowed_origins": ["https://player.example.com"],
        "rate_limit": {},
        "signing": {"public_keys": {"first": None, "next": None}},
        "site": {},
    },
    "identity": {
        "browser_client": {"callback_urls": ["https://studio.example.com/signed-in"]},
        "server_client": {},
    },
}


# Where functions of the local account find this machine: patches/outside_network.py.
RECEIVER_HOST, RECEIVER_NETWORK = "203.0.113.7", "203.0.113.0/24"
WEBHOOK_SECRET = f"whsec_{b64encode(b'a receiver of webhooks, end to end').decode()}"
NEW_WEBHOOK_SECRET = f"whsec_{b64encode(b'the one that comes after the first').decode()}"
# Beside studio, which takes all types: how each is told of uploads that expired, and its secrets.
OTHER_ENDPOINTS = {"slow": WEBHOOK_SECRET, "gone": f"{NEW_WEBHOOK_SECRET} {WEBHOOK_SECRET}"}


@dataclass(frozen=True)
class Applied:
    """An applied environment, and the pipeline in it."""

    deployment: Deployment
    pipeline: Pipeline


@pytest.fixture(scope="session", autouse=True)
def starting_faults(request: pytest.FixtureRequest) -> Iterator[Future[StartedFaults] | None]:
    """Faults start beside the other tests, if any test looks at them."""
    if not any(waits_for_recovery(item) for item in request.session.items):
        yield None
        return
    with ExitStack() as stack, ThreadPoolExecutor(1) as beside:
        yield beside.submit(lambda: start_faults(stack.enter_context(fault_environment())))


@pytest.fixture(scope="session")
def started_faults(starting_faults: Future[StartedFaults]) -> StartedFaults:
    return starting_faults.result(FAULT_SECONDS)


@pytest.fixture(scope="session")
def webhook_receiver(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Receiver]:
    with receiver([RECEIVER_HOST], tmp_path_factory.mktemp("receiver") / "ca.pem") as running:
        yield running


@pytest.fixture(scope="session")
def account(webhook_receiver: Receiver) -> Iterator[Account]:
    shutil.rmtree(FOLDER, ignore_errors=True)
    trusted = {"SSL_CERT_FILE": str(webhook_receiver.authority_path)}
    with Account(FOLDER / "account", settings=trusted) as running:
        yield running


@pytest.fixture(scope="session")
def dev(account: Account, webhook_receiver: Receiver) -> dict[str, Any]:
    """The variables of ``dev``."""
    secrets = Pipeline(account.environment, {}).client("secretsmanager")
    host = f"https://{RECEIVER_HOST}:{webhook_receiver.port}"

    def endpoint(name: str, secret: str, types: list[str], path: str) -> dict[str, Any]:
        made = secrets.create_secret(Name=f"media-dev/webhook-{name}", SecretString=secret)
        place = {"allowed_networks": [RECEIVER_NETWORK], "url": f"{host}{path}"}
        return {**place, "secret_arn": made["ARN"], "types": types}

    studio = endpoint("studio", WEBHOOK_SECRET, [*TYPES.values()], "/studio?from=dev")
    others = {
        name: endpoint(name, secret, ["upload.expired"], f"/{name}")
        for name, secret in OTHER_ENDPOINTS.items()
    }
    return {**DEV, "webhooks": {"studio": studio, **others}}


@pytest.fixture(scope="session")
def deployer(account: Account) -> dict[str, str]:
    return deployer_of(account)


@pytest.fixture(scope="session")
def bounded_deployer(account: Account, boundary: str) -> dict[str, str]:
    return deployer_of(account, NAME_PREFIX="media-second", BOUNDARY=boundary)


@pytest.fixture(scope="session")
def boundary(account: Account) -> str:
    """The ARN of the policy that bounds the roles of ``second``."""
    return make_boundary(account)


@pytest.fixture(scope="session")
def first_applied(
    deployer: dict[str, str],
    bounded_deployer: dict[str, str],
    boundary: str,
    dev: dict[str, Any],
) -> dict[str, Deployment]:
    """As they are deployed first: there is no public key yet, and nothing is signed."""
    second = {
        **COMMON,
        "cdn": {},
        "name_prefix": "media-second",
        "permissions_boundary_arn": boundary,
        "uploads_cors_allowed_origins": ["https://studio.example.com"],
        "processing": {"transcoding_profile": "per-format", "status_update_interval_seconds": 10},
    }
    deployments = {
        "dev": Deployment(FOLDER / "dev", deployer, dev),
        "second": Deployment(FOLDER / "second", bounded_deployer, second),
    }
    _apply(deployments)
    return deployments


def _apply(deployments: dict[str, Deployment]) -> None:
    with ThreadPoolExecutor() as pool:
        list(pool.map(Deployment.apply, deployments.values()))


@pytest.fixture(scope="session")
def public_keys(account: Account, first_applied: dict[str, Deployment]) -> dict[str, str]:
    """The keys that sign grants of ``dev``, in PEM by name."""
    return _public_keys(account, first_applied["dev"])


def _public_keys(account: Account, deployment: Deployment) -> dict[str, str]:
    kms = Pipeline(account.environment, {}).client("kms")

    def pem(alias: str) -> str:
        key = b64encode(kms.get_public_key(KeyId=alias)["PublicKey"]).decode()
        lines = "\n".join(wrap(key, 64))
        return f"-----BEGIN PUBLIC KEY-----\n{lines}\n-----END PUBLIC KEY-----"

    aliases = deployment.outputs()["cdn_signing_key_aliases"]
    return {name: pem(alias) for name, alias in aliases.items()}


@pytest.fixture(scope="session")
def signing_dev(dev: dict[str, Any], public_keys: dict[str, str]) -> dict[str, Any]:
    """The variables of ``dev`` once the CDN knows the first of its keys."""
    signing = {"public_keys": {**public_keys, "next": None}}
    return {**dev, "cdn": {**dev["cdn"], "signing": signing}}


@pytest.fixture(scope="session")
def unsigned(account: Account, first_applied: dict[str, Deployment]) -> Answer:
    """What a CDN answers that has no public key, of an output that is there."""
    names = first_applied["dev"].outputs()
    pipeline, key = Pipeline(account.environment, names), "unsigned/1/hls/index.m3u8"
    place = {"Bucket": names["outputs_bucket_name"], "Key": key}
    put = pipeline.s3.put_object(**place, Body=b"#EXTM3U")
    answer = cdn_client(account, names).ask(f"/{key}")
    pipeline.s3.delete_object(**place, VersionId=put["VersionId"])
    return answer


@pytest.fixture(scope="session")
def applied(
    account: Account,
    deployer: dict[str, str],
    first_applied: dict[str, Deployment],
    signing_dev: dict[str, Any],
    unsigned: Answer,  # noqa: ARG001 - asked before there is a key
) -> dict[str, Applied]:
    second = first_applied["second"]
    second.variables["cdn"] = {"signing": {"public_keys": _public_keys(account, second)}}
    deployments = {"dev": Deployment(FOLDER / "dev", deployer, signing_dev), "second": second}
    _apply(deployments)
    return {
        name: Applied(deployment, Pipeline(account.environment, deployment.outputs()))
        for name, deployment in deployments.items()
    }


@pytest.fixture(scope="session")
def pipeline(applied: dict[str, Applied]) -> Pipeline:
    return applied["dev"].pipeline


@pytest.fixture(scope="session")
def api(account: Account, applied: dict[str, Applied]) -> ApiClient:
    return ApiClient(account.environment, applied["dev"].deployment.outputs())


@pytest.fixture(scope="session")
def cdn(account: Account, applied: dict[str, Applied]) -> CdnClient:
    return cdn_client(account, applied["dev"].pipeline.names)


def cdn_client(account: Account, names: dict[str, Any]) -> CdnClient:
    api = ApiClient(account.environment, names)
    return CdnClient(api, names["cdn_domain_name"], account.endpoint_url)


@pytest.fixture(scope="session")
def ann(api: ApiClient) -> str:
    """A token of hers."""
    return api.user_token("ann@studio.example.com", *SCOPES)


@pytest.fixture(scope="session")
def bob(api: ApiClient) -> str:
    return api.user_token("bob@studio.example.com", *SCOPES)


@pytest.fixture(scope="session")
def ann_asset(api: ApiClient, ann: str, short_clip: Path) -> dict[str, str]:
    """Of an upload of Ann's that has SUCCEEDED: its ids, and words of hers that play tricks."""
    words = '<img src=x onerror="alert(1)">\r\n{"level": "CRITICAL", "message": "forged"}\u2028'
    words += "x" * (255 - len(words))
    content = short_clip.read_bytes()
    told = {"filename": "film.mp4", "size": len(content), "passthrough": words}
    made = api.call("POST", "/v1/uploads", ann, told).json
    sending = made["sending"]
    assert api.send_form(sending["url"], sending["fields"], content).status == 201
    done = api.call("POST", f"/v1/uploads/{made['uploadId']}/complete", ann, {}).json

    def has_ended() -> bool:
        asset = api.call("GET", f"/v1/assets/{done['assetId']}", ann).json
        return asset.get("status") == "SUCCEEDED"

    until(has_ended, "the end of Ann's asset", 120)
    return {**done, "passthrough": words}


@pytest.fixture(scope="session")
def second_pipeline(applied: dict[str, Applied]) -> Pipeline:
    return applied["second"].pipeline


@pytest.fixture(scope="session")
def clip() -> Path:
    """12 s, 1280x720, 30 frames a second, with sound."""
    return make_clip(PROJECT_FOLDER / "build" / "sample.mp4")


@pytest.fixture(scope="session")
def short_clip() -> Path:
    """One second of a small picture without sound: quick to transcode."""
    return make_clip(FOLDER / "short.mp4", seconds=1, size="320x180", sound=False)


@pytest.fixture(scope="session")
def where(applied: dict[str, Applied]) -> dict[str, str]:
    """What tells a script its environment."""
    return {"TF_DIR": str(applied["second"].deployment.root)}


@pytest.fixture(scope="session")
def done_asset(applied: dict[str, Applied], short_clip: Path) -> str:
    pipeline = applied["second"].pipeline
    asset = pipeline.upload(short_clip, ODD_KEY)
    assert pipeline.follow(asset, lambda _: None)["status"] == "SUCCEEDED"
    return asset


@pytest.fixture(scope="session")
def failed_asset(applied: dict[str, Applied], tmp_path_factory: pytest.TempPathFactory) -> str:
    text = tmp_path_factory.mktemp("text") / "text.mp4"
    text.write_text("This is no video.")
    pipeline = applied["second"].pipeline
    asset = pipeline.upload(text, "uploads/u9/text.mp4")
    assert pipeline.follow(asset, lambda _: None)["status"] == "FAILED"
    return asset
