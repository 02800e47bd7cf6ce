"""Start and stop a local AWS account from Python; only the standard library is needed here.

The server runs in a virtual environment of its own (requirements.txt); ``LOCAL_AWS_PYTHON``
names that environment's interpreter.
"""

import json
import os
import select
import subprocess
import time
from collections.abc import Mapping
from pathlib import Path
from types import TracebackType
from typing import Self

from local_aws import snapshots, state, stopping

TESTS_FOLDER = Path(__file__).resolve().parents[1]
PROJECT_FOLDER = TESTS_FOLDER.parent
START_SECONDS = 60.0
# -I and the path as an argument keep the server's children free of our test packages.
LAUNCH = (
    "import sys; sys.path.insert(0, sys.argv[1]); from local_aws.server import main; main(sys.argv)"
)
INHERITED = ("PATH", "HOME", "USER", "LANG", "LC_ALL", "TZ", "IMAGEIO_FFMPEG_EXE")


class AccountError(Exception):
    """The account could not be started; the text is one line for people."""


class Account:
    """An AWS account on 127.0.0.1 that lives as long as this object, or this process at most.

    :param state_dir: folder for the log and all temporary files; one account at a time.
    :param port: TCP port; 0 takes a free one.
    :param detached: outlive this process (until :meth:`stop` or ``python -m local_aws down``).
    :param plain_http: serve browsers without TLS, too, at a free port; see ``plain_http.py``.
    :param keep_state: what the account holds stays in ``state_dir``: it can be started again,
        even after :meth:`kill`, at the same port.
    :param settings: settings of ministack, for example ``{"LAMBDA_WARM_TTL_SECONDS": "60"}``.
    """

    def __init__(
        self,
        state_dir: Path,
        port: int = 0,
        *,
        detached: bool = False,
        plain_http: bool = False,
        keep_state: bool = False,
        settings: Mapping[str, str] | None = None,
    ) -> None:
        self.folder = state.StateFolder(Path(state_dir))
        self.log_path = self.folder.log_path
        self._port, self._detached, self._settings = port, detached, dict(settings or {})
        if keep_state:
            self._settings |= snapshots.settings(self.folder.path)
        self._keep_state, self._plain_http = keep_state, plain_http
        self._process: subprocess.Popen[bytes] | None = None
        self._running: state.Running | None = None

    @property
    def endpoint_url(self) -> str:
        """The one URL of all services; always the IP, so that SDKs use path-style S3."""
        return self._up.endpoint_url

    @property
    def browser_url(self) -> str:
        """Where browsers find the account's distribution, with ``plain_http``."""
        return self._up.browser_url

    @property
    def running(self) -> state.Running:
        """What the state folder says of the server."""
        return self._up

    @property
    def environment(self) -> dict[str, str]:
        """Variables for the AWS CLI, SDKs and Terraform."""
        return state.environment(self._up)

    @property
    def pid(self) -> int:
        """The server's process id, which is its process group's id too."""
        return self._up.pid

    @property
    def _up(self) -> state.Running:
        if self._running is None:
            raise AccountError("the local account is not running")
        return self._running

    def start(self) -> Self:
        """Start the server and wait until it answers.

        :raises AccountError: no interpreter, port taken, already running here, start failed.
        """
        python = Path(
            os.environ.get("LOCAL_AWS_PYTHON")
            or PROJECT_FOLDER / "build" / "venvs" / "local-aws" / "bin" / "python"
        )
        if not python.exists():
            raise AccountError(f"no interpreter at {python}: set LOCAL_AWS_PYTHON (see README.md)")
        self.folder.path.mkdir(parents=True, exist_ok=True)
        options = {
            "state_dir": str(self.folder.path),
            "port": self._port,
            "detached": self._detached,
            "plain_http": self._plain_http,
            "settings": self._settings,
        }
        # A fresh log per run, unless another server is writing to it.
        with self.log_path.open("wb" if self.folder.is_free() else "ab") as log:
            self._process = subprocess.Popen(
                [python, "-I", "-c", LAUNCH, str(TESTS_FOLDER), json.dumps(options)],
                cwd=self.folder.path,
                env={name: os.environ[name] for name in INHERITED if name in os.environ},
                # The server stops when this pipe closes, however its owner dies.
                stdin=subprocess.DEVNULL if self._detached else subprocess.PIPE,
                stdout=subprocess.PIPE,
                stderr=log,
                start_new_session=True,
            )
        try:
            answer = self._first_line()
        except BaseException:  # Ctrl-C: nobody knows of a detached server yet
            stopping.end(self._process)
            self.folder.wait_until_free(stopping.STOP_SECONDS)
            raise
        if "error" in answer:
            stopping.end(self._process)
            raise AccountError(answer["error"])
        self._running = state.Running(**answer)
        if self._keep_state:
            self._port = self._running.port
        return self

    def _first_line(self) -> dict:
        assert self._process is not None
        assert self._process.stdout is not None
        deadline, line = time.monotonic() + START_SECONDS, b""
        with self._process.stdout as pipe:
            while not line.endswith(b"\n"):
                left = max(0.0, deadline - time.monotonic())
                ready = select.select([pipe], [], [], left)[0]
                piece = os.read(pipe.fileno(), 65536) if ready else b""
                if not piece:
                    return {"error": f"the local account did not start: see {self.log_path}"}
                line += piece
        return json.loads(line)

    def wait(self, seconds: float | None = None) -> int:
        """Wait for the server to end and return its exit status.

        :raises subprocess.TimeoutExpired: it still runs after that time.
        """
        assert self._process is not None
        return self._process.wait(seconds)

    def stop(self) -> None:
        """Stop the server and everything it started; fine to call twice."""
        if self._running is None or self._process is None:
            return
        stopping.stop(self.folder, self._running.pid, self._process)
        self._close()

    def _close(self) -> None:
        if self._process and self._process.stdin:
            self._process.stdin.close()
        self._running = None

    def kill(self) -> None:
        """Kill the server and everything it started, as a power failure would.

        Whatever it answered before is kept, if anything is.
        """
        assert self._process is not None
        if self._keep_state:
            snapshots.wait_for_snapshot(self.folder.path, 2 * START_SECONDS)
        stopping.kill(self.folder, self.pid, self._process)
        self._close()

    def __enter__(self) -> Self:
        return self.start()

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        self.stop()
