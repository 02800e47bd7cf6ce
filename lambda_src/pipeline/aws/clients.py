"""One botocore client per service, with timeouts that fit a function's own."""

import platform
from functools import cache
from typing import Any

import botocore
import botocore.session
from botocore.config import Config

# botocore's read timeout is 60 s by default: longer than the functions live.
CONFIG = Config(
    connect_timeout=2,
    read_timeout=5,
    retries={"mode": "standard", "max_attempts": 2},
)


def versions() -> dict[str, str]:
    """What the Lambda runtime brings, and changes without a deployment."""
    return {"python": platform.python_version(), "botocore": botocore.__version__}


@cache
def client(service: str) -> Any:
    """Made once per process; region, credentials and endpoint come from the environment."""
    return _session().create_client(service, config=CONFIG)


@cache
def _session() -> botocore.session.Session:
    return botocore.session.get_session()
