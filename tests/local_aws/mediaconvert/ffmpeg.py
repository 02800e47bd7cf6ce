"""Run ffmpeg: where it is, its progress, its end."""

import contextlib
import functools
import subprocess
import threading
import time
from collections.abc import Callable
from pathlib import Path

import imageio_ffmpeg

from local_aws.mediaconvert.errors import JobCanceledError, JobError

ASK_SECONDS = 600.0
# ffmpeg reports twice a second.
SILENT_SECONDS = 300.0
_running: set[subprocess.Popen[str]] = set()
_lock = threading.Lock()


@functools.cache
def binary() -> str:
    """Path of the ffmpeg that the wheel brings (IMAGEIO_FFMPEG_EXE overrides it)."""
    return imageio_ffmpeg.get_ffmpeg_exe()


def ask(command: list[str]) -> subprocess.CompletedProcess[bytes]:
    """Run a command that looks at a file, and return what it prints.

    :raises subprocess.TimeoutExpired: it has no answer after ten minutes.
    """
    return subprocess.run(
        command, capture_output=True, check=False, stdin=subprocess.DEVNULL, timeout=ASK_SECONDS
    )


def run(
    arguments: list[str],
    folder: Path,
    canceled: threading.Event,
    progress: Callable[[float, int], None],
) -> None:
    """Run ffmpeg in a folder and report (seconds written, frames) as it goes.

    :raises JobError: 1999 with ffmpeg's last words.
    :raises JobCanceledError: the event was set meanwhile.
    """
    command = [binary(), "-hide_banner", "-y", "-nostats", "-v", "error", "-progress", "pipe:1"]
    with (folder / "ffmpeg.log").open("w+") as errors:
        process = subprocess.Popen(
            [*command, *arguments],
            cwd=folder,
            stdin=subprocess.DEVNULL,
            stdout=subprocess.PIPE,
            stderr=errors,
            text=True,
        )
        with _lock:
            _running.add(process)
        heard = [time.monotonic()]
        watch = threading.Thread(target=_kill_when, args=(canceled, heard, process), daemon=True)
        watch.start()
        try:
            _follow(process, heard, progress)
        finally:
            status = process.wait(SILENT_SECONDS)
            with _lock:
                _running.discard(process)
        if canceled.is_set():
            raise JobCanceledError
        if status:
            errors.seek(0)
            words = errors.read().strip().splitlines()[-1:] or [f"exit status {status}"]
            raise JobError(JobError.UNKNOWN, f"Unknown transcoding error: {words[0]}")


def _follow(
    process: subprocess.Popen[str], heard: list[float], progress: Callable[[float, int], None]
) -> None:
    assert process.stdout is not None
    seconds, frames = 0.0, 0
    for line in process.stdout:
        heard[0] = time.monotonic()
        name, _, value = line.strip().partition("=")
        with contextlib.suppress(ValueError):
            if name == "frame":
                frames = int(value)
            elif name == "out_time_us":
                seconds = max(seconds, int(value) / 1e6)
            elif name == "progress":
                progress(seconds, frames)


def _kill_when(
    canceled: threading.Event, heard: list[float], process: subprocess.Popen[str]
) -> None:
    """When the job is canceled, and when ffmpeg says nothing any more."""
    while process.poll() is None:
        if canceled.wait(0.2) or time.monotonic() - heard[0] > SILENT_SECONDS:
            process.kill()
            return


def stop_all() -> None:
    """Kill and collect every ffmpeg that runs."""
    with _lock:
        running = list(_running)
    for process in running:
        process.kill()
    for process in running:
        with contextlib.suppress(subprocess.TimeoutExpired):
            process.wait(1)
