"""Sweep up after the server, whatever ended it; run as a script by the server.

Arguments: the server's process group, its folder for temporary files. Standard input is a
pipe from the server: its end means that the server is gone, by SIGKILL too. The keeper holds
the state folder's lock, so the folder is free only after the sweep.
"""

import contextlib
import os
import shutil
import signal
import sys
import time


def main() -> None:
    """Wait for the server's end, kill what is left of its group, remove its files."""
    group, folder = int(sys.argv[1]), sys.argv[2]
    # In a session of its own it outlives signals that are sent to the server's group.
    os.setsid()
    for ignored in (signal.SIGINT, signal.SIGTERM, signal.SIGHUP):
        signal.signal(ignored, signal.SIG_IGN)
    while os.read(0, 4096):
        pass
    with contextlib.suppress(ProcessLookupError, PermissionError):
        for _ in range(100):
            os.killpg(group, signal.SIGKILL)
            time.sleep(0.02)
    shutil.rmtree(folder, ignore_errors=True)


if __name__ == "__main__":
    main()
