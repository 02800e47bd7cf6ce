"""What does not end is ended: it is named, its stacks are shown, its processes are gone."""

import os
import signal
import subprocess
import sys
import time
from collections.abc import Iterator
from pathlib import Path

import pytest

PROJECT_FOLDER = Path(__file__).resolve().parents[2]
PLANTED = Path("tests/time_limits/planted/endless.py")
LOCK = f"{PLANTED}::test_waits_for_a_lock_that_nobody_releases"
CHILD = f"{PLANTED}::test_waits_for_a_child_that_does_not_end"
ENDS = f"{PLANTED}::test_ends"


@pytest.fixture
def child_file(tmp_path: Path) -> Iterator[Path]:
    """Where a planted test writes its child's id; that one does not outlive the test here."""
    file = tmp_path / "child"
    yield file
    if file.exists() and runs(int(file.read_text())):
        os.kill(int(file.read_text()), signal.SIGKILL)


def runs(pid: int) -> bool:
    found = subprocess.run(
        ["ps", "-o", "stat=", "-p", str(pid)],
        capture_output=True,
        text=True,
        check=False,
        timeout=10,
    )
    return bool(found.stdout.strip()) and not found.stdout.startswith("Z")


def pytest_command(*tests: str, test_seconds: int) -> list[str]:
    options = ["-q", "-p", "no:cacheprovider", f"--timeout={test_seconds}"]
    return [sys.executable, "-m", "pytest", *options, *tests]


def run(command: list[str], **variables: str) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        command,
        cwd=PROJECT_FOLDER,
        env={**os.environ, **variables},
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
        check=False,
        timeout=60,
    )


def test_a_test_without_an_end_fails_and_the_next_one_runs() -> None:
    done = run(pytest_command(LOCK, ENDS, test_seconds=1))
    assert done.returncode == 1
    assert f"FAILED {LOCK}" in done.stdout
    assert "Failed: Timeout (>1.0s)" in done.stdout
    assert "1 failed, 1 passed" in done.stdout
    assert "idle_beside_it" in done.stdout, "stacks of all threads"


@pytest.mark.parametrize("test", [LOCK, CHILD])
def test_a_layer_without_an_end_is_named_shown_and_ended(
    tmp_path: Path, child_file: Path, test: str
) -> None:
    began = time.monotonic()
    done = run(
        ["scripts/time_limit.sh", "3", *pytest_command(ENDS, test, test_seconds=0)],
        RUNNING_TEST_FILE=str(tmp_path / "running"),
        CHILD_FILE=str(child_file),
    )
    assert done.returncode == 124
    assert time.monotonic() - began < 30
    assert f"Running test: {test}\n" in done.stdout
    assert f"in {test.rpartition('::')[2]}\n" in done.stdout, "its stack"
    assert not child_file.exists() or not runs(int(child_file.read_text()))


def test_what_a_command_leaves_running_is_ended() -> None:
    done = run(["scripts/time_limit.sh", "30", "sh", "-c", "sleep 600 & echo $!; exit 3"])
    assert done.returncode == 3
    assert "Still running after the end of sh, and ended now:" in done.stdout
    assert not runs(int(done.stdout.split()[0]))


@pytest.mark.parametrize(
    ("number", "interrupts"),
    [
        (signal.SIGINT, signal.SIG_DFL),
        (signal.SIGTERM, signal.SIG_DFL),
        # In the background of a script, or under nohup.
        (signal.SIGTERM, signal.SIG_IGN),
    ],
)
def test_an_interrupted_command_is_ended(
    child_file: Path, number: int, interrupts: signal.Handlers
) -> None:
    command = ["scripts/time_limit.sh", "60", *pytest_command(CHILD, test_seconds=0)]
    limited = subprocess.Popen(
        command,
        cwd=PROJECT_FOLDER,
        env={**os.environ, "CHILD_FILE": str(child_file)},
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
        preexec_fn=lambda: signal.signal(signal.SIGINT, interrupts),
    )
    try:
        deadline = time.monotonic() + 30
        while not child_file.exists():
            assert time.monotonic() < deadline
            time.sleep(0.05)
        limited.send_signal(number)
        assert limited.wait(30) == 130
    finally:
        limited.kill()
    assert not runs(int(child_file.read_text()))
