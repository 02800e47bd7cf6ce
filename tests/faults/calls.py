"""AWS calls as a function sees them: they take time, they fail, and others run meanwhile."""

from collections import Counter
from collections.abc import Callable
from random import Random
from typing import Any

from botocore.exceptions import ClientError

from fakes.mediaconvert import Events
from faults import call_faults
from faults.call_faults import CallFaults, error_of
from faults.clients import Call, Client
from faults.invocations import Invocation, KilledError
from faults.latencies import READ_TIMEOUT_SECONDS, SDK_RETRIES, latencies
from faults.mixes import Rates
from faults.services.errors import client_error
from faults.simulation import Simulation

# The first try takes effect, and its answer never arrives.
SILENT = (call_faults.LOST_ANSWER, call_faults.LOST_THEN_THROTTLED, call_faults.RETRIED)
DEATHS = (call_faults.KILLED_BEFORE, call_faults.KILLED_AFTER)


class Calls:
    """``counts`` by operation; ``injected`` by what went wrong."""

    def __init__(self, simulation: Simulation, rates: Rates, chance: Random) -> None:
        self._simulation, self._chance = simulation, chance
        self.faults = CallFaults(rates, chance)
        self.counts: Counter[str] = Counter()
        self.injected: Counter[str] = Counter()

    def client(self, name: str, service: Any) -> Client:
        return Client(self._carry, name, service)

    def sleep(self, seconds: float) -> None:
        """The current invocation does nothing for a while."""
        self._pause(seconds, self._simulation.current.invocation)

    def post(self, send: Callable[[], tuple[int | None, float]]) -> int | None:
        """One request of the current invocation to a server that is not AWS's, and its status.
        ``send`` is its effect: what is answered, if anything, and after how many seconds."""
        invocation: Invocation = self._simulation.current.invocation
        name = f"{invocation.name}: post"
        self.counts["post"] += 1
        fault = self.faults.draw("receivers", "post")
        if fault not in DEATHS:
            fault = None
        else:
            self.injected[fault] += 1
        there, back = latencies("post", self._chance, hanging=False)
        self._pause(there, invocation)
        if fault == call_faults.KILLED_BEFORE:
            self._kill(name, fault, invocation)
        status, seconds = send()
        self._simulation.note(f"{name} -> {status}")
        self._pause(seconds + back, invocation)
        if fault == call_faults.KILLED_AFTER:
            self._kill(name, fault, invocation)
        return status

    def _carry(
        self,
        service: str,
        operation: str,
        method: Callable[..., Any],
        request: dict[str, Any],
        events: Events,
    ) -> Any:
        invocation: Invocation = self._simulation.current.invocation
        call = Call(service, operation, method, request, events, invocation)
        self.counts[operation] += 1
        if operation == "create_job":
            # botocore fills in a token where none is given, the same for its own tries.
            request.setdefault("ClientRequestToken", f"{self._chance.getrandbits(64):016x}")
        fault = self.faults.draw(service, operation)
        if fault:
            self.injected[fault] += 1
        hanging = self.faults.rates.killed > 0
        there, back = latencies(operation, self._chance, hanging=hanging)
        self._pause(there, invocation)
        if fault == call_faults.KILLED_BEFORE:
            self._kill(call.name, fault, invocation)
        self._refuse(call, fault)
        answer = self._tried(call, back)
        if self._simulation.lines is not None:
            self._simulation.note(f"{call.name} {_short(operation, request, answer)}")
        if fault in SILENT:
            return self._try_again(call, fault)
        self._pause(back, invocation)
        if fault == call_faults.KILLED_AFTER:
            self._kill(call.name, fault, invocation)
        if fault == call_faults.FAILED_AFTER:
            self._fail(call, fault, 500)
        call.heard(200)
        return answer

    def _refuse(self, call: Call, fault: str | None) -> None:
        """All tries of the SDK are refused; nothing takes effect."""
        outage = self.faults.outage(call.service, self._simulation.now)
        if outage is None:
            if fault in (call_faults.THROTTLED, call_faults.REFUSED):
                self._pause(0.5, call.invocation)
                self._fail(call, fault, 429 if fault == call_faults.THROTTLED else 500)
            return
        self._pause(0.5, call.invocation)
        call.heard(outage.status)
        self._simulation.note(f"{call.name} -> outage")
        raise client_error(call.operation, outage.code, outage.status, "outage")

    def _try_again(self, call: Call, fault: str) -> Any:
        """The SDK's further tries, after one without an answer."""
        self._pause(READ_TIMEOUT_SECONDS, call.invocation)
        call.heard(None)
        if fault == call_faults.RETRIED:
            self._simulation.note(f"{call.name}: no answer, tried again by the SDK")
            return self._tried(call, 0)
        if fault == call_faults.LOST_THEN_THROTTLED:
            self._pause(1, call.invocation)
            self._fail(call, fault, 429)
        self._pause(SDK_RETRIES * READ_TIMEOUT_SECONDS, call.invocation)  # they do not arrive
        self._fail(call, fault, None)

    def _fail(self, call: Call, fault: str, status: int | None) -> None:
        """What the last try met is what the SDK raises."""
        call.heard(status)
        self._simulation.note(f"{call.name} -> {fault}")
        raise error_of(fault, call.service, call.operation)

    def _tried(self, call: Call, back: float) -> Any:
        """As the SDK does it: what the service itself throttles is tried again."""
        for attempt in range(SDK_RETRIES + 1):
            try:
                return call.method(**call.request)
            except ClientError as error:
                self._pause(back, call.invocation)
                self._simulation.note(f"{call.name} -> {error}")
                status = error.response["ResponseMetadata"]["HTTPStatusCode"]
                call.heard(status)
                if status == 429 and attempt == SDK_RETRIES:
                    self.injected[call_faults.OVER_QUOTA] += 1
                if status != 429 or attempt == SDK_RETRIES:
                    raise
                self._pause(self._chance.random() * 2**attempt, call.invocation)
        raise AssertionError

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
