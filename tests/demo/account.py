"""The demo's account and environment: started and applied, or used again where they are up."""

import fcntl
import signal
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass

from demo.console import phase
from deployment import PROJECT_FOLDER, Deployment
from local_aws import state
from local_aws.account import Account, AccountError

DEMO_FOLDER = PROJECT_FOLDER / "build" / "demo"
ACCOUNT_FOLDER = DEMO_FOLDER / "account"


@dataclass(frozen=True)
class Up:
    """An account that is up. ``stays``: also when the demo has ended."""

    running: state.Running
    stays: bool

    @property
    def environment(self) -> dict[str, str]:
        return state.environment(self.running)


class BusyError(Exception):
    """Another demo works in this checkout."""


@contextmanager
def alone() -> Iterator[Callable[[], None]]:
    """Hold the demo's folder, until the end or a call: two runs would apply over each other.

    :raises BusyError: another run holds it.
    """
    DEMO_FOLDER.mkdir(parents=True, exist_ok=True)
    with (DEMO_FOLDER / "lock").open("w") as lock:
        try:
            fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            raise BusyError("Another make demo is running in this folder.") from None
        yield lock.close


@contextmanager
def local_account(keep: bool) -> Iterator[Up]:
    """An account that is up; it stops at the end if it was started here.

    :param keep: leave it running, unless something fails.
    """
    running = state.StateFolder(ACCOUNT_FOLDER).read()
    if running and not running.plain_port:
        raise AccountError("An account of an earlier version is up. Stop it first: make stop")
    if running:
        print(f"▸ Using the local AWS account that is up at {running.endpoint_url}", flush=True)
        yield Up(running, stays=True)
        return
    # Its state describes an account that is gone.
    Deployment(DEMO_FOLDER, {}, {}).forget()
    account = Account(ACCOUNT_FOLDER, detached=keep, plain_http=True)
    try:
        with phase("Starting a local AWS account"):
            account.start()
        yield Up(account.running, stays=keep)
    except BaseException:
        _uninterrupted()
        account.stop()
        raise
    if not keep:
        _uninterrupted()
        with phase("Stopping the local AWS account"):
            account.stop()


def is_down() -> bool:
    """Whether the demo's account has stopped, by `make stop` or by itself."""
    return state.StateFolder(ACCOUNT_FOLDER).read() is None


def _uninterrupted() -> None:
    """What was started stops, however often one asks."""
    for number in (signal.SIGINT, signal.SIGTERM, signal.SIGHUP):
        signal.signal(number, signal.SIG_IGN)
