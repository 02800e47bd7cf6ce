"""A page among outputs: shown by the CDN, it is of no origin and does nothing."""

from pathlib import Path

import pytest

from browser.chromium import Step, in_browser
from browser.screening import Screened
from browser.server import TYPES, serving

# The first test waits for all films.
pytestmark = pytest.mark.timeout(1800)
SCRIPT = "document.documentElement.dataset.ran = self.origin"
ATTACKS = {
    "page.html": f"<!doctype html><script>{SCRIPT}</script>",
    "picture.svg": f'<svg xmlns="http://www.w3.org/2000/svg"><script>{SCRIPT}</script></svg>',
}


def test_scripts_in_outputs_do_not_run(screened: Screened, tmp_path: Path) -> None:
    studio, produced = screened.studio, screened.produced
    granted = studio.granted(produced.assets["silent.mp4"], produced.token)
    _, _, query = granted["signedUrls"]["poster"].partition("?")
    bucket = studio.pipeline.names["outputs_bucket_name"]
    for name, content in ATTACKS.items():
        (tmp_path / name).write_text(content)
        key, kind = f"{granted['assetId']}/{granted['attempt']}/{name}", TYPES[Path(name).suffix]
        studio.pipeline.s3.put_object(
            Bucket=bucket, Key=key, Body=content.encode(), ContentType=kind
        )
    there = f"{studio.cdn_url}/{granted['assetId']}/{granted['attempt']}"
    with serving({"attacks": tmp_path}) as site:
        # Elsewhere they do run.
        urls = [
            *(f"{site}/attacks/{name}" for name in ATTACKS),
            *(f"{there}/{name}?{query}" for name in ATTACKS),
        ]
        steps: list[Step] = [step for url in urls for step in ({"open": url}, {"look": True})]
        done = in_browser(urls[0], *steps, cdn=studio.cdn_address)
    ran, blocked = {"origin": site, "left": {"ran": site}}, {"origin": "null", "left": {}}
    assert done["answers"] == [ran, ran, blocked, blocked]
