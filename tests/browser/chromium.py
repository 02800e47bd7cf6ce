"""Scripts that drive a Chromium."""

import json
import os
import subprocess
import tempfile
import warnings
from collections.abc import Sequence
from pathlib import Path
from typing import Any

FOLDER = Path(__file__).parent
# What waits in the page gives up earlier, and says for what.
BROWSER_SECONDS = 600
# What the page says of a browser that had all it needed, and played nothing.
STALL = "The browser's clock stands still"
Step = dict[str, Any]


def in_browser(url: str, *steps: Step, cdn: str = "") -> dict[str, Any]:
    """What chromium.mjs tells of the steps. A browser that stalls is replaced once."""
    ran = _run(url, steps, cdn)
    if ran.returncode != 0 and STALL in ran.stderr:
        warnings.warn(f"A second browser, for this one stalled: {ran.stderr}", stacklevel=2)
        ran = _run(url, steps, cdn)
    assert ran.returncode == 0, ran.stderr
    return json.loads(ran.stdout)


def _run(url: str, steps: Sequence[Step], cdn: str) -> subprocess.CompletedProcess[str]:
    return node("chromium.mjs", {"url": url, "steps": steps, "cdn": cdn})


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
