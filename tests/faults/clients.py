"""AWS clients as functions hold them: a call goes through what the simulator makes of it."""

from collections.abc import Callable
from dataclasses import dataclass
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
        title = "".join(part.title() for part in self.operation.split("_"))
        silence = ReadTimeoutError(endpoint_url=f"https://{self.service}.example.com/")
        self.events.emit(
            f"response-received.{self.service}.{title}",
            exception=silence if status is None else None,
            response_dict=None if status is None else {"status_code": status},
        )


class Client:
    """Stands where a botocore client would: a method per operation, with keyword arguments."""

    def __init__(self, carry: Callable[..., Any], name: str, service: Any) -> None:
        self._carry, self._name, self._service = carry, name, service
        self.meta = SimpleNamespace(events=Events(), service_model=service_model())

    def __getattr__(self, operation: str) -> Any:
        method, events = getattr(self._service, operation), self.meta.events
        return lambda **request: self._carry(self._name, operation, method, request, events)
