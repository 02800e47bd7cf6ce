"""The operator's scripts, run as `make` runs them."""

import os
import subprocess

from deployment import PROJECT_FOLDER
from local_aws.account import Account

SCRIPT_SECONDS = 480
ODD_KEY = 'uploads/u9/it\'s "odd" %41+& -x $(id) \\n ü 🎬.mp4'
# C1's CSI is one that JSON and XML let through.
UNSAFE_KEY = "uploads/u9/\n\t\x9b31m\x1b[31m.mp4"


def run(script: str, account: Account, **variables: str) -> subprocess.CompletedProcess[str]:
    """Run one of ``scripts/`` with the AWS CLI of its own virtual environment."""
    path = f"{PROJECT_FOLDER / 'build' / 'venvs' / 'aws' / 'bin'}:{os.environ['PATH']}"
    return subprocess.run(
        [PROJECT_FOLDER / "scripts" / script],
        env={**os.environ, **account.environment, "PATH": path, "ENV": "", **variables},
        check=False,
        capture_output=True,
        text=True,
        timeout=SCRIPT_SECONDS,
    )


def printable(text: str) -> bool:
    return all(character.isprintable() or character == "\n" for character in text)
