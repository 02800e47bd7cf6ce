"""The films on the CDN, and viewers of them, each with a browser of its own."""

from collections.abc import Iterable, Iterator, Mapping
from concurrent.futures import Future, ThreadPoolExecutor
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any, NamedTuple

from browser.chromium import in_browser
from browser.films import Produced
from browser.server import TYPES
from browser.sources import COLOR_SECONDS, COLORS, FILMS
from browser.studio import Studio

PAGE = Path(__file__).parent / "page"
PLAYERS = (
    "hls.js/dist/hls.mjs",
    "shaka-player/dist/shaka-player.compiled.js",
    "dashjs/dist/modern/umd/dash.all.min.js",
)
# Where a player's page is: on the CDN's own site, where files come by a grant's cookies, or on
# another one, where they come by signed addresses.
OWN, OTHER = "own", "other"
SITE_FOLDER = "site/players"
COOKIES = frozenset(
    f"CloudFront-{name}" for name in ("Hash-Algorithm", "Key-Pair-Id", "Policy", "Signature")
)
# Most of a viewing is waiting, also where there are two cores only.
AT_ONCE = 3
# In the second of three segments.
SEEK_SECONDS = 8.5
# What viewers choose where there is a choice.
SPOKEN, READ = "de", "en"
Seen = dict[str, Any]


class Play(NamedTuple):
    """One film from start to end."""

    player: str
    format: str
    name: str
    site: str


class Scrub(NamedTuple):
    """The small pictures of two films, one on each site: of our storyboard, or of the manifest."""

    player: str
    format: str
    ours: bool
    other: str
    own: str


@dataclass(frozen=True)
class Screened:
    studio: Studio
    produced: Produced

    def see(self, asked: Play | Scrub) -> Seen:
        """What a viewer meets, in ``answers``: one for each film."""
        match asked:
            case Play():
                calls = [(asked.site, self._watching(asked))]
            case Scrub():
                films = {OTHER: asked.other, OWN: asked.own}
                calls = [(site, self._scrubbing(asked, name)) for site, name in films.items()]
        steps = [step for site, call in calls for step in ({"open": self._page(site)}, call)]
        return in_browser(steps[0]["open"], *steps[1:], cdn=self.studio.cdn_address)

    def _page(self, site: str) -> str:
        if site == OTHER:
            return f"{self.studio.origin}/page/index.html"
        return f"{self.studio.cdn_url}/{SITE_FOLDER}/page/index.html"

    def _watching(self, play: Play) -> dict[str, Any]:
        film = FILMS[play.name]
        return self._call(
            "watch",
            play,
            play.name,
            seekSeconds=SEEK_SECONDS,
            language=SPOKEN if film.languages else None,
            read=READ if film.sidecars else None,
        )

    def _scrubbing(self, scrub: Scrub, name: str) -> dict[str, Any]:
        times = [COLOR_SECONDS * number + 1 for number in range(len(COLORS))]
        return self._call("scrub", scrub, name, ours=scrub.ours, times=times)

    def _call(self, function: str, asked: Play | Scrub, name: str, **more: Any) -> dict[str, Any]:
        asset = {
            "api": f"{self.studio.cdn_url}/api",
            "assetId": self.produced.assets[name],
            "token": self.produced.token,
        }
        options = {"player": asked.player, "format": asked.format, **asset, **more}
        return {"call": function, "options": options}


@contextmanager
def viewers(
    screened: Screened, asked: Iterable[Play | Scrub]
) -> Iterator[Mapping[Play | Scrub, Future[Seen]]]:
    """Begin all that is asked, in this order."""
    pool = ThreadPoolExecutor(AT_ONCE)
    try:
        yield {one: pool.submit(screened.see, one) for one in asked}
    finally:
        pool.shutdown(cancel_futures=True)


def put_page(studio: Studio, modules: Path) -> None:
    """Put the player's page, and the players of ``modules``, on the CDN's own site."""
    bucket = studio.pipeline.names["cdn_site"]["bucket_name"]
    files = {f"page/{path.relative_to(PAGE)}": path for path in PAGE.rglob("*.*")}
    files |= {f"modules/{name}": modules / name for name in PLAYERS}
    for name, path in files.items():
        key, kind = f"{SITE_FOLDER}/{name}", {"ContentType": TYPES[path.suffix]}
        studio.pipeline.s3.upload_file(str(path), bucket, key, ExtraArgs=kind)
