"""An account that is durable: what it holds outlives the server, even one that was killed.

ministack saves its state on an orderly shutdown only. Here a fork of the server, which is a
snapshot of all services at one instant, writes everything down again and again: whoever kills the
server takes the account back to the last snapshot as a whole, never one service behind another.
Bodies of objects are on disk anyway. Only ``Account(..., keep_state=True)`` asks for this.
"""

import json
import logging
import os
import signal
import threading
import time
from pathlib import Path
from typing import Any

log = logging.getLogger("local_aws")
SNAPSHOT_SECONDS = 0.3
GIVE_UP_SECONDS = 8.0


def settings(folder: Path) -> dict[str, str]:
    """ministack's settings for an account whose state stays in ``folder``."""
    return {
        "PERSIST_STATE": "1",
        "STATE_DIR": str(folder / "kept"),
        "S3_PERSIST": "1",
        "S3_DATA_DIR": str(folder / "kept" / "objects"),
    }


def apply() -> None:
    """Load the last snapshot when ministack starts, if it is to keep its state."""
    from ministack import app
    from ministack.core import persistence

    if not persistence.PERSIST_STATE:
        return
    _keep_streams()
    path = Path(persistence.STATE_DIR) / "account.json"
    path.parent.mkdir(parents=True, exist_ok=True)
    hook = persistence._json_object_hook
    kept = json.loads(path.read_text(), object_hook=hook) if path.exists() else {}
    app.load_state = lambda service: kept.pop(service, None)


def start() -> None:
    """Take snapshots from now on; meant for the time when ministack has started."""
    from ministack.core import persistence

    if persistence.PERSIST_STATE:
        path = Path(persistence.STATE_DIR) / "account.json"
        threading.Thread(target=_take_snapshots, args=(path,), daemon=True).start()


def wait_for_snapshot(folder: Path, seconds: float) -> None:
    """Wait until everything that is true now is written down."""
    path = folder / "kept" / "account.json"
    deadline = time.monotonic() + seconds
    # The first one that we see come may have been taken before.
    for _ in range(2):
        last = _identity(path)
        while _identity(path) == last:
            if time.monotonic() > deadline:
                raise TimeoutError(f"no snapshot of the account's state within {seconds} s")
            time.sleep(0.02)


def _identity(path: Path) -> tuple[int, int] | None:
    try:
        found = path.stat()
    except FileNotFoundError:
        return None
    return found.st_ino, found.st_mtime_ns


def _take_snapshots(path: Path) -> None:
    while True:
        began = time.monotonic()
        child = os.fork()
        if child == 0:
            try:
                _write(path)
            except Exception:
                log.exception("no snapshot of the account's state")
            finally:
                os._exit(0)
        _wait_for(child)
        # A quarter of a core at most, as long as that is a matter of seconds.
        time.sleep(min(max(SNAPSHOT_SECONDS, 3 * (time.monotonic() - began)), 2))


def _wait_for(child: int) -> None:
    """A fork waits for ever for what a thread had locked that it does not have: it is given up."""
    deadline = time.monotonic() + GIVE_UP_SECONDS
    while os.waitpid(child, os.WNOHANG) == (0, 0):
        if time.monotonic() > deadline:
            log.warning("a snapshot of the account's state took too long and was dropped")
            os.kill(child, signal.SIGKILL)
            os.waitpid(child, 0)
            return
        time.sleep(0.02)


def _write(path: Path) -> None:
    from ministack import app
    from ministack.core import persistence

    states = {name: state() for name, state in app._build_persistence_save_dict().items()}
    fresh = path.with_suffix(".new")
    fresh.write_text(json.dumps(states, default=persistence._json_default))
    fresh.replace(path)


def _keep_streams() -> None:
    """ministack 1.5.33 keeps the positions of stream readers, but not the streams' records."""
    from ministack.services import dynamodb

    state, restore = dynamodb.get_state, dynamodb.load_persisted_state

    def get_state() -> dict[str, Any]:
        return {
            **state(),
            "stream_records": dynamodb._stream_records,
            "stream_trimmed": dynamodb._stream_trimmed,
            "stream_seq_counter": dynamodb._stream_seq_counter,
        }

    def load_persisted_state(data: dict[str, Any]) -> None:
        restore(data)
        dynamodb._stream_records.update(data["stream_records"])
        dynamodb._stream_trimmed.update(data["stream_trimmed"])
        dynamodb._stream_seq_counter = data["stream_seq_counter"]

    dynamodb.get_state, dynamodb.load_persisted_state = get_state, load_persisted_state
