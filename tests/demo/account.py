"""The demo's account and environment: started and applied, or used again where they are up."""

import fcntl
import signal
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from demo.console import Bar, phase
from deployment import PROJECT_FOLDER, Deployment
from local_aws import state
from local_aws.account import Account

DEMO_FOLDER = PROJECT_FOLDER / "build" / "demo"
ACCOUNT_FOLDER = DEMO_FOLDER / "account"
# With a way in for browsers and servers: an API, and a user pool whose tokens it takes. The token
# that the demo prints is good for as long as one may be.
WAY_IN = {
    "identity": {
        "browser_client": {"callback_urls": ["https://studio.example.com/signed-in"]},
        "server_client": {},
        "token_validity": {"access_minutes": 1440},
    },
    "api": {},
}


@dataclass(frozen=True)
class Up:
    """An account that is up. ``stays``: also when the demo has ended."""

    environment: dict[str, str]
    stays: bool


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
    if running:
        print(f"▸ Using the local AWS account that is up at {running.endpoint_url}", flush=True)
        yield Up(state.environment(running), stays=True)
        return
    # Its state describes an account that is gone.
    Deployment(DEMO_FOLDER, {}, {}).forget()
    account = Account(ACCOUNT_FOLDER, detached=keep)
    try:
        with phase("Starting a local AWS account"):
            account.start()
        yield Up(account.environment, stays=keep)
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


def apply(environment: dict[str, str], package: Path) -> dict:
    """Apply ``terraform/envs/dev`` to the account and return its outputs."""
    deployment = Deployment(
        DEMO_FOLDER,
        environment,
        {"account_id": state.ACCOUNT_ID, "package": {"path": str(package)}, **WAY_IN},
    )
    bar = Bar()
    with phase("Applying terraform/envs/dev (the first time, SQS and S3 take about a minute)"):
        deployment.apply(lambda done, total: bar.show(done / total, f"{done} of {total} resources"))
        bar.end()
    return deployment.outputs()
