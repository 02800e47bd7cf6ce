"""AWS clients as functions hold them: a call goes through what the simulator makes of it."""

from collections.abc import Callable
from dataclasses import dataclass
from functools import lru_cache
from types import SimpleNamespace
from typing import Any

from botocore.exceptions import ReadTimeoutError

from fakes.mediaconvert import Events, service_model
from faults.invocations import Invocation


@dataclass
class Call:
    """``invocation`` is whose call it is."""

    service: str
    operation: str
    method: Callable[..., Any]
    request: dict[str, Any]
    events: Events
    invocation: Invocation

    @property
    def name(self) -> str:
        return f"{self.invocation.name}: {self.operation}"

    def heard(self, status: int | None) -> None:
        """One try of the SDK was answered with ``status``, or not at all: its hooks are told."""
        silence = answer = None
        if status is None:
            silence = ReadTimeoutError(endpoint_url=f"https://{self.service}.example.com/")
        else:
            answer = {"status_code": status}
        hook = _hook_of(self.service, self.operation)
        self.events.emit(hook, exception=silence, response_dict=answer)


class Client:
    """Stands where a botocore client would: a method per operation, with keyword arguments."""

    def __init__(self, carry: Callable[..., Any], name: str, service: Any) -> None:
        self._carry, self._name, self._service = carry, name, service
        self.meta = SimpleNamespace(events=Events(), service_model=service_model())

    def __getattr__(self, operation: str) -> Any:
        carry, name, events = self._carry, self._name, self.meta.events
        method = getattr(self._service, operation)

        def call(**request: Any) -> Any:
            return carry(name, operation, method, request, events)

        setattr(self, operation, call)  # once for each operation
        return call


@lru_cache(maxsize=100)
def _hook_of(service: str, operation: str) -> str:
    title = "".join(part.title() for part in operation.split("_"))
    return f"response-received.{service}.{title}"
