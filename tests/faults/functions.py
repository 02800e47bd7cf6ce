"""Lambda functions: invocations that take time and may be killed."""

from collections.abc import Callable
from typing import Any

from faults.invocations import Invocation, KilledError
from faults.simulation import Simulation

Event = dict[str, Any]
Answer = dict[str, Any] | None  # None where the invocation failed


class Function:
    """``handler`` is the real one; ``forget`` drops what a process keeps in memory."""

    def __init__(
        self,
        simulation: Simulation,
        name: str,
        handler: Callable[[Event, Any], Any],
        forget: Callable[[], None],
        timeout_seconds: float = 30,
    ) -> None:
        self.name = name
        self.invocations: list[Invocation] = []
        self.errors: list[Exception] = []
        self._simulation, self._handler, self._forget = simulation, handler, forget
        self._timeout_seconds = timeout_seconds

    def start(self, event: Event, done: Callable[[Answer], None]) -> None:
        """Invoke; ``done`` gets the answer when the invocation ends."""
        self._simulation.start(lambda: done(self._run(event)))

    def _run(self, event: Event) -> Answer:
        name = f"{self.name}#{len(self.invocations) + 1}"
        invocation = Invocation(name, self._simulation.now + self._timeout_seconds)
        self.invocations.append(invocation)
        self._simulation.current.invocation = invocation
        try:
            return self._handler(event, invocation) or {}
        except KilledError:
            self._forget()
        except Exception as error:  # what Lambda reports as a function error
            self._simulation.note(f"{name}: function error: {error!r}")
            self.errors.append(error)
        return None
