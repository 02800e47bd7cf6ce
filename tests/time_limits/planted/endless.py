"""Tests without an end. pytest finds them only when this file is named."""

import os
import subprocess
import sys
import threading
from pathlib import Path

SLEEP = [sys.executable, "-c", "import time; time.sleep(600)"]


def test_waits_for_a_lock_that_nobody_releases() -> None:
    threading.Thread(target=idle_beside_it, daemon=True).start()
    with held_lock():
        raise AssertionError("nobody released it")


def held_lock() -> threading.Lock:
    lock = threading.Lock()
    lock.acquire()
    return lock


def idle_beside_it() -> None:
    threading.Event().wait()


def test_waits_for_a_child_that_does_not_end() -> None:
    """The child has a session of its own, as the local account has."""
    with subprocess.Popen(SLEEP, start_new_session=True) as child:
        Path(os.environ["CHILD_FILE"]).write_text(str(child.pid))


def test_ends() -> None:
    pass
