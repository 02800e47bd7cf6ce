"""The outputs of all films, made once; a server of them; an API with a page; a browser."""

import json
import os
import subprocess
import tempfile
import warnings
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest

from browser.outputs import Outputs, make_outputs
from browser.server import serving
from browser.studio import Studio, open_studio
from local_aws.account import Account
from local_aws.tests.conftest import clients_of
from local_aws.tests.conftest import media as media
from local_aws.tests.media_files import Media

FOLDER = Path(__file__).parent
# What waits in the page gives up earlier, and says for what.
BROWSER_SECONDS = 600
# What the page says of a browser that had all it needed, and played nothing.
STALL = "The browser's clock stands still"


def pytest_addoption(parser: pytest.Parser) -> None:
    parser.addoption("--update-shot", action="store_true", help="keep the picture of the page")


@dataclass(frozen=True)
class Screened:
    """``made`` by the names of films. Their origin is another one than the page's, as it would be
    with a CDN."""

    made: dict[str, Outputs]
    outputs_origin: str
    page_origin: str

    def url(self, name: str, format_: str) -> str:
        return f"{self.outputs_origin}/outputs/{self.made[name].paths[format_]}"


@pytest.fixture(scope="session")
def modules() -> Path:
    """The folder node_modules that scripts/browser.sh made."""
    return Path(os.environ["NODE_MODULES"])


@pytest.fixture(scope="session")
def screened(
    media: Media, modules: Path, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[Screened]:
    bucket = tmp_path_factory.mktemp("bucket")
    with Account(tmp_path_factory.mktemp("account")) as account:
        made = make_outputs(media, clients_of(account), bucket)
    page = {"page": FOLDER / "page", "modules": modules}
    with serving({"outputs": bucket}) as outputs, serving(page) as site:
        yield Screened(made, outputs, site)


@pytest.fixture
def call_in_browser(screened: Screened) -> Callable[..., dict[str, Any]]:
    """Call a function of the page, in a Chromium of its own, for its answer."""

    def call(function: str, **options: Any) -> dict[str, Any]:
        done = in_browser(
            f"{screened.page_origin}/page/index.html", {"call": function, "options": options}
        )
        return {**done["answers"][0], "complaints": done["complaints"]}

    return call


@pytest.fixture(scope="session")
def studio(modules: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Studio]:
    """The dev environment with API and CDN, and a page of another origin than the API's."""
    folder = tmp_path_factory.mktemp("studio")
    page = {"page": FOLDER / "page", "modules": modules}
    account = Account(folder / "account", plain_http=True)
    with account, serving(page) as site:
        yield open_studio(account, folder, site)


def in_browser(url: str, *steps: dict[str, Any]) -> dict[str, Any]:
    """What chromium.mjs tells of the steps. A browser that stalls is replaced once."""
    ran = _run(url, steps)
    if ran.returncode != 0 and STALL in ran.stderr:
        warnings.warn(f"A second browser, for this one stalled: {ran.stderr}", stacklevel=2)
        ran = _run(url, steps)
    assert ran.returncode == 0, ran.stderr
    return json.loads(ran.stdout)


def _run(url: str, steps: Sequence[dict[str, Any]]) -> subprocess.CompletedProcess[str]:
    return node("chromium.mjs", {"url": url, "steps": steps})


def node(script: str, options: dict[str, Any]) -> subprocess.CompletedProcess[str]:
    """Run a script beside this file; options are its argument, as JSON."""
    # Not in tmp_path: the path of Chromium's socket must be short.
    with tempfile.TemporaryDirectory(prefix="browser-", ignore_cleanup_errors=True) as home:
        return subprocess.run(
            ["node", FOLDER / script, json.dumps(options)],
            env={**os.environ, "HOME": home, "TMPDIR": home},
            capture_output=True,
            text=True,
            check=False,
            timeout=BROWSER_SECONDS,
        )
