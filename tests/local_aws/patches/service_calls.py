"""What services call among themselves goes over TLS, as on AWS.

ministack 1.5.33 takes the calls of its own threads (schedules, mappings, destinations) for plain
HTTP, so that a queue policy which refuses that would refuse them.
"""

import contextvars


def apply() -> None:
    """Replace the default that holds wherever no request says otherwise."""
    from ministack.core import iam_evaluator

    iam_evaluator._request_origin = contextvars.ContextVar(
        "request_origin", default=("127.0.0.1", True)
    )
