"""The state folder of one local account: what runs, where, and the lock that says so.

Layout: ``state.json`` (pid, port …), ``server.log``, ``access.jsonl`` (every decision about a
caller), ``authority.pem`` (what clients trust), ``lock`` (held for as long as any process of the
account lives) and ``tmp`` (every temporary file of the server and its children).
Only the standard library.
"""

import contextlib
import fcntl
import json
import os
import time
from dataclasses import asdict, dataclass
from pathlib import Path

HOST = "127.0.0.1"
ACCOUNT_ID = "000000000000"
REGION = "us-east-1"


@dataclass(frozen=True)
class Running:
    """A server that is up: since when (epoch seconds), and the certificate to trust.

    ``plain_port`` is 0 where there is no plain HTTP.
    """

    pid: int
    port: int
    detached: bool
    started_at: float
    authority: str
    plain_port: int = 0

    @property
    def endpoint_url(self) -> str:
        return f"https://{HOST}:{self.port}"

    @property
    def plain_url(self) -> str:
        """The same without TLS; none is sent with a signature of its own."""
        return f"http://{HOST}:{self.plain_port}"

    @property
    def browser_url(self) -> str:
        """The distribution, without TLS."""
        return f"http://localhost:{self.plain_port}"


class StateFolder:
    """Paths and lock of one state folder."""

    def __init__(self, path: Path) -> None:
        self.path = path.resolve()
        self.log_path = self.path / "server.log"
        self.authority_path = self.path / "authority.pem"
        self.access_log_path = self.path / "access.jsonl"
        self.tmp_path = self.path / "tmp"
        self._state_path = self.path / "state.json"
        self._lock_path = self.path / "lock"

    def lock(self) -> int | None:
        """Take the lock and return its descriptor, or None where another server has it."""
        self.path.mkdir(parents=True, exist_ok=True)
        descriptor = os.open(self._lock_path, os.O_RDWR | os.O_CREAT, 0o600)
        try:
            fcntl.flock(descriptor, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            os.close(descriptor)
            return None
        return descriptor

    def is_free(self) -> bool:
        """Tell whether nothing of an account runs here."""
        if not self._lock_path.exists():
            return True
        descriptor = self.lock()
        if descriptor is None:
            return False
        os.close(descriptor)
        return True

    def wait_until_free(self, seconds: float) -> bool:
        """Wait for all processes of the account to go; False where some remain."""
        deadline = time.monotonic() + seconds
        while not self.is_free():
            if time.monotonic() > deadline:
                return False
            time.sleep(0.02)
        return True

    def write(self, running: Running) -> None:
        """Publish the running server, in one step."""
        fresh = self._state_path.with_suffix(".new")
        fresh.write_text(json.dumps(asdict(running)))
        fresh.replace(self._state_path)

    def read(self) -> Running | None:
        """The running server, or None where nothing runs here."""
        if self.is_free():
            return None
        with contextlib.suppress(OSError, ValueError, TypeError):
            return Running(**json.loads(self._state_path.read_text()))
        return None

    def clear(self) -> None:
        """Forget the server that ran here."""
        self._state_path.unlink(missing_ok=True)


def environment(running: Running) -> dict[str, str]:
    """Variables that point the AWS CLI, an SDK or Terraform at the account."""
    return {
        "AWS_ENDPOINT_URL": running.endpoint_url,
        "AWS_CA_BUNDLE": running.authority,
        "AWS_ACCESS_KEY_ID": "test",
        "AWS_SECRET_ACCESS_KEY": "test",
        "AWS_REGION": REGION,
        "AWS_DEFAULT_REGION": REGION,
        "AWS_EC2_METADATA_DISABLED": "true",
        "CHECKPOINT_DISABLE": "1",
    }
