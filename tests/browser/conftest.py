"""An applied environment with a page, the films in it; browsers."""

import os
from collections.abc import Iterator, Mapping
from concurrent.futures import Future, ThreadPoolExecutor
from pathlib import Path

import pytest

from browser import films
from browser.screening import Play, Screened, Scrub, Seen, put_page, viewers
from browser.server import serving
from browser.studio import Studio, open_studio
from local_aws.account import Account
from local_aws.tests.conftest import media as media
from local_aws.tests.media_files import Media

FOLDER = Path(__file__).parent


def pytest_addoption(parser: pytest.Parser) -> None:
    parser.addoption("--update-shot", action="store_true", help="keep the picture of the page")


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Uppy sends files while the films are processed. The page comes last: it waits for films of
    its own, which the others would keep waiting."""
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
def processing(request: pytest.FixtureRequest) -> Iterator[Future[films.Produced] | None]:
    """The films are processed beside the other tests, if any test needs them."""
    if not any("screened" in getattr(item, "fixturenames", ()) for item in request.session.items):
        yield None
        return
    studio: Studio = request.getfixturevalue("studio")
    media: Media = request.getfixturevalue("media")
    with ThreadPoolExecutor(1) as beside:
        yield beside.submit(films.produce, studio, media)


@pytest.fixture(scope="session")
def screened(studio: Studio, modules: Path, processing: Future[films.Produced]) -> Screened:
    put_page(studio, modules)
    return Screened(studio, processing.result())


@pytest.fixture(scope="session")
def seen(
    request: pytest.FixtureRequest, screened: Screened
) -> Iterator[Mapping[Play | Scrub, Future[Seen]]]:
    """What viewers meet, of all that the tests ask for."""
    params = [getattr(item, "callspec", None) for item in request.session.items]
    asked = [one.params["asked"] for one in params if one and "asked" in one.params]
    with viewers(screened, asked) as begun:
        yield begun
