"""The process: it starts quickly, listens on one port, and leaves nothing behind."""

import contextlib
import os
import select
import signal
import socket
import ssl
import subprocess
import sys
import time
import urllib.request
from collections.abc import Iterator
from http.client import HTTPException
from pathlib import Path
from urllib.error import URLError

import pytest

from local_aws import account as accounts
from local_aws.account import Account, AccountError
from local_aws.state import StateFolder
from local_aws.tests import functions
from local_aws.tests import job_requests as make
from local_aws.tests.conftest import clients_of, create_job_resources
from local_aws.tests.media_files import Media

HOLD = (
    "import sys, time; sys.path.insert(0, sys.argv[1]); from pathlib import Path;"
    "from local_aws.account import Account; one = Account(Path(sys.argv[2])).start();"
    "print(one.pid, flush=True); time.sleep(60)"
)


def group_is_alive(group: int) -> bool:
    try:
        os.killpg(group, 0)
    except ProcessLookupError:
        return False
    return True


@contextlib.contextmanager
def running(
    line: list[str], interrupts: signal.Handlers = signal.SIG_DFL
) -> Iterator[subprocess.Popen[str]]:
    """A command that is killed if it outlives the test; ``interrupts``: what it does on SIGINT."""
    process = subprocess.Popen(
        line,
        cwd=accounts.TESTS_FOLDER,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
        preexec_fn=lambda: signal.signal(signal.SIGINT, interrupts),
    )
    try:
        yield process
    finally:
        process.kill()
        process.communicate(timeout=10)


def first_line(process: subprocess.Popen[str]) -> str:
    assert process.stdout is not None
    assert select.select([process.stdout], [], [], 60)[0], "no line within a minute"
    return process.stdout.readline()


def assert_gone(folder: StateFolder, pid: int) -> None:
    assert folder.wait_until_free(5)
    deadline = time.monotonic() + 2
    # A process whose parent is gone stays listed until the system collects it.
    while group_is_alive(pid) and time.monotonic() < deadline:
        time.sleep(0.02)
    assert not group_is_alive(pid)
    assert not folder.tmp_path.exists()


@pytest.fixture
def busy(tmp_path: Path) -> Iterator[Account]:
    """An account with a Lambda worker that is running."""
    with Account(tmp_path / "a b") as one:
        functions.make_role(clients_of(one))
        functions.create(clients_of(one), "worker", tmp_path)
        functions.invoke(clients_of(one), "worker", {})
        assert list(one.folder.tmp_path.glob("ministack-lambda-*"))
        yield one


def test_it_starts_quickly_and_stops_without_a_trace(tmp_path: Path) -> None:
    began = time.monotonic()
    one = Account(tmp_path / "with space").start()
    took = time.monotonic() - began
    one.stop()
    # Under 2 s alone; the rest is room for a busy machine.
    assert took < 5
    assert one.folder.read() is None
    assert not one.folder.tmp_path.exists()
    one.stop()


def test_it_listens_on_the_loopback_address_alone(account: Account) -> None:
    port = int(account.endpoint_url.rsplit(":", 1)[1])
    with socket.socket() as other:
        # The same port is free on any other address of the machine.
        other.bind(("127.0.0.2" if sys.platform == "linux" else "::1", port))


def test_it_speaks_tls_to_those_who_trust_its_authority_alone(account: Account) -> None:
    def status(url: str, cafile: str | None = None) -> int:
        trust = ssl.create_default_context(cafile=cafile)
        with urllib.request.urlopen(url, timeout=30, context=trust) as answer:  # noqa: S310
            return answer.status

    url = f"{account.endpoint_url}/_ministack/health"
    assert status(url, cafile=account.environment["AWS_CA_BUNDLE"]) == 200
    with pytest.raises(URLError, match="CERTIFICATE_VERIFY_FAILED"):
        status(url)
    with pytest.raises((OSError, HTTPException)):
        status(url.replace("https", "http"))


def test_the_key_of_its_authority_lies_nowhere(account: Account) -> None:
    folder = account.folder.path
    keys = [path for path in folder.rglob("*.pem") if b"PRIVATE KEY" in path.read_bytes()]
    assert keys == [account.folder.tmp_path / "server.pem"]
    assert keys[0].stat().st_mode & 0o077 == 0
    assert len(keys[0].read_bytes().split(b"PRIVATE KEY")) == 3


def test_stop_takes_workers_along(busy: Account) -> None:
    pid = busy.pid
    busy.stop()
    assert_gone(busy.folder, pid)


def test_a_killed_server_takes_workers_along(busy: Account) -> None:
    pid = busy.pid
    os.kill(pid, signal.SIGKILL)
    busy.wait(10)
    assert_gone(busy.folder, pid)


@pytest.mark.parametrize("number", [signal.SIGTERM, signal.SIGKILL])
def test_a_running_job_ends_with_the_server(tmp_path: Path, media: Media, number: int) -> None:
    with Account(tmp_path / "a b") as one:
        resources = create_job_resources(clients_of(one))
        clip = media.looped(media.clip("short.mp4", size="160x120", sound=False), 300)
        resources.s3.upload_file(str(clip), "uploads", "clip.mp4")
        job = resources.mediaconvert.create_job(**make.job(make.mp4()))["Job"]
        deadline = time.monotonic() + 60
        while job.get("CurrentPhase") != "TRANSCODING":
            assert job["Status"] != "ERROR", job["ErrorMessage"]
            assert time.monotonic() < deadline
            time.sleep(0.05)
            job = resources.mediaconvert.get_job(Id=job["Id"])["Job"]
        pid = one.pid
        os.kill(pid, number)
        one.wait(10)
        assert_gone(one.folder, pid)


def test_a_killed_owner_takes_the_server_along(tmp_path: Path) -> None:
    tests = str(accounts.TESTS_FOLDER)
    with running([sys.executable, "-c", HOLD, tests, str(tmp_path)]) as owner:
        pid = int(first_line(owner))
        owner.kill()
        assert owner.wait(10) == -signal.SIGKILL
    assert_gone(StateFolder(tmp_path), pid)


def test_an_interrupted_start_leaves_nothing(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Whoever says that all has stopped is right at once."""
    account = Account(tmp_path, detached=True)

    def interrupted() -> dict:
        while account.folder.is_free():
            time.sleep(0.01)
        raise KeyboardInterrupt

    monkeypatch.setattr(account, "_first_line", interrupted)
    with pytest.raises(KeyboardInterrupt):
        account.start()
    assert account.folder.is_free()


def test_two_accounts_run_beside_each_other(account: Account, tmp_path: Path) -> None:
    with Account(tmp_path) as other:
        assert other.endpoint_url != account.endpoint_url
        clients_of(other)("s3").create_bucket(Bucket="mine")
        names = [row["Name"] for row in clients_of(account)("s3").list_buckets()["Buckets"]]
        assert "mine" not in names


def test_a_folder_has_one_account(account: Account) -> None:
    with pytest.raises(AccountError, match="runs already"):
        Account(account.folder.path).start()


def test_a_taken_port_is_one_line(account: Account, tmp_path: Path) -> None:
    port = account.endpoint_url.rsplit(":", 1)[1]
    ran = command("up", "--state-dir", str(tmp_path), "--port", port)
    assert ran.returncode == 1
    assert ran.stderr.splitlines() == [
        f"port {port} of 127.0.0.1 cannot be used: Address already in use"
    ]


def test_a_missing_environment_is_one_line(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("LOCAL_AWS_PYTHON", str(tmp_path / "nothing"))
    with pytest.raises(AccountError, match="set LOCAL_AWS_PYTHON"):
        Account(tmp_path).start()


def command(*arguments: str) -> subprocess.CompletedProcess[str]:
    line = [sys.executable, "-m", "local_aws", *arguments]
    return subprocess.run(
        line, cwd=accounts.TESTS_FOLDER, capture_output=True, text=True, check=False, timeout=60
    )


def test_the_command_line_up_status_env_down(tmp_path: Path) -> None:
    where = ("--state-dir", str(tmp_path / "detached one"))
    assert command("status", *where).returncode == 1
    assert "is up at https://127.0.0.1:" in command("up", "--detach", *where).stdout
    folder = StateFolder(tmp_path / "detached one")
    running = folder.read()
    assert running is not None
    try:
        assert f"pid {running.pid}, detached" in command("status", *where).stdout
        exports = command("env", *where).stdout.splitlines()
        assert f"export AWS_ENDPOINT_URL={running.endpoint_url}" in exports
        assert command("up", *where).stderr.startswith("a local account runs already")
    finally:
        stopped = command("down", *where)
    assert stopped.stdout == f"stopped (pid {running.pid})\n"
    assert_gone(folder, running.pid)
    assert command("down", *where).stdout == "not running\n"


@pytest.mark.parametrize("number", [signal.SIGINT, signal.SIGTERM])
@pytest.mark.parametrize("interrupts", [signal.SIG_DFL, signal.SIG_IGN], ids=["default", "ignored"])
def test_the_command_in_the_foreground_ends_cleanly(
    tmp_path: Path, number: int, interrupts: signal.Handlers
) -> None:
    """Also where it begins with SIGINT ignored, as a script's background commands do."""
    line = [sys.executable, "-m", "local_aws", "up", "--state-dir", str(tmp_path)]
    with running(line, interrupts) as up:
        assert "is up at" in first_line(up)
        found = StateFolder(tmp_path).read()
        assert found is not None
        up.send_signal(number)
        _, complaints = up.communicate(timeout=20)
        assert (up.returncode, complaints) == (0, "")
    assert_gone(StateFolder(tmp_path), found.pid)
