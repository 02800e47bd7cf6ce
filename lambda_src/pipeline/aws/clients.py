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

# What browsers are given must name the bucket's host in its region, and sign as KMS demands. A
# checksum that botocore asks for when it begins an upload would be owed by every part.
S3_CONFIG = CONFIG.merge(
    Config(
        signature_version="s3v4",
        s3={"addressing_style": "virtual", "us_east_1_regional_endpoint": "regional"},
        request_checksum_calculation="when_required",
    )
)


def versions() -> dict[str, str]:
    """What the Lambda runtime brings, and changes without a deployment."""
    return {"python": platform.python_version(), "botocore": botocore.__version__}


def config_of(service: str) -> Config:
    return S3_CONFIG if service == "s3" else CONFIG


@cache
def client(service: str) -> Any:
    """Made once per process; region, credentials and endpoint come from the environment."""
    return _session().create_client(service, config=config_of(service))


@cache
def _session() -> botocore.session.Session:
    return botocore.session.get_session()
