"""The demo's account and environment: started and applied, or used again where they are up."""

import fcntl
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from demo.console import Bar, phase
from deployment import PROJECT_FOLDER, Deployment
from local_aws import state
from local_aws.account import Account

DEMO_FOLDER = PROJECT_FOLDER / "build" / "demo"
ACCOUNT_FOLDER = DEMO_FOLDER / "account"


class BusyError(Exception):
    """Another demo works in this checkout."""


@contextmanager
def alone() -> Iterator[None]:
    """Hold the demo's folder: two runs would apply over each other.

    :raises BusyError: another run holds it.
    """
    DEMO_FOLDER.mkdir(parents=True, exist_ok=True)
    with (DEMO_FOLDER / "lock").open("w") as lock:
        try:
            fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            raise BusyError("Another make demo is running in this folder.") from None
        yield


@contextmanager
def local_account(keep: bool) -> Iterator[dict[str, str]]:
    """Variables of an account that is up; it stops at the end if it was started here.

    :param keep: leave it running, unless something fails.
    """
    running = state.StateFolder(ACCOUNT_FOLDER).read()
    if running:
        print(f"▸ Using the local AWS account that is up at {running.endpoint_url}", flush=True)
        yield state.environment(running)
        return
    # Its state describes an account that is gone.
    Deployment(DEMO_FOLDER, {}, {}).forget()
    account = Account(ACCOUNT_FOLDER, detached=keep)
    try:
        with phase("Starting a local AWS account"):
            account.start()
        yield account.environment
    except BaseException:
        account.stop()
        raise
    if not keep:
        with phase("Stopping the local AWS account"):
            account.stop()


def apply(environment: dict[str, str], package: Path) -> dict:
    """Apply ``terraform/envs/dev`` to the account and return its outputs."""
    deployment = Deployment(
        DEMO_FOLDER,
        environment,
        {"account_id": state.ACCOUNT_ID, "package": {"path": str(package)}},
    )
    bar = Bar()
    with phase("Applying terraform/envs/dev (the first time, SQS and S3 take about a minute)"):
        deployment.apply(lambda done, total: bar.show(done / total, f"{done} of {total} resources"))
        bar.end()
    return deployment.outputs()
