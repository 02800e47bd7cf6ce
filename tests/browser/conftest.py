"""An applied environment with a page, the films in it; browsers."""

import os
from collections.abc import Iterator, Mapping
from concurrent.futures import Future, ThreadPoolExecutor
from pathlib import Path
from typing import Any

import pytest

from browser import films
from browser.screening import Play, Screened, Scrub, Seen, put_page, viewers
from browser.server import serving
from browser.studio import Studio, open_studio
from browser.visit import visit
from local_aws.account import Account
from local_aws.tests.conftest import media as media
from local_aws.tests.media_files import Media

FOLDER = Path(__file__).parent


def pytest_addoption(parser: pytest.Parser) -> None:
    parser.addoption("--update-shot", action="store_true", help="keep the picture of the page")


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Uppy sends files while the page is visited and the films are processed."""
    places = {"test_uppy.py": -1, "test_page.py": 1}
    items.sort(key=lambda item: places.get(item.path.name, 0))


@pytest.fixture(scope="session")
def modules() -> Path:
    """The folder node_modules that scripts/browser.sh made."""
    return Path(os.environ["NODE_MODULES"])


@pytest.fixture(scope="session")
def studio(modules: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Studio]:
    """The dev environment with API and CDN, and a page of another origin than theirs."""
    folder = tmp_path_factory.mktemp("studio")
    page = {"page": FOLDER / "page", "modules": modules}
    account = Account(folder / "account", plain_http=True)
    with account, serving(page) as site:
        yield open_studio(account, folder, site)


@pytest.fixture(scope="session", autouse=True)
def begun(
    request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[Mapping[str, Future[Any]]]:
    """Beside the tests that come first, as far as any test needs them: the page is visited, and the
    films are processed."""
    needed = {name for item in request.session.items for name in getattr(item, "fixturenames", ())}
    if not needed & {"screened", "met"}:
        yield {}
        return
    studio: Studio = request.getfixturevalue("studio")
    media: Media = request.getfixturevalue("media")
    with ThreadPoolExecutor(2) as beside:
        found: dict[str, Future[Any]] = {}
        if "met" in needed:
            found["visit"] = beside.submit(visit, studio, tmp_path_factory.mktemp("visit"))
        if "screened" in needed:
            found["films"] = beside.submit(films.produce, studio, media)
        yield found


@pytest.fixture(scope="session")
def screened(studio: Studio, modules: Path, begun: Mapping[str, Future[Any]]) -> Screened:
    put_page(studio, modules)
    return Screened(studio, begun["films"].result())


@pytest.fixture(scope="session")
def met(begun: Mapping[str, Future[Any]]) -> dict[str, Any]:
    """What who visits the page meets."""
    found: dict[str, Any] = begun["visit"].result()
    return found


@pytest.fixture(scope="session")
def seen(
    request: pytest.FixtureRequest, screened: Screened
) -> Iterator[Mapping[Play | Scrub, Future[Seen]]]:
    """What viewers meet, of all that the tests ask for."""
    params = [getattr(item, "callspec", None) for item in request.session.items]
    asked = [one.params["asked"] for one in params if one and "asked" in one.params]
    with viewers(screened, asked) as begun:
        yield begun
