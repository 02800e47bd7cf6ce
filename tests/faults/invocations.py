"""One run of a function."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any


class KilledError(BaseException):
    """The process is gone: no handler of exceptions runs in it."""


@dataclass
class Invocation:
    """``deadline`` in simulated seconds, ``now`` tells them; ``memory`` is what the process keeps
    from one invocation to the next."""

    name: str
    deadline: float
    now: Callable[[], float]
    memory: dict[str, Any]
    killed: bool = False

    @property
    def aws_request_id(self) -> str:
        return self.name

    def get_remaining_time_in_millis(self) -> int:
        return int((self.deadline - self.now()) * 1000)

    function_name = "function"
    memory_limit_in_mb = 512
    invoked_function_arn = "arn:aws:lambda:us-east-1:000000000000:function:function"
