"""AWS calls as a function sees them: they take time, they fail, and others run meanwhile."""

from collections import Counter
from random import Random
from types import SimpleNamespace
from typing import Any

from botocore.exceptions import ClientError

from faults import call_faults
from faults.call_faults import CallFaults, error_of
from faults.invocations import Invocation, KilledError
from faults.latencies import READ_TIMEOUT_SECONDS, SDK_RETRIES, latencies
from faults.mixes import Rates
from faults.services.errors import client_error
from faults.simulation import Simulation


class Client:
    """Stands where a botocore client would: a method per operation, with keyword arguments."""

    def __init__(self, calls: "Calls", name: str, service: Any) -> None:
        self._calls = calls
        self._name = name
        self._service = service
        self.meta = getattr(service, "meta", SimpleNamespace())

    def __getattr__(self, operation: str) -> Any:
        method = getattr(self._service, operation)
        return lambda **request: self._calls.call(self._name, operation, method, request)


class Calls:
    """``counts`` by operation; ``injected`` by what went wrong."""

    def __init__(self, simulation: Simulation, rates: Rates, chance: Random) -> None:
        self._simulation, self._chance = simulation, chance
        self.faults = CallFaults(rates, chance)
        self.counts: Counter[str] = Counter()
        self.injected: Counter[str] = Counter()

    def call(self, service: str, operation: str, method: Any, request: dict[str, Any]) -> Any:
        invocation: Invocation = self._simulation.current.invocation
        self.counts[operation] += 1
        invocation.calls.append(operation)
        if operation == "create_job":
            # botocore fills in a token where none is given, the same for its own tries.
            request.setdefault("ClientRequestToken", f"{self._chance.getrandbits(64):016x}")
        fault = self.faults.draw(service, operation)
        if fault:
            self.injected[fault] += 1
        name = f"{invocation.name}: {operation}"
        hanging = self.faults.rates.killed > 0
        there, back = latencies(operation, self._chance, hanging=hanging)
        self._pause(there, invocation)
        if fault == call_faults.KILLED_BEFORE:
            self._kill(name, fault, invocation)
        self._refuse(name, service, operation, fault, invocation)
        answer = self._tried(name, method, request, back, invocation)
        self._simulation.note(f"{name} {_short(operation, request, answer)}")
        if fault in (call_faults.LOST_ANSWER, call_faults.RETRIED):
            self._pause(READ_TIMEOUT_SECONDS, invocation)
            if fault == call_faults.RETRIED:
                self._simulation.note(f"{name}: no answer, tried again by the SDK")
                return method(**request)
            self._pause(SDK_RETRIES * READ_TIMEOUT_SECONDS, invocation)  # they do not arrive
        self._pause(back, invocation)
        if fault == call_faults.KILLED_AFTER:
            self._kill(name, fault, invocation)
        if fault in (call_faults.LOST_ANSWER, call_faults.FAILED_AFTER):
            self._simulation.note(f"{name} -> {fault}")
            raise error_of(fault, service, operation)
        return answer

    def _refuse(
        self, name: str, service: str, operation: str, fault: str | None, invocation: Invocation
    ) -> None:
        """All tries of the SDK are refused; nothing takes effect."""
        outage = self.faults.outage(service, self._simulation.now)
        if outage is None and fault not in (call_faults.THROTTLED, call_faults.REFUSED):
            return
        self._pause(0.5, invocation)
        self._simulation.note(f"{name} -> {fault or 'outage'}")
        if outage is not None:
            raise client_error(operation, outage.code, outage.status, "outage")
        raise error_of(fault, service, operation)

    def _tried(
        self,
        name: str,
        method: Any,
        request: dict[str, Any],
        back: float,
        invocation: Invocation,
    ) -> Any:
        """As the SDK does it: what the service itself throttles is tried again."""
        for attempt in range(SDK_RETRIES + 1):
            try:
                return method(**request)
            except ClientError as error:
                self._pause(back, invocation)
                self._simulation.note(f"{name} -> {error}")
                status = error.response["ResponseMetadata"]["HTTPStatusCode"]
                if status == 429 and attempt == SDK_RETRIES:
                    self.injected[call_faults.OVER_QUOTA] += 1
                if status != 429 or attempt == SDK_RETRIES:
                    raise
                self._pause(self._chance.random() * 2**attempt, invocation)
        raise AssertionError

    def sleep(self, seconds: float) -> None:
        """The current invocation does nothing for a while."""
        self._pause(seconds, self._simulation.current.invocation)

    def _pause(self, seconds: float, invocation: Invocation) -> None:
        left = invocation.deadline - self._simulation.now
        self._simulation.pause(max(0.0, min(seconds, left)))
        if seconds >= left or invocation.killed:
            self._kill(invocation.name, "timed out", invocation)

    def _kill(self, name: str, why: str, invocation: Invocation) -> None:
        invocation.killed = True
        self._simulation.note(f"{name}: {why}")
        raise KilledError(why)


def _short(operation: str, request: dict[str, Any], answer: Any) -> str:
    """What a reader of the trace wants to know of a call that worked."""
    if operation == "put_item":
        item = request["Item"]
        facts = (item.get(name, {}) for name in ("status", "attempt", "revision"))
        return " ".join(next(iter(fact.values()), "-") for fact in facts)
    if operation == "create_job":
        return f"-> {answer['Job']['Id']}"
    if operation in ("list_jobs", "query"):
        return f"-> {len(answer.get('Jobs', answer.get('Items', [])))} found"
    for name in ("VisibilityTimeout", "DelaySeconds", "Id"):
        if name in request:
            return f"{name}={request[name]}"
    return ""
