"""Playlists that carry their grant: each address in them is good without a cookie."""

import re
from collections.abc import Iterator, Mapping
from pathlib import Path, PurePosixPath
from tempfile import TemporaryDirectory
from typing import Any
from urllib.parse import urljoin, urlsplit

import pytest

from api_client import Answer
from browser.screening import Screened
from browser.studio import Studio
from streaming import dash

# The first test waits for all films.
pytestmark = pytest.mark.timeout(1800)
PLAYLISTS = ("hls", "dash", "storyboard")
TYPES = {
    ".cmfa": "video/mp4",
    ".cmfv": "video/mp4",
    ".jpg": "image/jpeg",
    ".m3u8": "application/vnd.apple.mpegurl",
    ".mp4": "video/mp4",
    ".mpd": "application/dash+xml",
    ".ts": "video/mp2t",
    ".vtt": "text/vtt",
}
# Where there are captions, two languages, and groups that are not CMAF.
NAMES = ("landscape.mp4", "languages.mkv", "interlaced.ts")


@pytest.mark.parametrize("name", NAMES)
def test_every_address_is_good_without_a_cookie(screened: Screened, name: str) -> None:
    """All segments are reached; from then on the cache has them, whole and in parts."""
    studio = screened.studio
    granted = studio.granted(screened.produced.assets[name], screened.produced.token)
    found: dict[str, Answer] = {}
    for format_ in PLAYLISTS:
        _crawl(studio, granted["signedUrls"][format_], found)
    for url, answer in found.items():
        assert answer.status == 200, url
        assert answer.headers["content-type"] == TYPES[_suffix(url)], url
        assert answer.headers["access-control-allow-origin"] in (studio.origin, "*"), url
    files = {urlsplit(url).path[1:]: url for url in found if "/api/" not in url}
    assert set(_segments(studio, granted)) <= set(files)
    for url in {_suffix(url): url for url in files.values()}.values():
        again = studio.ask(url)
        assert (again.headers["x-cache"], again.body) == ("Hit from cloudfront", found[url].body)
        part = studio.ask(url, {"range": "bytes=1-2"})
        assert (part.status, part.body) == (206, found[url].body[1:3])


def _crawl(studio: Studio, url: str, found: dict[str, Answer]) -> None:
    if url in found:
        return
    found[url] = answer = studio.ask(url)
    if "/api/" in url and answer.status == 200:
        for one in _addresses(url, answer.body.decode()):
            _crawl(studio, one, found)


def _addresses(url: str, text: str) -> Iterator[str]:
    match _suffix(url):
        case ".m3u8":
            named = [*re.findall(r'URI="([^"]*)"', text), *re.findall("^[^#\n].*$", text, re.M)]
        case ".mpd":
            named = _of_manifest(text)
            (url,) = re.findall("<BaseURL>(https:[^<]*)</BaseURL>", text)
        case _:
            named = re.findall("^(.*)#xywh=", text, re.M)
    assert named, url
    yield from (urljoin(url, one) for one in named)


def _of_manifest(text: str) -> list[str]:
    with TemporaryDirectory() as folder:
        path = Path(folder) / "index.mpd"
        path.write_text(text)
        return [str(file.relative_to(folder)) for file in dash.read(path).files]


def _segments(studio: Studio, granted: Mapping[str, Any]) -> Iterator[str]:
    """What lies beside the playlists of HLS and DASH."""
    urls = [granted["urls"][one] for one in ("hls", "dash")]
    folders = [PurePosixPath(urlsplit(url).path[1:]).parent for url in urls]
    for output in studio.pipeline.outputs(granted["assetId"]):
        path = PurePosixPath(output.key)
        if path.parent in folders and path.suffix not in (".m3u8", ".mpd"):
            yield output.key


def _suffix(url: str) -> str:
    return PurePosixPath(urlsplit(url).path).suffix
