"""The access log: one line of JSON for every decision about a user, a role or a service.

Fields: ``at`` (epoch seconds), ``principal`` (ARN, or a service's name), ``action``, ``resource``,
``allowed``, ``context`` (the condition keys that the request brought, in small letters). Calls
with root keys are not in it: nothing is decided about them.
"""

import json
import os
import threading
import time
from collections.abc import Mapping
from typing import Any

_writing = threading.Lock()


def write(
    principal: str, action: str, resource: str, allowed: bool, context: Mapping[str, Any]
) -> None:
    """Append one decision."""
    line = {
        "at": round(time.time(), 3),
        "principal": principal,
        "action": action,
        "resource": resource,
        "allowed": allowed,
        "context": {key: value for key, value in sorted(context.items()) if value is not None},
    }
    with _writing, open(os.environ["LOCAL_AWS_ACCESS_LOG"], "a", encoding="utf-8") as file:
        file.write(json.dumps(line, default=str) + "\n")
