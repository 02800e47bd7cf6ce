"""A newcomer's visit to the CDN's page: who comes, what they bring, what they meet."""

import json
import subprocess
from pathlib import Path
from random import Random
from typing import Any

import imageio_ffmpeg

from browser.chromium import node
from browser.sources import sidecar
from browser.studio import Studio

USER, GUEST, PASSWORD = "eve@example.com", "fay@example.com", "Curtain-up-1"
FILM, LARGE, SHOT = "Northern lights.mp4", "Large.mp4", "page.jpg"
SECONDS = 6
COLORS = "c0=0x1b1464:c1=0xd980fa:c2=0xf79f1f:c3=0x12cbc4"
MIB = 1024 * 1024


def visit(studio: Studio, folder: Path) -> dict[str, Any]:
    """What the visitor meets; ``shot`` is the path of a picture of the page."""
    for name in (USER, GUEST):
        studio.api.put_user(name, PASSWORD)
    captions, large = folder / "en.srt", folder / LARGE
    captions.write_text(sidecar("en"))
    # More than fits a form. Nobody can play it.
    large.write_bytes(Random(3).randbytes(65 * MIB))  # noqa: S311 - no secret
    shot = folder / SHOT
    ran = node(
        "visitor.mjs",
        {
            "url": studio.page_url,
            "user": USER,
            "guest": GUEST,
            "password": PASSWORD,
            "film": str(_film(folder)),
            "captions": str(captions),
            "large": str(large),
            "shot": str(shot),
        },
    )
    assert ran.returncode == 0, ran.stderr
    return {**json.loads(ran.stdout), "shot": shot}


def _film(folder: Path) -> Path:
    """Colors that flow, with a tone: other ones at every second."""
    path = folder / FILM
    picture = f"gradients=size=1280x720:rate=25:duration={SECONDS}:n=4:{COLORS}:speed=0.08:seed=7"
    command = [
        *[imageio_ffmpeg.get_ffmpeg_exe(), "-nostdin", "-v", "error", "-f", "lavfi", "-i", picture],
        *["-f", "lavfi", "-i", f"sine=frequency=330:duration={SECONDS}", "-c:a", "aac"],
        *["-c:v", "libx264", "-preset", "veryfast", "-pix_fmt", "yuv420p", str(path)],
    ]
    subprocess.run(command, check=True, timeout=120)
    return path
