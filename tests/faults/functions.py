"""Lambda functions: invocations that take time and may be killed."""

from collections.abc import Callable
from typing import Any

from faults.invocations import Invocation, KilledError
from faults.simulation import Simulation

Event = dict[str, Any]
Answer = dict[str, Any] | None  # None where the invocation failed


class Function:
    """``handler`` is the real one. Each invocation has a process of its own while it lasts: one
    that is idle, with what it remembers, or a new one. A killed one is gone."""

    def __init__(
        self,
        simulation: Simulation,
        name: str,
        handler: Callable[[Event, Any], Any],
        timeout_seconds: float = 30,
    ) -> None:
        self.name = name
        self.invocations: list[Invocation] = []
        self.errors: list[Exception] = []
        self._simulation, self._handler = simulation, handler
        self._timeout_seconds = timeout_seconds
        self._idle: list[dict[str, Any]] = []  # the memory of each process

    def start(self, event: Event, done: Callable[[Answer], None]) -> None:
        """Invoke; ``done`` gets the answer when the invocation ends."""
        self._simulation.start(lambda: done(self._run(event)))

    def _run(self, event: Event) -> Answer:
        name = f"{self.name}#{len(self.invocations) + 1}"
        memory, killed = self._idle.pop() if self._idle else {}, False
        simulation = self._simulation
        deadline = simulation.now + self._timeout_seconds
        invocation = Invocation(name, deadline, lambda: simulation.now, memory)
        self.invocations.append(invocation)
        simulation.current.invocation = invocation
        try:
            return self._handler(event, invocation) or {}
        except KilledError:
            killed = True
        except Exception as error:  # what Lambda reports as a function error
            simulation.note(f"{name}: function error: {error!r}")
            self.errors.append(error)
        finally:
            if not killed:
                self._idle.append(memory)
        return None
