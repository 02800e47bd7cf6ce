"""`make demo` at a terminal: what it prints works as it stands, its page opens; Ctrl-C leaves
nothing running."""

import os
import pty
import re
import select
import signal
import stat
import subprocess
import time
import urllib.request
from collections.abc import Iterator
from pathlib import Path

import pytest

from clips import make_clip
from deployment import PROJECT_FOLDER
from local_aws import state

PATIENCE_SECONDS = 500
STOP_SECONDS = 60
CTRL_C = b"\x03"
PYTHON = os.environ.get("LOCAL_AWS_PYTHON") or "build/venvs/local-aws/bin/python"
# `make demo`, in another folder than that of who develops here.
MAKEFILE = """
demo:
\t@"{python}" -c 'import runpy, pathlib; from demo import account; \
account.DEMO_FOLDER = pathlib.Path("{folder}"); \
account.ACCOUNT_FOLDER = account.DEMO_FOLDER / "account"; \
runpy.run_module("demo", run_name="__main__")'
"""


class Terminal:
    """A demo at a pseudo-terminal of its own."""

    def __init__(self, folder: Path, keep: str = "") -> None:
        clip = make_clip(folder / "short.mp4", seconds=1, size="320x180", sound=False)
        makefile = folder / "Makefile"
        makefile.write_text(MAKEFILE.format(python=PYTHON, folder=folder))
        command = ["make", "--no-print-directory", "-f", str(makefile), "demo"]
        self.printed = ""
        self._pid, self._descriptor = pty.fork()
        if self._pid == 0:
            os.chdir(PROJECT_FOLDER)
            os.execvpe("make", command, {**os.environ, "VIDEO": str(clip), "KEEP": keep})  # noqa: S606

    def read_until(self, text: str) -> None:
        deadline = time.monotonic() + PATIENCE_SECONDS
        while text not in self.printed:
            assert time.monotonic() < deadline, self.printed
            assert self._read(), self.printed

    def press_ctrl_c(self) -> None:
        os.write(self._descriptor, CTRL_C)

    def end(self) -> int:
        """The exit status of make; of a signal, its number below zero."""
        deadline = time.monotonic() + STOP_SECONDS
        while self._read():
            assert time.monotonic() < deadline, self.printed
        os.close(self._descriptor)
        return os.waitstatus_to_exitcode(os.waitpid(self._pid, 0)[1])

    def _read(self) -> bool:
        """For a second; False once nobody has the terminal any more."""
        if select.select([self._descriptor], [], [], 1)[0]:
            try:
                self.printed += os.read(self._descriptor, 65536).decode(errors="replace")
            except OSError:
                return False
        return True


@pytest.fixture
def folder() -> Iterator[Path]:
    """Inside the project: what is printed is relative to it."""
    folder = PROJECT_FOLDER / "build" / "e2e-demo"
    folder.mkdir(parents=True, exist_ok=True)
    yield folder
    assert state.StateFolder(folder / "account").is_free()


def test_the_demo_stays_up_and_its_curl_lines_work(folder: Path) -> None:
    terminal = Terminal(folder)
    terminal.read_until("until you press Ctrl-C")
    assert stat.S_IMODE((folder / "authorization").stat().st_mode) == 0o600
    (asset,) = re.findall(r"GET /v1/assets/(\S+)", terminal.printed)
    created, listed, got = [
        subprocess.run(
            ["bash", "-c", f"{line} --silent --show-error --fail"],
            cwd=PROJECT_FOLDER,
            check=True,
            capture_output=True,
            text=True,
            timeout=STOP_SECONDS,
        ).stdout
        for line in re.findall(r"^  (curl .*?)\r$", terminal.printed, re.M)
    ]
    (page,) = re.findall(r"^Open (http://localhost:\S+) in a browser", terminal.printed, re.M)
    with urllib.request.urlopen(page, timeout=STOP_SECONDS) as answer:  # noqa: S310
        assert b"<title>Media pipeline</title>" in answer.read()
    assert '"state": "waiting"' in created
    assert asset in listed
    assert '"status": "SUCCEEDED"' in got
    terminal.press_ctrl_c()
    assert terminal.end() == 0, terminal.printed


@pytest.mark.parametrize(
    ("keep", "moment"),
    [("", "Starting a local AWS account"), ("1", "Starting a local"), ("1", "Applying terraform")],
)
def test_ctrl_c_at_any_moment_leaves_nothing_running(folder: Path, keep: str, moment: str) -> None:
    terminal = Terminal(folder, keep)
    terminal.read_until(moment)
    while state.StateFolder(folder / "account").is_free():
        time.sleep(0.02)
    terminal.press_ctrl_c()
    # make ends by the signal itself.
    assert terminal.end() == -signal.SIGINT, terminal.printed
    assert "Everything the demo started has stopped." in terminal.printed
