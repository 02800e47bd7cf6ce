"""The outputs of all films, made once; a server of them; a browser."""

import json
import os
import subprocess
import tempfile
import warnings
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest

from browser.outputs import Outputs, make_outputs
from browser.server import serving
from local_aws.account import Account
from local_aws.tests.conftest import clients_of
from local_aws.tests.conftest import media as media
from local_aws.tests.media_files import Media

FOLDER = Path(__file__).parent
# What waits in the page gives up earlier, and says for what.
BROWSER_SECONDS = 600
# What the page says of a browser that had all it needed, and played nothing.
STALL = "The browser's clock stands still"


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

    def run(asked: dict[str, Any]) -> subprocess.CompletedProcess[str]:
        # Not in tmp_path: the path of Chromium's socket must be short.
        with tempfile.TemporaryDirectory(prefix="browser-", ignore_cleanup_errors=True) as home:
            return subprocess.run(
                ["node", FOLDER / "chromium.mjs", json.dumps(asked)],
                env={**os.environ, "HOME": home, "TMPDIR": home},
                capture_output=True,
                text=True,
                check=False,
                timeout=BROWSER_SECONDS,
            )

    def call(function: str, **options: Any) -> dict[str, Any]:
        page = f"{screened.page_origin}/page/index.html"
        asked = {"url": page, "call": function, "options": options}
        ran = run(asked)
        if ran.returncode != 0 and STALL in ran.stderr:
            warnings.warn(f"A second browser, for this one stalled: {ran.stderr}", stacklevel=2)
            ran = run(asked)
        assert ran.returncode == 0, ran.stderr
        return json.loads(ran.stdout)

    return call
