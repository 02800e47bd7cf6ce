"""Two pipelines in one local account, applied once for the whole layer.

``dev`` is the environment as it is; ``second`` has another name prefix and makes one job per
format.
"""

import os
import shutil
import subprocess
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from pathlib import Path

import pytest

from clips import make_clip
from deployment import PROJECT_FOLDER, Deployment
from local_aws import state
from local_aws.account import Account
from pipeline_client import Pipeline

FOLDER = PROJECT_FOLDER / "build" / "e2e"
TESTS = "test_*.py"
WHOLE: pytest.StashKey[set[str] | None] = pytest.StashKey()
PACKAGE = PROJECT_FOLDER / "build" / "lambda.zip"


@dataclass(frozen=True)
class Applied:
    """An applied environment, and the pipeline in it."""

    deployment: Deployment
    pipeline: Pipeline


@pytest.hookimpl(tryfirst=True)
def pytest_collection_modifyitems(config: pytest.Config, items: list[pytest.Item]) -> None:
    """What judges the whole run comes late, what destroys the environments last."""

    def place(item: pytest.Item) -> int:
        mark = item.get_closest_marker("last")
        return 0 if mark is None else 1 + len(mark.args)

    items.sort(key=place)
    here = Path(__file__).parent
    found = {item.path for item in items if item.path.is_relative_to(here)}
    config.stash[WHOLE] = (
        {item.nodeid for item in items} if set(here.glob(TESTS)) <= found else None
    )


def pytest_collection_finish(session: pytest.Session) -> None:
    """A part of the layer cannot show that every grant is used."""
    if {item.nodeid for item in session.items} == session.config.stash.get(WHOLE, None):
        return
    for item in session.items:
        if item.get_closest_marker("whole_layer"):
            item.add_marker(pytest.mark.skip(reason="only a part of the layer runs"))


def pytest_configure(config: pytest.Config) -> None:
    config.addinivalue_line("markers", "last: runs after all other tests; with an argument, later")
    config.addinivalue_line("markers", "whole_layer: skipped where not every test runs")


def run_script(script: str, account: Account, **variables: str) -> subprocess.CompletedProcess[str]:
    """Run one of ``scripts/`` with the AWS CLI of its own virtual environment."""
    path = f"{PROJECT_FOLDER / 'build' / 'venvs' / 'aws' / 'bin'}:{os.environ['PATH']}"
    return subprocess.run(
        [PROJECT_FOLDER / "scripts" / script],
        env={**os.environ, **account.environment, "PATH": path, **variables},
        check=False,
        capture_output=True,
        text=True,
    )


@pytest.fixture(scope="session")
def account() -> Iterator[Account]:
    shutil.rmtree(FOLDER, ignore_errors=True)
    with Account(FOLDER / "account") as running:
        yield running


@pytest.fixture(scope="session")
def deployer(account: Account) -> dict[str, str]:
    """The environment of somebody who has taken the deploy role of ``dev``, as the runbook says."""
    made = run_script("deploy_role.sh", account, ENV="dev")
    assert made.returncode == 0, made.stderr
    sts = Pipeline(account.environment, {}).client("sts")
    role = made.stdout.splitlines()[-1]
    keys = sts.assume_role(RoleArn=role, RoleSessionName="terraform")["Credentials"]
    return {
        **account.environment,
        "AWS_ACCESS_KEY_ID": keys["AccessKeyId"],
        "AWS_SECRET_ACCESS_KEY": keys["SecretAccessKey"],
        "AWS_SESSION_TOKEN": keys["SessionToken"],
    }


@pytest.fixture(scope="session")
def applied(account: Account, deployer: dict[str, str]) -> dict[str, Applied]:
    common = {"account_id": state.ACCOUNT_ID, "package_path": str(PACKAGE)}
    second = {
        **common,
        "name_prefix": "media-second",
        "processing": {"transcoding_profile": "per-format", "status_update_interval_seconds": 10},
    }
    deployments = {
        "dev": Deployment(FOLDER / "dev", deployer, common),
        "second": Deployment(FOLDER / "second", account.environment, second),
    }
    with ThreadPoolExecutor() as pool:
        list(pool.map(Deployment.apply, deployments.values()))
    return {
        name: Applied(deployment, Pipeline(account.environment, deployment.outputs()))
        for name, deployment in deployments.items()
    }


@pytest.fixture(scope="session")
def pipeline(applied: dict[str, Applied]) -> Pipeline:
    return applied["dev"].pipeline


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
