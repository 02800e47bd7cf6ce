"""Stop a server from outside; only the standard library."""

import contextlib
import os
import signal
import subprocess
import time

from local_aws import state

STOP_SECONDS = 8.0


def stop(
    folder: state.StateFolder, pid: int, process: subprocess.Popen[bytes] | None = None
) -> None:
    """Stop the server ``pid`` of a state folder and wait until nothing of it is left."""
    deadline = time.monotonic() + STOP_SECONDS
    with contextlib.suppress(ProcessLookupError):
        os.kill(pid, signal.SIGTERM)
    if process is not None:
        with contextlib.suppress(subprocess.TimeoutExpired):
            process.wait(STOP_SECONDS)
    if not folder.wait_until_free(max(0.5, deadline - time.monotonic())):
        with contextlib.suppress(ProcessLookupError):
            os.killpg(pid, signal.SIGKILL)
        if process is not None:
            end(process)
        folder.wait_until_free(STOP_SECONDS)
    folder.clear()


def kill(folder: state.StateFolder, pid: int, process: subprocess.Popen[bytes]) -> None:
    """Kill the server ``pid`` with its process group and wait until nothing of it is left."""
    os.killpg(pid, signal.SIGKILL)
    end(process)
    folder.wait_until_free(STOP_SECONDS)
    folder.clear()


def end(process: subprocess.Popen[bytes]) -> None:
    """Kill and collect a process; fine where it has ended.

    :raises subprocess.TimeoutExpired: the system cannot end it.
    """
    process.kill()
    process.wait(STOP_SECONDS)
