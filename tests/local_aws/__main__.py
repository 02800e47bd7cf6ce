"""Command line: ``python -m local_aws up|down|status|env`` (from the tests folder)."""

import argparse
import shlex
import signal
import sys
import time
from pathlib import Path

from local_aws import account, state, stopping


def main() -> int:
    """Run one command; every failure is one line on stderr and exit status 1."""
    parser = argparse.ArgumentParser(prog="local_aws", description="An AWS account on your laptop.")
    parser.add_argument("command", choices=["up", "down", "status", "env"])
    parser.add_argument("--port", type=int, default=0, help="up: TCP port (default: a free one)")
    parser.add_argument(
        "--state-dir",
        type=Path,
        default=account.PROJECT_FOLDER / "build" / "local-aws",
        help="folder of the account's log and temporary files (default: %(default)s)",
    )
    parser.add_argument("--detach", action="store_true", help="up: return and keep it running")
    chosen = parser.parse_args()
    try:
        if chosen.command == "up":
            return _up(chosen.state_dir, chosen.port, chosen.detach)
        return {"down": _down, "status": _status, "env": _env}[chosen.command](chosen.state_dir)
    except account.AccountError as error:
        print(error, file=sys.stderr)
        return 1


def _up(state_dir: Path, port: int, detach: bool) -> int:
    began = time.monotonic()
    # Either interrupts whatever runs, so that the finally below stops the server. SIGINT too: a
    # command that a script starts in the background, or nohup, begins with SIGINT ignored.
    for number in (signal.SIGINT, signal.SIGTERM):
        signal.signal(number, signal.default_int_handler)
    one = account.Account(state_dir, port, detached=detach)
    try:
        one.start()
        took = time.monotonic() - began
        print(f"AWS account {state.ACCOUNT_ID} is up at {one.endpoint_url} ({took:.1f} s)")
        if detach:
            print(f"pid {one.pid}, log {one.log_path}")
            return 0
        print(f"log {one.log_path}; Ctrl-C stops it", flush=True)
        return one.wait()
    except KeyboardInterrupt:
        return 0
    finally:
        if not detach:
            one.stop()


def _down(state_dir: Path) -> int:
    folder = state.StateFolder(state_dir)
    running = folder.read()
    if running is None:
        print("not running")
        return 0
    stopping.stop(folder, running.pid)
    print(f"stopped (pid {running.pid})")
    return 0


def _running(state_dir: Path) -> state.Running:
    running = state.StateFolder(state_dir).read()
    if running is None:
        raise account.AccountError(f"no local account runs in {state_dir}")
    return running


def _status(state_dir: Path) -> int:
    running = _running(state_dir)
    seconds = int(time.time() - running.started_at)
    kind = "detached" if running.detached else "attached"
    print(f"up at {running.endpoint_url} for {seconds} s, pid {running.pid}, {kind}")
    return 0


def _env(state_dir: Path) -> int:
    for name, value in state.environment(_running(state_dir)).items():
        print(f"export {name}={shlex.quote(value)}")
    return 0


if __name__ == "__main__":
    sys.exit(main())
