"""Remove what the server leaves, whatever ended it: a script that the server runs beside itself.

Arguments: the server's process group, its folder for temporary files. Standard input is a
pipe from the server: its end means that the server stops, or was killed. The process
holds the state folder's lock, so the folder is free only after the cleanup.
"""

import contextlib
import os
import shutil
import signal
import subprocess
import sys
import time
from collections.abc import Callable
from pathlib import Path


def start(folder: Path, lock: int) -> Callable[[], None]:
    """Start the process; the result, called last of all, makes it clean up and waits for it."""
    # The pipe's writing end stays with this process alone: it closes when we die.
    read, write = os.pipe()
    command = [sys.executable, "-I", "-S", __file__, str(os.getpgrp()), str(folder)]
    process = subprocess.Popen(command, stdin=read, stdout=subprocess.DEVNULL, pass_fds=[lock])
    os.close(read)

    def clean_up() -> None:
        signal.signal(signal.SIGTERM, signal.SIG_IGN)
        os.close(write)
        with contextlib.suppress(subprocess.TimeoutExpired):
            process.wait(3)

    return clean_up


def main() -> None:
    """Wait for the server's end, end what is left of its group, remove its files."""
    group, folder = int(sys.argv[1]), sys.argv[2]
    # In a session of its own it outlives signals that are sent to the server's group.
    os.setsid()
    for ignored in (signal.SIGINT, signal.SIGTERM, signal.SIGHUP):
        signal.signal(ignored, signal.SIG_IGN)
    while os.read(0, 4096):
        pass
    with contextlib.suppress(ProcessLookupError, PermissionError):
        # The server heeds no SIGTERM any more: it waits for us where it still can.
        os.killpg(group, signal.SIGTERM)
        time.sleep(0.05)
        for _ in range(100):
            if os.getppid() == group:
                break
            os.killpg(group, signal.SIGKILL)
            time.sleep(0.02)
    shutil.rmtree(folder, ignore_errors=True)


if __name__ == "__main__":
    main()
