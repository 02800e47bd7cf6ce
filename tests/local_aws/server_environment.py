"""The server's environment: ministack reads it on import, Lambda workers inherit it."""

import os
from pathlib import Path

from local_aws import faults, state


def environment(folder: state.StateFolder, port: int, chain: Path) -> dict[str, str]:
    """Variables of a server on a port, for one state folder; ``chain`` is its certificate."""
    return {
        "GATEWAY_PORT": str(port),
        "AUTH": "true",
        "LOCAL_AWS_ACCESS_LOG": str(folder.access_log_path),
        "USE_SSL": "1",
        "MINISTACK_SSL_CERT": str(chain),
        "MINISTACK_SSL_KEY": str(chain),
        "AWS_CA_BUNDLE": str(folder.authority_path),
        "BIND_HOST": state.HOST,
        "MINISTACK_ACCOUNT_ID": state.ACCOUNT_ID,
        "MINISTACK_REGION": state.REGION,
        "AWS_ACCESS_KEY_ID": "test",
        "AWS_SECRET_ACCESS_KEY": "test",
        "AWS_REGION": state.REGION,
        "AWS_DEFAULT_REGION": state.REGION,
        "AWS_EC2_METADATA_DISABLED": "true",
        "AWS_CONFIG_FILE": os.devnull,
        "AWS_SHARED_CREDENTIALS_FILE": os.devnull,
        "TMPDIR": str(folder.tmp_path),
        faults.STATE_DIR_VARIABLE: str(folder.path),
        # Nothing listens or runs beside the one port and our own workers.
        "SFTP_ENABLED": "0",
        "IOT_MTLS_ENABLED": "0",
        "LAMBDA_EXECUTOR": "local",
        "DOCKER_HOST": f"unix://{folder.path}/no-docker.sock",
    }
