"""Lambda workers get a session of their role, whether or not IAM is enforced.

Without AUTH, ministack 1.5.33 hands workers the account id as access key and an empty session
token; on AWS a function always has session credentials, and SDKs sign with the token.
"""

import hashlib
from typing import Any


def apply() -> None:
    """Replace the function that makes a worker's credentials."""
    from ministack import app
    from ministack.core import lambda_runtime
    from ministack.services import lambda_svc, sts

    enforced = lambda_runtime.execution_credentials

    def execution_credentials(config: dict[str, Any]) -> dict[str, str]:
        if app.AUTH:
            return enforced(config)
        role, function = config.get("Role", ""), config.get("FunctionArn", "")
        digest = hashlib.sha256(f"{function}:{role}".encode()).hexdigest()
        session = {
            "AWS_ACCESS_KEY_ID": f"ASIA{digest[:16].upper()}",
            "AWS_SECRET_ACCESS_KEY": digest[16:56],
            "AWS_SESSION_TOKEN": digest,
        }
        account, name = function.split(":")[4], role.rsplit("/", 1)[-1]
        user = config.get("FunctionName", "function")[:64]
        sts.register_session(
            session["AWS_ACCESS_KEY_ID"],
            {
                "Arn": f"arn:aws:sts::{account}:assumed-role/{name}/{user}",
                "UserId": f"{name}:{user}",
                "SecretAccessKey": session["AWS_SECRET_ACCESS_KEY"],
                "SessionToken": session["AWS_SESSION_TOKEN"],
            },
        )
        return session

    for module in (lambda_runtime, lambda_svc):
        if hasattr(module, "execution_credentials"):
            module.execution_credentials = execution_credentials
