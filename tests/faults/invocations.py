"""One run of a function."""

from dataclasses import dataclass, field


class KilledError(BaseException):
    """The process is gone: no handler of exceptions runs in it."""


@dataclass
class Invocation:
    """``deadline`` in simulated seconds; ``calls`` by operation, in order."""

    name: str
    deadline: float
    calls: list[str] = field(default_factory=list)
    killed: bool = False

    @property
    def aws_request_id(self) -> str:
        return self.name

    function_name = "function"
    memory_limit_in_mb = 512
    invoked_function_arn = "arn:aws:lambda:us-east-1:000000000000:function:function"
