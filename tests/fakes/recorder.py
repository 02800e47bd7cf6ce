"""Watching, disturbing and failing the calls of any client."""

import threading
from collections.abc import Callable
from typing import Any


class Recorder:
    """What all wrapped clients share.

    ``calls`` are the names of the operations in order; ``before`` and ``after`` run around each
    call with its name and may raise: before the call took effect, or after it did.
    """

    def __init__(self) -> None:
        self.calls: list[str] = []
        self.before: Callable[[str], None] = lambda _: None
        self.after: Callable[[str], None] = lambda _: None
        self._lock = threading.RLock()

    def wrap(self, client: Any) -> "RecordedClient":
        return RecordedClient(client, self)

    def call(self, name: str, method: Callable[..., Any], request: dict[str, Any]) -> Any:
        self.calls.append(name)
        self.before(name)
        with self._lock:  # moto's checks and writes are not one step
            answer = method(**request)
        self.after(name)
        return answer


class RecordedClient:
    def __init__(self, client: Any, recorder: Recorder) -> None:
        self._client = client
        self._recorder = recorder

    def __getattr__(self, name: str) -> Any:
        member = getattr(self._client, name)
        if name == "meta" or not callable(member):
            return member
        return lambda **request: self._recorder.call(name, member, request)


def once(name: str, error: Exception) -> Callable[[str], None]:
    """A hook that raises at the first call of an operation."""
    left = [error]

    def hook(called: str) -> None:
        if called == name and left:
            raise left.pop()

    return hook
